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
        let lines = made.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 || $0.contains("sqlite:") }, "\(made.output)")
        #expect(lines.contains { $0 == "Store   sqlite:\(folder.path)/weir.sqlite" }, "\(made.output)")
        #expect(made.output.contains("Server  api-server --store sqlite:"), "\(made.output)")
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

    @Test("A preview compares the file with the dataset of its name and writes nothing")
    func comparison() async throws {
        let (folder, path) = try Self.folder(Self.german)
        let store = ["--store", "sqlite:\(folder.path)/weir.sqlite"]
        #expect(try await CommandRun(["import", path, "--dataset", "umsatz"] + store).code == 0)
        let fits = try await CommandRun(["import", path, "--dataset", "umsatz", "--preview"] + store)
        #expect(fits.code == 0 && fits.output.contains("every row"), "\(fits)")
        #expect(fits.output.contains("api-server import \"\(path)\" --dataset umsatz"), "\(fits)")
        #expect(fits.output.contains("--replace"), "\(fits)")

        let (second, other) = try Self.folder(
            "Datum;Ort;Umsatz (EUR)\nheute;Köln;1,5\n02.01.2026;Bonn;x\n", "other.csv")
        defer { withExtendedLifetime(second) {} }
        let differs = try await CommandRun(["import", other, "--dataset", "umsatz", "--preview"] + store)
        #expect(differs.code == 65, "\(differs)")
        for part in [
            "which has 2 rows", "additional  \"Ort\"", "missing     kunde", "2 rows have values that do not fit",
            "line 2, column \"datum\": got \"heute\"", "line 3, column \"umsatz_eur\"",
            #""addColumns":[{"name":"ort","type":"string","label":"Ort"}]"#,
        ] {
            #expect(differs.output.contains(part), "\(part): \(differs.output)")
        }
        let lines = differs.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 || $0.contains("addColumns") }, "\(differs.output)")
        let report = try JSONValue(
            parsing: await CommandRun(["import", other, "--dataset", "umsatz", "--preview", "--json"] + store).output)
        let comparison = try #require(report["comparison"])
        #expect(comparison["fits"] == .bool(false))
        #expect(try comparison["refused"] == JSONValue(parsing: "2"))
        #expect(try comparison["additional"] == JSONValue(parsing: #"["Ort"]"#))
        let rows = try await CommandRun(["import", path, "--dataset", "umsatz", "--preview", "--json"] + store)
        #expect(try JSONValue(parsing: rows.output)["comparison"]?["rowCount"] == JSONValue(parsing: "2"))
    }

    @Test("An import replaces all rows, or those of a range alone")
    func replaces() async throws {
        let (folder, path) = try Self.folder("day,n\n2026-04-30,1\n2026-05-01,2\n2026-05-31,3\n")
        let store = ["--dataset", "d", "--json", "--store", "sqlite:\(folder.path)/weir.sqlite"]
        let absent = try await CommandRun(["import", path, "--replace"] + store)
        #expect(absent.code == 64 && absent.errors.contains("--replace: the store has no dataset \"d\""), "\(absent)")
        let unseen = try await CommandRun(["import", path, "--replace", "--preview"] + store)
        #expect(unseen.code == 64 && unseen.errors.contains("has no dataset \"d\""), "\(unseen)")
        #expect(try await CommandRun(["import", path] + store).code == 0)
        let (second, may) = try Self.folder("day,n\n2026-05-02,9\n", "may.csv")
        defer { withExtendedLifetime(second) {} }
        let replaced = try await CommandRun(["import", may, "--replace", "--range", "2026-05"] + store)
        #expect(replaced.code == 0, "\(replaced)")
        let report = try JSONValue(parsing: replaced.output)
        #expect(try report["deleted"] == JSONValue(parsing: "2") && report["inserted"] == JSONValue(parsing: "1"))
        let outside = try await CommandRun(["import", path, "--replace", "--range", "2026-05"] + store)
        #expect(outside.code == 65, "\(outside)")
        #expect(
            outside.errors.contains(
                "nothing was deleted from or written to \"d\": line 2, column \"day\": got \"2026-04-30\", expected a time from 2026-05-01 and before 2026-06-01"
            ),
            "\(outside)")
        let keyless = try await CommandRun(["import", may, "--merge-duplicates"] + store)
        #expect(keyless.code == 64 && keyless.errors.contains("such as --key id"), "\(keyless)")
        let preview = ["--preview", "--replace", "--range", "2026-05"]
        let fits = try await CommandRun(["import", may] + preview + store)
        #expect(fits.code == 0, "\(fits)")
        let fitting = try JSONValue(parsing: fits.output)["comparison"]
        #expect(try fitting?["replaced"] == JSONValue(parsing: "1") && fitting?["outside"] == JSONValue(parsing: "0"))
        let misfits = try await CommandRun(["import", path] + preview + store.filter { $0 != "--json" })
        #expect(misfits.code == 65, "\(misfits)")
        for part in [
            "replaces    1 row in 2026-05 by 2 of the file; 1 outside of the range stays",
            "outside     1 row of the file, so no row would be written",
            "line 2, column \"day\": got \"2026-04-30\"",
        ] {
            #expect(misfits.output.contains(part), "\(misfits.output)")
        }
        let all = try await CommandRun(["import", may, "--replace"] + store)
        #expect(try JSONValue(parsing: all.output)["deleted"] == JSONValue(parsing: "2"), "\(all)")
    }

    @Test("An import merges or ignores rows with the keys of others, and a refusal names both ways")
    func duplicates() async throws {
        let server = try ServerUnderTest(["--port", "0", "--store", "sqlite:weir.sqlite"])
        let port = try await server.startListening()
        let definition = """
            {"name": "prices", "key": ["item"], "columns": [
              {"name": "item", "type": "string", "nullable": false}, {"name": "price", "type": "decimal"}]}
            """
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: definition)
        #expect(made.hasPrefix("HTTP/1.1 201 "), "\(made)")
        let (folder, path) = try Self.folder("item,price\na,1.5\nb,2.5\n")
        defer { withExtendedLifetime(folder) {} }
        let store = ["--dataset", "prices", "--json", "--store", "sqlite:\(server.path(of: "weir.sqlite"))"]
        #expect(try await CommandRun(["import", path] + store).code == 0)
        let refused = try await CommandRun(["import", path] + store)
        #expect(refused.code == 65 && refused.errors.contains("line 2"), "\(refused)")
        #expect(refused.errors.contains("--merge-duplicates replaces rows"), "\(refused)")
        let merged = try await CommandRun(["import", path, "--merge-duplicates"] + store)
        #expect(try JSONValue(parsing: merged.output)["updated"] == JSONValue(parsing: "2"), "\(merged)")
        let ignored = try await CommandRun(["import", path, "--ignore-duplicates"] + store)
        #expect(try JSONValue(parsing: ignored.output)["ignored"] == JSONValue(parsing: "2"), "\(ignored)")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    @Test("A new dataset gets the key that the command states, and a dataset that exists keeps its own")
    func key() async throws {
        let (folder, path) = try Self.folder("Item;Preis\na;1,5\nb;2,5\n")
        let store = ["--dataset", "prices", "--store", "sqlite:\(folder.path)/weir.sqlite"]
        let made = try await CommandRun(["import", path, "--key", "item"] + store)
        #expect(made.code == 0 && made.output.contains("key item"), "\(made)")
        let (second, more) = try Self.folder("Item;Preis\nb;3,5\nc;4,5\n")
        defer { withExtendedLifetime(second) {} }
        let merged = try await CommandRun(["import", more, "--merge-duplicates", "--key", "Item"] + store)
        #expect(merged.code == 0 && merged.output.contains("replaced 1 with the same key"), "\(merged)")
        let other = try await CommandRun(["import", more, "--merge-duplicates", "--key", "preis"] + store)
        #expect(other.code == 64 && other.errors.contains("was created with the key item"), "\(other)")
        let (third, equal) = try Self.folder("Item;Preis\nb;3,5\nb;4,5\n")
        defer { withExtendedLifetime(third) {} }
        let twice = try await CommandRun([
            "import", equal, "--dataset", "x", "--key", "item", "--store", "sqlite:\(folder.path)/weir.sqlite",
        ])
        #expect(twice.code == 65 && twice.errors.contains("two rows of the file have the same key"), "\(twice)")
    }

    @Test("One bad number among German decimals is the only one that a preview names")
    func oneMistake() async throws {
        let (folder, path) = try Self.folder("a;n\nx;1,5\ny;2,5\n")
        let store = ["--dataset", "d", "--store", "sqlite:\(folder.path)/weir.sqlite"]
        #expect(try await CommandRun(["import", path] + store).code == 0)
        let rows = (0..<53).map { "x;1.234,5\($0 == 6 ? "x" : "")\n" }
        let (second, bad) = try Self.folder("a;n\n" + rows.joined())
        defer { withExtendedLifetime(second) {} }
        let run = try await CommandRun(["import", bad, "--preview"] + store)
        #expect(run.code == 65 && run.output.contains("1 row has values that do not fit"), "\(run)")
        #expect(run.output.contains("line 8, column \"n\": got \"1.234,5x\""), "\(run)")
    }

    @Test("A preview lists a column of another type once, and quotes its values as the file has them")
    func otherType() async throws {
        let (folder, path) = try Self.folder("Ort;Stueck\nUlm;1\nBonn;2\n")
        let store = ["--dataset", "d", "--store", "sqlite:\(folder.path)/weir.sqlite"]
        #expect(try await CommandRun(["import", path] + store).code == 0)
        let (second, other) = try Self.folder("Ort;Stueck\nUlm;2,5\nBonn;3\n")
        defer { withExtendedLifetime(second) {} }
        let run = try await CommandRun(["import", other, "--preview"] + store)
        #expect(run.code == 65 && run.output.contains("  same        ort\n"), "\(run)")
        #expect(run.output.contains("  type        stueck is integer, in the file decimal"), "\(run)")
        #expect(run.output.contains("line 2, column \"stueck\": got \"2,5\""), "\(run)")
    }

    @Test(
        "The help of a command fits into 80 columns and shows the settings that the command uses",
        arguments: [
            (["try"], ["--port"], ["--db-host", "--drain-seconds"]),
            (["import"], ["--store", "--db-host"], ["--port", "--drain-seconds", "--otel-service-name"]),
            (["keys", "create"], ["--store", "--db-host"], ["--port", "--identity"]),
        ])
    func help(command: [String], shown: [String], hidden: [String]) async throws {
        let run = try await CommandRun(command + ["--help"], environment: ["COLUMNS": "80"])
        #expect(run.code == 0)
        let all = try await CommandRun(command + ["--help-hidden"], environment: ["COLUMNS": "80"])
        for flag in shown { #expect(run.output.contains("  \(flag) <"), "\(flag): \(run.output)") }
        for flag in hidden {
            #expect(!run.output.contains("  \(flag) <"), "\(flag): \(run.output)")
            #expect(all.output.contains("  \(flag) <"), "\(flag)")
        }
        #expect(run.output.contains("--help-hidden"))
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(run.output)")
    }

    @Test("The help begins with the flags of the command, and states the defaults that it uses")
    func helpOrder() async throws {
        let keys = try await CommandRun(["keys", "create", "--help"], environment: ["COLUMNS": "80"]).output
        let places = ["--scope <", "--hide <", "--requests <", "--concurrent <", "--store <"].map { keys.range(of: $0) }
        #expect(!places.contains(nil), "\(keys)")
        #expect(places.compactMap { $0?.lowerBound } == places.compactMap { $0?.lowerBound }.sorted(), "\(keys)")
        let trial = try await CommandRun(["try", "--help"], environment: ["COLUMNS": "200"]).output
        #expect(trial.contains("(default: a file in a temporary folder"), "\(trial)")
        #expect(!trial.contains("8080") && !trial.contains("data/weir.sqlite"), "\(trial)")
        let program = try await CommandRun(["--help"], environment: ["COLUMNS": "80"]).output
        let example = program.split(separator: "USAGE:")[0].split(separator: "\n").dropFirst(2)
        #expect(example.prefix { !$0.hasPrefix("Every flag") }.allSatisfy { $0.hasPrefix("  ") }, "\(program)")
    }

    @Test("A file, a flag or a name that cannot work is refused with its exit code")
    func refusals() async throws {
        let (folder, path) = try Self.folder("a,b\n1,2\n3\n", "bad.csv")
        let (other, good) = try Self.folder("due\n01/02/2026\n", "good.csv")
        defer { withExtendedLifetime(other) {} }
        try Data("a\n1\n".utf8).write(to: folder.url.appendingPathComponent("two words.csv"))
        let store = ["--store", "sqlite:\(folder.path)/weir.sqlite"]
        let cases: [([String], Int32, String)] = [
            (["import", path, "--dataset", "x"], 65, "line 3: got 1 field"),
            (["import", folder.path + "/missing.csv", "--dataset", "x"], 65, "No such file"),
            (["import", folder.path, "--dataset", "x"], 65, "no regular file"),
            (["import", good, "--dataset", "My Data"], 64, "did you mean \"my_data\"?"),
            (["import", good, "--dataset", "x", "--dates", "ymd"], 64, "dmy, mdy"),
            (["import", good, "--dataset", "x", "--zone", "Europe/Berln"], 64, "Europe/Berlin"),
            (["import", good, "--dataset", "x", "--type", "date"], 64, "COLUMN=TYPE"),
            (["import", good, "--dataset", "x", "--type", "due=integer"], 64, "--type due=…, line 2: got"),
            (
                ["import", good, "--dataset", "x", "--dates", "due=epoch"], 64,
                "--dates due=…, line 2: got \"01/02/2026\""
            ),
            (["import", good, "--dataset", "x", "--format", "xml"], 64, "csv or ndjson"),
            (["import", good, "--dataset", "x", "--range", "2026-05"], 64, "--replace"),
            (["import", good, "--dataset", "x", "--replace", "--range", "a,b,c"], 64, "--range"),
            (
                ["import", good, "--dataset", "x", "--replace", "--merge-duplicates"], 64,
                "--replace and --merge-duplicates: got 2, expected one of them"
            ),
            (
                ["import", good, "--dataset", "x", "--replace", "--range", "12.2025"], 64,
                "--range: got \"12.2025\", expected a month"
            ),
            (["import", good, "--dataset", "x", "--key", "du"], 64, "did you mean \"due\"?"),
            (["try", path], 65, "line 3: got 1 field"),
            (
                ["import", folder.path + "/two", "words.csv", "--dataset", "x"], 64,
                "got 2 files, expected one; put a name with spaces in quotes: \"\(folder.path)/two words.csv\""
            ),
            (["try", "a", "b", "c.csv"], 64, "got 3 files, expected one; put a name with spaces in quotes\n"),
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

    @Test("A second trial with the same store adds no row, and names the ways to go on")
    func repeatedTrial() async throws {
        let (folder, path) = try Self.folder(Self.german)
        let store = ["--store", "sqlite:\(folder.path)/weir.sqlite"]
        #expect(try await CommandRun(["import", path, "--dataset", "umsatz"] + store).code == 0)
        let again = try await CommandRun(["try", path] + store)
        #expect(again.code == 1 && again.errors.contains("no row was added"), "\(again)")
        for way in ["api-server --store sqlite:\(folder.path)/weir.sqlite", "api-server import", "--dataset"] {
            #expect(again.errors.contains(way), "\(again.errors)")
        }
        let kept = try await CommandRun(["copy", "--from", store[1], "--to", "sqlite:\(folder.path)/x", "--dry-run"])
        #expect(kept.output.contains("umsatz") && kept.output.contains(" 2 "), "\(kept)")
    }
}
