import Foundation
import Models
import Processes
import Testing

/// Runs `import` and `try` as processes.
@Suite(
    "api-server import and try", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .timeLimit(.minutes(3)))
struct ImportCommandTests {
    private static let german = "Datum;Umsatz (EUR);Kunde\r\n31.12.2026;1.234,56;Müller\r\n01.02.2026;2,5;\r\n"

    /// A folder with a file.
    private static func folder(_ text: String, _ name: String = "umsatz.csv") throws -> (TemporaryFolder, path: String)
    {
        let folder = try TemporaryFolder()
        try Data(text.utf8).write(to: folder.url.appendingPathComponent(name))
        return (folder, folder.path + "/" + name)
    }

    @Test("A file becomes a dataset, and a second one adds rows in another notation")
    func imports() async throws {
        let (folder, path) = try Self.folder(Self.german)
        let store = ["--store", "sqlite:\(folder.path)/weir.sqlite"]
        let made = try await CommandRun(["import", path, "--dataset", "umsatz"] + store)
        #expect(made.code == 0 && made.output.hasPrefix("umsatz: created with 2 rows, 3 columns"), "\(made)")
        #expect(made.output.contains("umsatz_eur") && made.output.contains("\"1.234,56\""))
        #expect(made.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(made.output)")
        let (second, more) = try Self.folder("Kunde,datum,Umsatz (EUR)\nX,2026-03-01,12.5\n", "more.csv")
        defer { withExtendedLifetime(second) {} }
        let added = try await CommandRun(["import", more, "--dataset", "umsatz", "--json"] + store)
        #expect(added.code == 0, "\(added)")
        let report = try JSONValue(parsing: added.output)
        #expect(report["created"] == .bool(false))
        #expect(try report["inserted"] == JSONValue(parsing: "1"))
        let copy = try await CommandRun([
            "copy", "--from", store[1], "--to", "sqlite:\(folder.path)/x.sqlite", "--dry-run",
        ])
        #expect(copy.output.contains("umsatz") && copy.output.contains(" 3 "), "\(copy)")
    }

    @Test("A preview creates no store")
    func preview() async throws {
        let (folder, path) = try Self.folder(Self.german)
        let run = try await CommandRun([
            "import", path, "--dataset", "a", "--preview", "--store", "sqlite:\(folder.path)/weir.sqlite",
        ])
        #expect(run.code == 0 && run.output.contains("nothing was written"), "\(run)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/weir.sqlite"))
    }

    @Test("A file, a flag or a name that cannot work is refused with its exit code")
    func refusals() async throws {
        let (folder, path) = try Self.folder("a,b\n1,2\n3\n", "bad.csv")
        let (other, good) = try Self.folder("due\n01/02/2026\n", "good.csv")
        defer { withExtendedLifetime(other) {} }
        let store = ["--store", "sqlite:\(folder.path)/weir.sqlite"]
        let cases: [([String], Int32, String)] = [
            (["import", path, "--dataset", "x"], 65, "line 3: got 1 field"),
            (["import", folder.path + "/missing.csv", "--dataset", "x"], 65, "No such file"),
            (["import", folder.path, "--dataset", "x"], 65, "no regular file"),
            (["import", good, "--dataset", "My Data"], 64, "did you mean \"my_data\"?"),
            (["import", good, "--dataset", "x", "--dates", "ymd"], 64, "dmy, mdy"),
            (["import", good, "--dataset", "x", "--zone", "Europe/Berln"], 64, "Europe/Berlin"),
            (["import", good, "--dataset", "x", "--type", "date"], 64, "COLUMN=TYPE"),
            (["import", good, "--dataset", "x", "--type", "due=integer"], 64, "type.due"),
            (["import", good, "--dataset", "x", "--format", "xml"], 64, "csv or ndjson"),
            (["try", path], 65, "line 3: got 1 field"),
            (["try", good, "--host", "0.0.0.0"], 64, ""),
        ]
        for (arguments, code, text) in cases {
            let run = try await CommandRun(arguments + store)
            #expect(run.code == code && (text.isEmpty || run.errors.contains(text)), "\(arguments): \(run)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/weir.sqlite"))
    }

    @Test("A file is served at the addresses that try prints, and nothing is left behind")
    func trial() async throws {
        let (folder, path) = try Self.folder(Self.german)
        let temporary = folder.path + "/tmp"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
        let process = try ChildProcess(
            [ServerUnderTest.executable.path, "try", path], environment: ["TMPDIR": temporary],
            inheritsEnvironment: false,
            folder: folder.path, output: .lines, errors: .file(folder.path + "/errors"))
        var addresses: [String: String] = [:]
        while let line = await process.line(within: .seconds(60)), !line.hasPrefix("Ctrl-C") {
            let words = line.split(separator: " ").map(String.init)
            if words.count == 2 { addresses[words[0]] = words[1] }
        }
        for (name, text) in [("Answer", "1234.56"), ("Chart", "</svg>")] {
            let address = try #require(addresses[name])
            let url = try #require(URL(string: address))
            let target = url.path + "?" + (url.query(percentEncoded: true) ?? "")
            let response = try await Connection.exchange(port: try #require(url.port), "GET", target)
            #expect(response.hasPrefix("HTTP/1.1 200 ") && response.contains(text), "\(name): \(response)")
        }
        process.signal(SIGINT)
        #expect(try await process.ending().code == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
    }
}
