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

    @Test("A path that may hold a secret is not repeated")
    func secretPath() throws {
        let file = SQLiteFile(path: "/a?password=x", state: .init(isWritable: false), user: 0)
        #expect(try !#require(file.readOnlyReason).contains("password"))
    }
}
