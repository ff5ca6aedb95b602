import Foundation
import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("A full SQLite disk", .timeLimit(.minutes(1)))
struct SQLiteDiskFullTests {
    @Test("A full disk rejects writes with a reason, reads continue, and writes succeed once there is space")
    func diskFull() async throws {
        try await withStore(.sqlite) { store in
            let store = try #require(store as? SQLiteAnalyticsStore)
            let dataset = try await store.make(["n": .integer, "s": .string], rows: [[1, "a"]])
            func limit(_ pages: Int64) async throws {
                try await store.write { connection throws(StorageError) in
                    _ = try SQLiteStatement(connection, "PRAGMA max_page_count = \(pages)").firstInteger()
                }
            }
            // SQLite raises a limit below the file's size to that size, and reports it like a full disk.
            try await limit(1)
            let wide = Value.string(String(repeating: "x", count: 100_000))
            for key in [nil, "k"] {
                await expectFailure("unavailable noRoom") { try await store.add([[2, wide]], to: dataset, key: key) }
            }
            await expectFailure("unavailable noRoom") {
                try await store.changeRow(
                    1, of: dataset, .patch([RowAssignment(column: 1, value: wide)]), if: .always)
            }
            await expectFailure("unavailable noRoom") {
                for number in 0..<100 { _ = try await store.make("more\(number)", ["n": .integer]) }
            }
            expectRows(try await store.list(dataset), [[1, "a"]])
            #expect(try await store.row(1, of: dataset.name)?.version == 1)
            try await store.checkHealth()
            try await limit(1_000_000)
            try await store.add([[2, wide]], to: dataset, key: "k")
            #expect(try await store.list(dataset).count == 2)
        }
    }

    @Test("SQLite's errors about disks and permissions are distinguished from program errors")
    func errorCodes() {
        // SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_READONLY_DBMOVED, SQLITE_CORRUPT.
        #expect(SQLiteFailure.error(13, "").shape == "unavailable noRoom")
        #expect(SQLiteFailure.error(778, "").shape == "unavailable noRoom")
        #expect(SQLiteFailure.error(1032, "").shape == "unavailable readOnly")
        #expect(SQLiteFailure.error(11, "database disk image is malformed").shape.hasPrefix("unexpected"))
    }
}
