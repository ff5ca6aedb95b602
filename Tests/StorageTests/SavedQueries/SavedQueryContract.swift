import Models
import StorageTesting
import Testing

@testable import Storage

/// The contract of every store of saved queries, the in-memory twin included.
@Suite("Contract: saved queries")
struct SavedQueryContract {
    private static let kinds = StoreKind.testable.filter { $0 != .postgresPartitioned }

    private static func at(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: 1_800_000_000_000_000 + seconds * 1_000_000 + 1)
    }

    private static func query(_ name: String, _ document: String = "{}", owner: String? = "key:a") throws
        -> SavedQueryRecord
    {
        SavedQueryRecord(name: try Identifier(name), document: document, owner: owner, at: at(0), by: "key:b")
    }

    private static func withQueries(
        _ kind: StoreKind, _ body: (any AnalyticsStore, any SavedQueryStore, Dataset) async throws -> Void
    ) async throws {
        try await withStore(kind) { store in
            let queries = try #require(store as? any SavedQueryStore)
            let dataset = try await store.createDataset("orders", columns: ["n": .integer])
            try await body(store, queries, dataset)
        }
    }

    @Test("A saved query is read as it was written, in the order of the names", arguments: kinds)
    func saves(kind: StoreKind) async throws {
        try await Self.withQueries(kind) { (_, store: any SavedQueryStore, dataset) async throws in
            #expect(try await store.savedQueries(of: dataset) == [])
            let saved = [
                try Self.query("b", #"{"title":"Käse \"1\"\n"}"#), try Self.query("a_1", owner: nil),
                try Self.query("a"),
            ]
            for query in saved {
                #expect(try await store.saveQuery(query, in: dataset, if: .absent, limit: 9) == .done(query))
            }
            #expect(try await store.savedQueries(of: dataset) == [saved[2], saved[1], saved[0]])
            #expect(try await store.savedQuery(saved[0].name, of: dataset) == saved[0])
            #expect(try await store.savedQuery(Identifier("c"), of: dataset) == nil)
        }
    }

    @Test(
        "A change increments the version, keeps the creation and the owner, and loses no other change", arguments: kinds
    )
    func changes(kind: StoreKind) async throws {
        try await Self.withQueries(kind) { (_, store: any SavedQueryStore, dataset) async throws in
            let first = try Self.query("a")
            _ = try await store.saveQuery(first, in: dataset, if: .absent, limit: 1)
            let other = SavedQueryRecord(
                name: first.name, document: "[1]", owner: "key:other", at: Self.at(5), by: "admin")
            var expected = first
            expected.document = "[1]"
            expected.version = 2
            expected.updatedAt = Self.at(5)
            expected.updatedBy = "admin"
            let known = SavedQueryCondition.version(1, createdAt: first.createdAt)
            // An existing query can be changed although there is no space for another one.
            #expect(try await store.saveQuery(other, in: dataset, if: known, limit: 1) == .done(expected))
            for condition in [known, .absent, .version(2, createdAt: Self.at(9))] {
                #expect(try await store.saveQuery(other, in: dataset, if: condition, limit: 1) == .conflict)
                #expect(try await store.deleteSavedQuery(first.name, of: dataset, if: condition) == .conflict)
            }
            #expect(try await store.savedQueries(of: dataset) == [expected])
            let current = SavedQueryCondition.version(2, createdAt: first.createdAt)
            #expect(try await store.deleteSavedQuery(first.name, of: dataset, if: current) == .done(expected))
            #expect(try await store.deleteSavedQuery(first.name, of: dataset, if: current) == .conflict)
            #expect(try await store.savedQueries(of: dataset) == [])
        }
    }

    @Test("Ten concurrent writers fill a dataset to its limit and no further", arguments: kinds)
    func limit(kind: StoreKind) async throws {
        try await Self.withQueries(kind) { (_, store: any SavedQueryStore, dataset) async throws in
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        try await store.saveQuery(Self.query("q\(number)"), in: dataset, if: .absent, limit: 3) != .full
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            let saved = try await store.savedQueries(of: dataset)
            #expect(outcomes == 3 && saved.count == 3)
        }
    }

    @Test("A copy of a dataset has its queries with their versions", arguments: kinds)
    func copy(kind: StoreKind) async throws {
        try await Self.withQueries(kind) { (base, store: any SavedQueryStore, dataset) async throws in
            let query = try Self.query("a", #"{"title":"1"}"#)
            _ = try await store.saveQuery(query, in: dataset, if: .absent, limit: 9)
            _ = try await store.saveQuery(
                query, in: dataset, if: .version(1, createdAt: query.createdAt), limit: 9)
            let target = InMemoryAnalyticsStore()
            try await StoreCopy(from: base, to: target).run { #expect($0.outcome == .copied) }
            let copied = try await target.savedQueries(of: target.dataset(named: dataset.name))
            #expect(try await store.savedQueries(of: dataset) == copied && copied.map(\.version) == [2])
        }
    }

    @Test("A dropped dataset drops its queries, and another one of its name has none", arguments: kinds)
    func drop(kind: StoreKind) async throws {
        try await Self.withQueries(kind) { (base, store: any SavedQueryStore, dataset) async throws in
            let query = try Self.query("a")
            _ = try await store.saveQuery(query, in: dataset, if: .absent, limit: 9)
            try await base.dropDataset(named: dataset.name, expecting: nil)
            #expect(try await store.savedQueries(of: dataset) == [])
            let second = try await base.createDataset("orders", columns: ["n": .integer])
            #expect(try await store.savedQueries(of: second) == [])
            for condition in [SavedQueryCondition.absent, .version(1, createdAt: query.createdAt)] {
                await #expect(throws: StorageError.self) {
                    try await store.saveQuery(query, in: dataset, if: condition, limit: 9)
                }
                await #expect(throws: StorageError.self) {
                    try await store.deleteSavedQuery(query.name, of: dataset, if: condition)
                }
            }
            #expect(try await store.savedQueries(of: second) == [])
        }
    }
}
