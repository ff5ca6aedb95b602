import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: rows from arrays and texts")
struct RowSourceContract {
    private func withEvents(_ kind: StoreKind, _ body: (any AnalyticsStore) async throws -> Void) async throws {
        try await withStore(kind) { store in
            try await store.createDataset(
                "events",
                columns: ["at": .timestamp, "region": .string, "n": .integer, "price": .decimal, "x": .double],
                timeColumn: "at")
            try await body(store)
        }
    }

    private func list(_ store: any AnalyticsStore) async throws -> [[Value]] {
        try await store.list(store.dataset(named: Identifier("events")))
    }

    @Test("Arrays of literals are converted to the columns' types", arguments: StoreKind.testable)
    func arrays(kind: StoreKind) async throws {
        try await withEvents(kind) { store in
            let outcome = try await store.ingest(
                [["2026-01-02T03:04:05Z", "north", 3, "1.50", 2], [nil, nil, nil, 7, nil]], into: "events")
            #expect(outcome.inserted == 2)
            let expected: [[Value]] = try [
                [.at("2026-01-02T03:04:05Z"), "north", 3, .exact("1.5"), 2.0], [nil, nil, nil, .exact("7"), nil],
            ]
            expectRows(try await list(store), expected)
        }
    }

    @Test("A row that does not fit fails the ingest and names its place", arguments: StoreKind.testable)
    func misfits(kind: StoreKind) async throws {
        try await withEvents(kind) { store in
            for (row, place) in [
                (["2026-01-02T03:04:05Z", "north", "three", 1, 1], "/1 of the array, column \"n\": "),
                ([nil, "north"], "/1 of the array: got 2 values, expected 5"),
                (["yesterday", "north", 3, 1, 1], "/1 of the array, column \"at\": got \"yesterday\""),
            ] as [([Value], String)] {
                do throws(StorageError) {
                    try await store.ingest([[nil, "south", 1, 1, 1], row], into: "events")
                    Issue.record("\(row) was written")
                } catch {
                    guard case .rejected(let rejections) = error else { throw error }
                    #expect(rejections.count == 1)
                    #expect(rejections.errors[0].sentence.hasPrefix(place), "\(rejections.errors[0].sentence)")
                }
            }
            #expect(try await list(store).isEmpty)
        }
    }

    @Test(
        "Texts in every format give the same rows",
        arguments: StoreKind.testable,
        [
            (RowFormat.csv, "region,n\nnorth,3\nsouth,4\n"),
            (.ndjson, "{\"region\":\"north\",\"n\":3}\n{\"region\":\"south\",\"n\":4}\n"),
            (.json, "[{\"region\":\"north\",\"n\":3},{\"n\":4,\"region\":\"south\"}]"),
        ])
    func texts(kind: StoreKind, text: (format: RowFormat, text: String)) async throws {
        try await withEvents(kind) { store in
            try await store.ingest(text.text, as: text.format, into: "events")
            expectRows(try await list(store), [[nil, "north", 3, nil, nil], [nil, "south", 4, nil, nil]])
        }
    }

    @Test("Chunks can end anywhere, and bad rows are skipped on request", arguments: StoreKind.testable)
    func chunks(kind: StoreKind) async throws {
        try await withEvents(kind) { store in
            let chunks = AsyncStream { continuation in
                for byte in "region,n\nnörd,3\nsouth,x\neast,5\n".utf8 { continuation.yield([byte]) }
                continuation.finish()
            }
            let outcome = try await store.ingest(chunks, as: .csv, into: "events", skipsBadRows: true)
            #expect(outcome.inserted == 2)
            #expect(outcome.rejections.count == 1)
            #expect(outcome.rejections.errors.first?.line == 3)
            expectRows(try await list(store), [[nil, "nörd", 3, nil, nil], [nil, "east", 5, nil, nil]])
        }
    }

    @Test("An idempotency key tells the same rows from others", arguments: StoreKind.testable)
    func idempotency(kind: StoreKind) async throws {
        try await withEvents(kind) { store in
            let rows: [[Value]] = [[nil, "north", 3, nil, nil]]
            let first = try await store.ingest(rows, into: "events", idempotencyKey: "k")
            let second = try await store.ingest(rows, into: "events", idempotencyKey: "k")
            #expect(!first.replayed && second.replayed)
            await expectFailure("conflict") {
                try await store.ingest([[nil, "north", 4, nil, nil]], into: "events", idempotencyKey: "k")
            }
            #expect(try await store.ingest("n\n1\n", as: .csv, into: "events", idempotencyKey: "t").inserted == 1)
            #expect(try await store.ingest("n\n1\n", as: .csv, into: "events", idempotencyKey: "t").replayed)
            #expect(try await list(store).count == 2)
        }
    }
}
