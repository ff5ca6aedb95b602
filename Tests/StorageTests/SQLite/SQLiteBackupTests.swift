import Foundation
import Models
import StorageTesting
import Synchronization
import Testing

@testable import Storage

@Suite("SQLite: backup and locks", .timeLimit(.minutes(3)))
struct SQLiteBackupTests {
    private static func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test("A backup taken during writes is a consistent store")
    func whileWriting() async throws {
        try await Self.inFolder { folder in
            let file = folder.appending(path: "a.sqlite").path
            let copy = folder.appending(path: "b.sqlite").path
            let store = SQLiteAnalyticsStore(path: file)
            try await store.prepare()
            let dataset = try await store.make(
                ["n": .integer, "m": .decimal], rows: [[1, try .exact("1.5")], [2, nil]])
            _ = try await store.written(1, dataset, .replace([5, nil]))
            let held = HeldRowSource([RowBatch(dataset.columns.map(\.type), rows: [[3, nil]])])
            async let ingest = store.ingest(held, into: dataset, idempotencyKey: nil)
            await held.waitUntilReached()
            let summary = try await SQLiteBackup(of: file, to: copy).run()
            held.release()
            _ = try await ingest
            #expect(summary.datasets == 1 && summary.rows == 2 && summary.bytes > 0)
            let restored = SQLiteAnalyticsStore(path: copy)
            try await restored.prepare()
            let page = try await restored.rows(of: dataset, page: RowPageRequest(limit: 10))
            #expect(page.ids == [1, 2] && page.versions == [2, 1] && page.dataVersion == 2)
            try await restored.add([[4, nil]], to: dataset)
            #expect(try await restored.rows(of: dataset, page: RowPageRequest(limit: 10)).ids == [1, 2, 3])
            await restored.close()
            await store.close()
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.allSatisfy { !$0.contains("partial") })
        }
    }

    @Test(
        "A backup is never readable by users who cannot read the store",
        arguments: [0o600, 0o640, 0o644, 0o400] as [mode_t])
    func permissions(mode: mode_t) async throws {
        try await Self.inFolder { folder in
            let file = folder.appending(path: "a.sqlite").path
            let store = SQLiteAnalyticsStore(path: file)
            try await store.prepare()
            let rows = (0..<20_000).map { [Value.integer($0), .string(String(repeating: "x", count: 50))] }
            _ = try await store.make(["n": .integer, "s": .string], rows: rows)
            await store.close()
            #expect(chmod(file, mode) == 0)
            let copy = folder.appending(path: "b").path
            let isDone = Mutex(false)
            async let seen = Self.modes(of: "\(copy).partial-\(getpid())") { isDone.withLock { $0 } }
            _ = try await SQLiteBackup(of: file, to: copy).run()
            isDone.withLock { $0 = true }
            for found in await seen { #expect(found & ~(mode | 0o600) == 0, "\(String(found, radix: 8))") }
            var info = stat()
            #expect(stat(copy, &info) == 0 && info.st_mode & 0o777 == mode)
            try SQLiteBackup.make(copy + ".new", mode: mode)
            #expect(stat(copy + ".new", &info) == 0 && info.st_mode & 0o177 & ~mode == 0)
            #expect(throws: SQLiteBackupError.self) { try SQLiteBackup.make(copy + ".new", mode: mode) }
        }
    }

    /// The permission bits of a file observed while an operation runs.
    private static func modes(of path: String, until isDone: @Sendable () -> Bool) async -> Set<mode_t> {
        var seen: Set<mode_t> = []
        while !Task.isCancelled, !isDone() {
            var info = stat()
            if stat(path, &info) == 0 { seen.insert(info.st_mode & 0o777) }
            await Task.yield()
        }
        return seen
    }

    @Test("A backup replaces a file only if told to, and never the store itself")
    func replacing() async throws {
        try await Self.inFolder { folder in
            let file = folder.appending(path: "a.sqlite").path
            let copy = folder.appending(path: "b").path
            let store = SQLiteAnalyticsStore(path: file)
            try await store.prepare()
            await store.close()
            try Data("mine".utf8).write(to: URL(fileURLWithPath: copy))
            await #expect(throws: SQLiteBackupError.self) { try await SQLiteBackup(of: file, to: copy).run() }
            #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == Data("mine".utf8))
            #expect(try await SQLiteBackup(of: file, to: copy, replacing: true).run().datasets == 0)
            let link = folder.appending(path: "link").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
            for target in [file, link] {
                await #expect(throws: SQLiteBackupError.self) {
                    try await SQLiteBackup(of: file, to: target, replacing: true).run()
                }
            }
        }
    }

    @Test("A backup of a file that is not a store fails and leaves nothing")
    func noStore() async throws {
        try await Self.inFolder { folder in
            let copy = folder.appending(path: "b").path
            let text = folder.appending(path: "text").path
            let empty = folder.appending(path: "empty").path
            try Data("not a database, but long enough to be looked at as one".utf8).write(
                to: URL(fileURLWithPath: text))
            try Data().write(to: URL(fileURLWithPath: empty))
            for source in [text, empty, folder.appending(path: "missing").path] {
                await #expect(throws: SQLiteBackupError.self) { try await SQLiteBackup(of: source, to: copy).run() }
            }
            #expect(
                Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)).isSubset(of: ["text", "empty"]))
        }
    }

    @Test("A damaged file is not backed up")
    func damaged() async throws {
        try await Self.inFolder { folder in
            let file = folder.appending(path: "a.sqlite").path
            let copy = folder.appending(path: "b").path
            let store = SQLiteAnalyticsStore(path: file)
            try await store.prepare()
            let rows: [[Value]] = (0..<5000).map { [.integer($0), .string(String(repeating: "x", count: 50))] }
            _ = try await store.make(["n": .integer, "s": .string], rows: rows)
            await store.close()
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
            try handle.seek(toOffset: 4096 * 20)
            try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096 * 10))
            try handle.close()
            await #expect(throws: SQLiteBackupError.self) { try await SQLiteBackup(of: file, to: copy).run() }
            #expect(!FileManager.default.fileExists(atPath: copy))
        }
    }

    @Test("A writer that finds the file locked by another process fails as busy")
    func busy() async throws {
        try await Self.inFolder { folder in
            let file = folder.appending(path: "a.sqlite").path
            let one = SQLiteAnalyticsStore(path: file)
            try await one.prepare()
            let dataset = try await one.make(["n": .integer], rows: [[1]])
            var options = SQLiteAnalyticsStore.Options()
            options.busyTimeout = .zero
            // Another connection to the file; SQLite locks between connections as between processes.
            let two = SQLiteAnalyticsStore(path: file, options: options)
            let held = HeldRowSource([RowBatch(dataset.columns.map(\.type), rows: [[2]])])
            async let ingest = one.ingest(held, into: dataset, idempotencyKey: nil)
            await held.waitUntilReached()
            await expectFailure("unavailable busy") {
                try await two.changeRow(1, of: dataset, .delete, if: .always)
            }
            #expect(try await two.row(1, of: dataset.name) != nil, "readers do not wait")
            held.release()
            _ = try await ingest
            #expect(try await two.changeRow(1, of: dataset, .delete, if: .always) == .deleted(dataVersion: 3))
            await two.close()
            await one.close()
        }
    }
}
