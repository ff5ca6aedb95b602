import Foundation
import Models
import Storage
import StorageTesting
import Testing

/// Backups onto existing files, which is how a store is restored.
@Suite("SQLite: a backup over another store", .timeLimit(.minutes(3)))
struct SQLiteRestoreTests {
    private static let besides = ["-wal", "-shm", "-journal"]

    /// Creates a folder with a store of one dataset with the rows 1 and 2; passes the folder, the store's path and a
    /// target.
    private static func inFolder(_ body: (URL, _ source: String, _ target: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appending(path: "a.sqlite").path
        try await fill(source, rows: [[1], [2]])
        try await body(folder, source, folder.appending(path: "b.sqlite").path)
    }

    private static func fill(_ file: String, rows: [[Value]]) async throws {
        let store = SQLiteAnalyticsStore(path: file)
        try await store.prepare()
        _ = try await store.make(["n": .integer], rows: rows)
        await store.close()
    }

    private static func rows(_ file: String) async throws -> [Int64] {
        let store = SQLiteAnalyticsStore(path: file)
        try await store.prepare()
        let dataset = try #require(try await store.datasets().first)
        let page = try await store.rows(of: dataset, page: RowPageRequest(limit: 1000))
        await store.close()
        return page.ids
    }

    /// Creates the files of a crashed store: its last rows are only in the `-wal` file.
    private static func crashed(at file: String) async throws {
        let live = file + ".live"
        let store = SQLiteAnalyticsStore(path: live)
        try await store.prepare()
        let dataset = try await store.make(["n": .integer], rows: [[1]])
        try await store.add((2...400).map { [.integer($0)] }, to: dataset)
        for suffix in ["", "-wal", "-shm"] {
            try FileManager.default.copyItem(atPath: live + suffix, toPath: file + suffix)
        }
        await store.close()
        for suffix in [""] + besides { try? FileManager.default.removeItem(atPath: live + suffix) }
    }

    @Test("A crashed store's write-ahead log is not replayed into the backup that replaces it")
    func afterACrash() async throws {
        try await Self.inFolder { folder, source, target in
            try await Self.crashed(at: target)
            #expect(try await SQLiteBackup(of: source, to: target, replacing: true).run().rows == 2)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.allSatisfy { !$0.hasPrefix("b.sqlite-") }, "\(left)")
            #expect(try await Self.rows(target) == [1, 2])
        }
    }

    @Test("A failed backup leaves the store at its target intact")
    func failedBackup() async throws {
        try await Self.inFolder { folder, source, target in
            try await Self.crashed(at: target)
            let text = folder.appending(path: "text").path
            try Data("not a database, but long enough to be looked at as one".utf8).write(to: URL(filePath: text))
            await #expect(throws: SQLiteBackupError.self) {
                try await SQLiteBackup(of: text, to: target, replacing: true).run()
            }
            #expect(try await Self.rows(target).count == 400)
        }
    }

    @Test("An open store is not replaced, even if it is idle")
    func openStore() async throws {
        try await Self.inFolder { _, source, target in
            let store = SQLiteAnalyticsStore(path: target)
            try await store.prepare()
            let dataset = try await store.make(["n": .integer], rows: [[1], [2], [3]])
            await expectProblem("another program has \(target) open") {
                try await SQLiteBackup(of: source, to: target, replacing: true).run()
            }
            try await store.add([[4]], to: dataset)
            await store.close()
            #expect(try await Self.rows(target) == [1, 2, 3, 4])
            #expect(try await SQLiteBackup(of: source, to: target, replacing: true).run().rows == 2)
            #expect(try await Self.rows(target) == [1, 2])
        }
    }

    @Test("Files that SQLite would treat as part of the backup are rejected, or removed when replacing")
    func leftovers() async throws {
        try await Self.inFolder { _, source, target in
            for suffix in Self.besides {
                try Data("old".utf8).write(to: URL(filePath: target + suffix))
                await expectProblem(target + suffix) { try await SQLiteBackup(of: source, to: target).run() }
                #expect(FileManager.default.fileExists(atPath: target + suffix))
                #expect(!FileManager.default.fileExists(atPath: target))
                _ = try await SQLiteBackup(of: source, to: target, replacing: true).run()
                #expect(!FileManager.default.fileExists(atPath: target + suffix))
                #expect(try await Self.rows(target) == [1, 2])
                try FileManager.default.removeItem(atPath: target)
            }
        }
    }

    @Test("A backup is never written to a name that SQLite uses beside a store", arguments: besides)
    func reservedNames(suffix: String) async throws {
        try await Self.inFolder { folder, source, _ in
            let store = SQLiteAnalyticsStore(path: source)
            try await store.prepare()
            let dataset = try #require(try await store.datasets().first)
            let link = folder.appending(path: "link").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: source)
            for name in [source, link] {
                for replacing in [false, true] {
                    await expectProblem("name another file") {
                        try await SQLiteBackup(of: name, to: source + suffix, replacing: replacing).run()
                    }
                }
            }
            try await store.add([[3]], to: dataset)
            await store.close()
            #expect(try await Self.rows(source) == [1, 2, 3])

            // The reverse: the store would be removed as the remains of another one.
            let odd = folder.appending(path: "c.sqlite").path
            try FileManager.default.moveItem(atPath: source, toPath: odd + suffix)
            await expectProblem("name another file") {
                try await SQLiteBackup(of: odd + suffix, to: odd, replacing: true).run()
            }
            #expect(FileManager.default.fileExists(atPath: odd + suffix))
        }
    }

    @Test("An invalid target is reported with its path")
    func invalidTargets() async throws {
        try await Self.inFolder { folder, source, _ in
            let missing = folder.appending(path: "nosuch/b").path
            // A pipe instead of a device, since a replaced device would affect the whole machine.
            let pipe = folder.appending(path: "pipe").path
            try #require(mkfifo(pipe, 0o600) == 0)
            for (target, text) in [
                (missing, "cannot write \(missing): its folder \(folder.path)/nosuch: No such file"),
                (folder.path, "cannot write \(folder.path): it is a folder"),
                (folder.path + "/", "it is a folder"), ("", "it is a folder"),
                (source + "/b", "cannot write \(source)/b: \(source) is no folder"),
                (pipe, "cannot write \(pipe): it is no file"),
            ] {
                for replacing in [false, true] {
                    await expectProblem(text) {
                        try await SQLiteBackup(of: source, to: target, replacing: replacing).run()
                    }
                }
            }
        }
    }

    private func expectProblem(
        _ text: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> SQLiteBackup.Summary
    ) async {
        do {
            _ = try await body()
            Issue.record("the backup succeeded", sourceLocation: sourceLocation)
        } catch {
            #expect("\(error)".contains(text), sourceLocation: sourceLocation)
        }
    }
}
