import Foundation
import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("Contract: migrations")
struct MigrationContract {
    @Test("Ten concurrent starts apply each migration once", arguments: StoreKind.durable)
    func concurrentStarts(kind: StoreKind) async throws {
        try await withReopenableStore(kind) { subject in
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        let store = try await subject.open()
                        do {
                            let steps = try await store.prepare()
                            // Every start can serve afterwards, whichever one applied the steps.
                            try await store.checkHealth()
                            await store.close()
                            return steps.map(\.number)
                        } catch {
                            await store.close()
                            throw error
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let store = try await subject.open()
            let status = try await store.schemaStatus()
            #expect(applied.sorted() == Array(1...status.level))
            #expect(status.error == nil && status.pending.isEmpty && status.level == status.understood.upperBound)
            #expect(try await store.prepare() == [])
            await store.close()
        }
    }

    @Test("A new database is behind and lists its pending steps with their statements", arguments: StoreKind.durable)
    func newDatabase(kind: StoreKind) async throws {
        try await withReopenableStore(kind) { subject in
            let store = try await subject.open()
            let status = try await store.schemaStatus()
            #expect(status.level == 0 && status.error?.isSolvedByMigrating == true)
            #expect(status.pending.allSatisfy { !$0.statements.isEmpty } && !status.pending.isEmpty)
            let error = await #expect(throws: StorageError.self) { try await store.checkHealth() }
            guard case .schema(.behind(level: 0, _))? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await store.prepare().map(\.number) == status.pending.map(\.number))
            try await store.checkHealth()
            await store.close()
        }
    }

    @Test(
        "A newer migration is compatible only if it declares so",
        arguments: StoreKind.durable)
    func newerMigration(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let level = try await store.schemaStatus().level
            let beside = Migration(level + 1, "for later", servableFrom: level, [Self.addition(to: store, "later")])
            try await Self.apply(beside, to: store)
            try await store.checkHealth()
            #expect(try await store.schemaStatus().steps.last?.state == .unknown)
            #expect(try await store.prepare() == [])
            let dataset = try await store.make("still", ["n": .integer], rows: [[1]])
            #expect(dataset.rowCount == 1)

            let breaking = Migration(level + 2, "breaking", [Self.addition(to: store, "never")])
            try await Self.apply(breaking, to: store, knowing: [beside])
            for attempt in [{ try await store.checkHealth() }, { _ = try await store.prepare() }] {
                let error = await #expect(throws: StorageError.self) { try await attempt() }
                guard case .schema(.ahead(level: level + 2, needed: level + 2, understood: level))? = error else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test("A failed migration step leaves no changes", arguments: StoreKind.durable)
    func failingStep(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let before = try await store.schemaStatus()
            let bad = Migration(
                before.level + 1, "bad", [Self.addition(to: store, "half"), "SELECT nonsense FROM nowhere"])
            await #expect(throws: StorageError.self) { try await Self.apply(bad, to: store) }
            #expect(try await store.schemaStatus() == before)
            let good = Migration(before.level + 1, "good", [Self.addition(to: store, "half")])
            try await Self.apply(good, to: store)
            #expect(try await store.schemaStatus().level == before.level + 1)
        }
    }

    private static func addition(to store: any AnalyticsStore, _ column: String) -> String {
        if let store = store as? PostgresAnalyticsStore {
            return "ALTER TABLE \(store.schema.name).dataset ADD COLUMN \(column) bigint"
        }
        return "ALTER TABLE weir_dataset ADD COLUMN \(column) INTEGER"
    }

    /// Applies a newer version's migration.
    private static func apply(
        _ migration: Migration, to store: any AnalyticsStore, knowing: [Migration] = []
    ) async throws {
        let further = knowing + [migration]
        if let store = store as? PostgresAnalyticsStore {
            let schema = store.schema
            let plan = MigrationPlan(schema.migrations.known + further, schema: schema.name)
            let applied = try await store.transaction { session throws(StorageError) in
                try PostgresMigrations(session: session, schema: schema, plan: plan).applyNext()
            }
            #expect(applied == migration)
        } else {
            let store = try #require(store as? SQLiteAnalyticsStore)
            let plan = MigrationPlan(SQLiteSchema.migrations.known + further)
            let applied = try await store.write { connection throws(StorageError) in
                try SQLiteMigrations(connection: connection, plan: plan).applyNext()
            }
            #expect(applied == migration)
        }
    }
}
