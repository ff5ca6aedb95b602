import Foundation
import Models
import StorageTesting
import Testing

@testable import Storage

/// The state that a crash in the middle of a replacement leaves.
@Suite("Replacing rows, interrupted", .timeLimit(.minutes(2)))
struct ReplacementCrashTests {
    @Test("The files of a SQLite store, as they are at any batch of a replacement, have the old rows")
    func sqlite() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = SQLiteAnalyticsStore(path: folder.appending(path: "a.sqlite").path)
        try await store.prepare()
        // Enough for SQLite to write pages to its log before the commit: more than its cache of 8 MiB.
        let padding = Value.string(String(repeating: "x", count: 1000))
        let dataset = try await store.make(
            ["n": .integer, "s": .string], rows: (0..<100).map { [.integer($0), "old"] })
        let batch = RowBatch(dataset.columns.map(\.type), rows: (0..<4000).map { [.integer($0), padding] })
        for batches in [1, 4] {
            let held = HeldRowSource(Array(repeating: batch, count: batches))
            let task = Task {
                try await store.ingest(held, into: dataset, mode: .replace(.always), idempotencyKey: nil)
            }
            await held.waitUntilReached()
            let copy = folder.appending(path: "copy\(batches).sqlite").path
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(
                    atPath: folder.appending(path: "a.sqlite").path + suffix, toPath: copy + suffix)
            }
            task.cancel()
            await #expect(throws: StorageError.self) { try await task.value }
            let found = SQLiteAnalyticsStore(path: copy)
            try await found.prepare()
            #expect(try await found.list(dataset).count == 100)
            #expect(try await found.dataset(named: dataset.name).dataVersion == 1)
            await found.close()
        }
        await store.close()
    }

    @Test(
        "A replacement whose connection is cut leaves the old rows",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func postgres() async throws {
        try await withPostgres { store in
            let dataset = try await store.make(["n": .integer], rows: (0..<5).map { [.integer($0)] })
            let held = HeldRowSource([RowBatch(dataset.columns.map(\.type), rows: [[7], [8]])])
            let task = Task {
                try await store.ingest(held, into: dataset, mode: .replace(.always), idempotencyKey: nil)
            }
            await held.waitUntilReached()
            let schema = store.schema.name
            let cut = try await store.leased { session throws(StorageError) in
                try session.execute(
                    """
                    SELECT count(pg_terminate_backend(pid, 30000)) FROM pg_stat_activity
                    WHERE pid <> pg_backend_pid() AND query LIKE '%COPY%' AND query LIKE $1
                    """, [.string("%\(schema)%")]
                ).integer(0, 0)
            }
            #expect(cut == 1)
            held.release()
            await #expect(throws: StorageError.self) { try await task.value }
            expectRows(try await store.list(dataset), (0..<5).map { [.integer($0)] })
            #expect(try await store.dataset(named: dataset.name).dataVersion == 1)
        }
    }
}
