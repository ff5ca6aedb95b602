import CSQLite
import Foundation
import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("Statement time-out in SQLite", .timeLimit(.minutes(1)))
struct SQLiteDeadlineTests {
    private static let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    private func withStore(timeout: Duration, _ body: (SQLiteAnalyticsStore) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var options = SQLiteAnalyticsStore.Options()
        options.statementTimeout = timeout
        options.readers = 1
        let store = SQLiteAnalyticsStore(path: folder.appending(path: "weir.sqlite").path, options: options)
        try await store.prepare()
        try await body(store)
        await store.close()
    }

    @Test("The time-out ends a slow statement, and the connection stays usable")
    func timeout() async throws {
        try await withStore(timeout: .milliseconds(50)) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [2]])
            for _ in 0..<3 {
                await expectFailure("timedOut") {
                    try await store.read { connection throws(StorageError) in try execute(connection, Self.endless) }
                }
                expectRows(try await store.list(dataset), [[1], [2]])
            }
        }
    }

    @Test(
        "A transaction left open by a time-out is rolled back, so that later reads see new data",
        arguments: [true, false]
    )
    func openTransaction(succeeds: Bool) async throws {
        try await withStore(timeout: .seconds(60)) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1]])
            // The state after an interrupted COMMIT.
            let left = try? await store.read { connection throws(StorageError) in
                try execute(connection, "BEGIN", "SELECT count(*) FROM weir_dataset")
                if !succeeds { throw .timedOut }
                return true
            }
            #expect((left != nil) == succeeds)
            try await store.add([[2]], to: dataset)
            #expect(try await store.read { connection in sqlite3_get_autocommit(connection) } == 1)
            expectRows(try await store.list(dataset), [[1], [2]])
        }
    }

    @Test(
        "A cancelled read is reported as cancelled, with and without a time-out",
        arguments: [Duration.zero, .seconds(60)]
    )
    func cancelled(timeout: Duration) async throws {
        try await withStore(timeout: timeout) { store in
            let task = Task {
                try await store.read { connection throws(StorageError) in try execute(connection, Self.endless) }
            }
            while !Task.isCancelled, store.readers.metrics.inUse == 0 { await Task.yield() }
            task.cancel()
            await expectFailure("cancelled") { try await task.value }
        }
    }

    @Test(
        "An interruption is recognized by its code, and by its message with the code of any error",
        arguments: [
            (9, "interrupted", "timedOut"), (9, "", "timedOut"), (1, "interrupted", "timedOut"),
            (1, "SQL logic error", "unexpected"), (11, "interrupted", "unexpected"),
        ] as [(CInt, String, String)])
    func interruptions(code: CInt, message: String, expected: String) {
        #expect(SQLiteFailure.error(code, message).shape.hasPrefix(expected))
    }
}
