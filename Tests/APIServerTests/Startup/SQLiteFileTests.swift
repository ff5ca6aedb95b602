import Diagnostics
import Foundation
import Processes
import Storage
import Testing

@testable import APIServer

@Suite("The file of a SQLite store")
struct SQLiteFileTests {
    private static func file(_ change: (inout SQLiteFile.State) -> Void) -> SQLiteFile {
        var state = SQLiteFile.State()
        change(&state)
        return SQLiteFile(path: "/srv/weir/w.sqlite", state: state, user: 998)
    }

    @Test("A file that cannot be written has a reason with its path, the user and the remedy; another one has none")
    func readOnlyReason() throws {
        #expect(Self.file { _ in }.readOnlyReason == nil)
        #expect(Self.file { $0.file = .missing }.readOnlyReason == nil)
        let file = try #require(Self.file { $0.isWritable = false }.readOnlyReason)
        #expect(
            file
                == "the file \"/srv/weir/w.sqlite\" is not writable for the user of this process (uid 998); change its owner or its permissions, or mount its disk for writing"
        )
        for isMissing in [false, true] {
            let folder = Self.file {
                $0.isFolderWritable = false
                if isMissing { $0.file = .missing }
            }
            #expect(folder.readOnlyReason?.hasPrefix("the folder \"/srv/weir\" is not writable") == true)
        }
    }

    private static let explanations: [(StorageError, SQLiteFile.State, String)] = [
        (
            .unavailable(.readOnly), .init(isWritable: false),
            "the file \"/srv/weir/w.sqlite\" is not writable for the user"
        ),
        (
            .unavailable(.readOnly), .init(isFolderWritable: false),
            "the folder \"/srv/weir\" is not writable for the user"
        ),
        (.unavailable(.readOnly), .init(), "the file \"/srv/weir/w.sqlite\" can only be read; change its owner"),
        (.unavailable(.unreachable), .init(file: .folder), "such as \"/srv/weir/w.sqlite/weir.sqlite\""),
        (
            .unavailable(.unreachable), .init(file: .missing, folder: .file),
            "\"/srv/weir\" is a file, expected the folder"
        ),
        (
            .unavailable(.unreachable), .init(file: .missing, folder: .missing),
            "the folder \"/srv/weir\" does not exist"
        ),
        (
            .unavailable(.unreachable), .init(isReadable: false),
            "is not readable for the user of this process (uid 998)"
        ),
        (.unavailable(.unreachable), .init(file: .missing, isFolderWritable: false), "the folder \"/srv/weir\" is not"),
        (.unavailable(.unreachable), .init(), "\"/srv/weir/w.sqlite\" cannot be opened"),
        (.unavailable(.busy), .init(), "\"/srv/weir/w.sqlite\" is in use by another program"),
        (.unavailable(.noRoom), .init(), "\"/srv/weir/w.sqlite\" cannot be written: its disk is full"),
        (.unexpected("SQLite 26: file is not a database"), .init(), "is not a SQLite database"),
        (.unexpected("SQLite 11: malformed"), .init(), "SQLite 11: malformed (the file \"/srv/weir/w.sqlite\")"),
        (.idempotencyConflict("k"), .init(), "the idempotency key was used before"),
    ]

    @Test("An error of a SQLite store is told with the file's path and the cause", arguments: explanations)
    func explanation(error: StorageError, state: SQLiteFile.State, part: String) {
        let text = SQLiteFile(path: "/srv/weir/w.sqlite", state: state, user: 998).explanation(of: error)
        #expect(text.contains(part) && !text.contains("(unreachable)") && !text.contains("(readOnly)"), "\(text)")
    }

    @Test("The state of a real file decides about the explanation")
    func files() throws {
        let folder = try TemporaryFolder()
        try Data("id,n\n1,2\n1,2\n".utf8).write(to: folder.url.appendingPathComponent("rows.csv"))
        func explain(_ name: String, _ error: StorageError) -> String {
            StoreLocation.sqlite(path: folder.path + name).explanation(of: error)
        }
        #expect(explain("/rows.csv", .unexpected("x")) == "unexpected: x (the file \"\(folder.path)/rows.csv\")")
        #expect(explain("", .unavailable(.unreachable)).contains("is a folder, expected the path of a file"))
        #expect(explain("/rows.csv/weir.sqlite", .unavailable(.unreachable)).contains("rows.csv\" is a file"))
        try SQLiteFile(path: folder.path + "/a/b/weir.sqlite").makeFolder()
        #expect(FileManager.default.fileExists(atPath: folder.path + "/a/b"))
        let error = #expect(throws: CommandError.self) {
            try SQLiteFile(path: folder.path + "/rows.csv/a/weir.sqlite").makeFolder()
        }
        #expect(error?.description.contains("rows.csv") == true && error?.description.contains("Cocoa") == false)
    }

    @Test(
        "A command names the path of a store that it cannot open, and the cause",
        .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"))
    func commands() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/rows.csv"
        try Data("id,n\n1,2\n".utf8).write(to: URL(fileURLWithPath: file))
        let cases = [
            (folder.path, "\"\(folder.path)\" is a folder"), (file, "\"\(file)\" is not a SQLite database"),
            (file + "/weir.sqlite", "\"\(file)\" is a file"),
        ]
        let commands = [
            ["import", file, "--dataset", "rows"], ["migrate"], ["keys", "create", "a", "--scope", "read"], [],
        ]
        for (path, part) in cases {
            let store = ["--store", "sqlite:" + path]
            for command in commands {
                let run = try await CommandRun(command + store + (command.isEmpty ? ["--port", "0"] : []))
                #expect(run.code == 1 && run.errors.contains(part), "\(command): \(run)")
            }
        }
    }

    @Test("A path that may hold a secret is not repeated")
    func secretPath() throws {
        let file = SQLiteFile(path: "/a?password=x", state: .init(isWritable: false), user: 0)
        #expect(try !#require(file.readOnlyReason).contains("password"))
    }
}
