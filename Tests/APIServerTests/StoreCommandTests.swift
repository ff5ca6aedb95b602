import Foundation
import Models
import Processes
import Testing

/// Runs `backup` and `copy` as processes.
@Suite(
    "api-server backup and copy", .serialized,
    .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"), .timeLimit(.minutes(5)))
struct StoreCommandTests {
    private static let rowCount = 50_000
    /// The rows alone are about 85 MB.
    private static let maximumKilobytes = 80 * 1024

    @Test(
        "Copying 85 MB to PostgreSQL and back uses flat memory",
        .enabled(if: BulkIngestTests.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func copies() async throws {
        let uri = try #require(BulkIngestTests.postgres)
        let name = "copied_\(UInt32.random(in: 0 ... .max))"
        let server = try ServerUnderTest(["--port", "0", "--store", "sqlite:weir.sqlite"])
        let port = try await server.startListening()
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json",
            body:
                #"{"name": "\#(name)", "columns": [{"name": "ts", "type": "timestamp"}, {"name": "n", "type": "decimal"}, {"name": "text", "type": "string"}]}"#
        )
        #expect(made.hasPrefix("HTTP/1.1 201 "))
        // Wide rows, so that their total size is far above the memory limit.
        let padding = String(repeating: "x", count: 1650)
        let rows = (0..<Self.rowCount).map { "2026-01-01T00:00:00.\($0)Z,\($0).25,\"é \($0 % 97)\(padding)\"\n" }
            .joined()
        let filled = try await Connection.exchange(
            port: port, "POST", "/v1/datasets/\(name)/rows", type: "text/csv", body: "ts,n,text\n" + rows)
        #expect(filled.hasPrefix("HTTP/1.1 201 "))
        let store = "sqlite:" + server.path(of: "weir.sqlite")
        let back = "sqlite:" + server.path(of: "back.sqlite")

        let planned = try await CommandRun(["copy", "--from", store, "--to", uri, "--dry-run"])
        #expect(planned.code == 0 && planned.output.contains("would be copied"), "\(planned)")
        let there = try await CommandRun(["copy", "--from", store, "--to", uri], measuresMemory: true)
        #expect(there.code == 0 && there.output.contains("copied and verified"), "\(there)")
        #expect((1..<Self.maximumKilobytes).contains(there.peak), "resident memory reached \(there.peak) kB")
        let again = try await CommandRun(["copy", "--from", store, "--to", uri])
        #expect(
            again.code == 1 && again.errors.contains("\"\(name)\" already") && again.errors.contains("--skip-existing"))
        let skipped = try await CommandRun(["copy", "--from", store, "--to", uri, "--skip-existing"])
        #expect(skipped.code == 0 && skipped.output.contains("skipped"))
        let home = try await CommandRun(["copy", "--from", uri, "--to", back], measuresMemory: true)
        #expect(home.code == 0 && home.output.contains("\(Self.rowCount)"), "\(home)")
        #expect((1..<Self.maximumKilobytes).contains(home.peak), "resident memory reached \(home.peak) kB")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    @Test("A dry run into a missing store lists the datasets to copy and creates nothing")
    func dryRun() async throws {
        let server = try ServerUnderTest(["--port", "0", "--store", "sqlite:weir.sqlite"])
        let port = try await server.startListening()
        _ = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: ServerProcessTests.definition)
        let target = server.path(of: "target.sqlite")
        let planned = try await CommandRun([
            "copy", "--from", "sqlite:" + server.path(of: "weir.sqlite"), "--to",
            "sqlite:" + target, "--dry-run",
        ])
        #expect(planned.code == 0 && planned.output.contains("would be copied"), "\(planned)")
        #expect(!FileManager.default.fileExists(atPath: target))
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    @Test("A backup or copy that cannot work is rejected with a hint")
    func rejections() async throws {
        let cases: [([String], Int32, String)] = [
            (["backup", "--store", "postgres://localhost/x", "--to", "x"], 64, "pg_dump"),
            (["backup", "--store", "sqlite:missing.sqlite", "--to", "x"], 1, "there is no store at missing.sqlite"),
            (["copy", "--from", "sqlite:a", "--to", "sqlite:a"], 64, "the same store"),
            (["copy", "--from", "sqlite:missing", "--to", "sqlite:b"], 1, "there is no store at missing"),
            (["copy", "--from", "sqlit:a", "--to", "sqlite:b"], 64, "did you mean \"sqlite:\"?"),
        ]
        for (arguments, code, text) in cases {
            let result = try await CommandRun(arguments)
            #expect(result.code == code && result.errors.contains(text), "\(arguments): \(result)")
        }
    }

    @Test("A backup over the store of a running server is rejected, and succeeds after the server was killed")
    func runningServer() async throws {
        let server = try ServerUnderTest(["--port", "0", "--store", "sqlite:weir.sqlite"])
        let port = try await server.startListening()
        let (store, copy) = (server.path(of: "weir.sqlite"), server.path(of: "copy.sqlite"))
        let first = try await CommandRun(["backup", "--store", "sqlite:" + store, "--to", copy])
        #expect(first.code == 0, "\(first)")
        _ = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: ServerProcessTests.definition)
        let second = try await CommandRun(["backup", "--store", "sqlite:" + store, "--to", copy + ".2"])
        #expect(second.output.contains("copy.sqlite.2: 1 dataset, 0 rows, "), "\(second)")
        let refused = try await CommandRun(["backup", "--store", "sqlite:" + copy, "--to", store, "--force"])
        #expect(refused.code == 1 && refused.errors.contains("such as a server: stop it first"), "\(refused)")
        server.signal(SIGKILL)
        #expect(await server.exitCode() == 128 + SIGKILL)
        let restored = try await CommandRun(["backup", "--store", "sqlite:" + copy, "--to", store, "--force"])
        #expect(restored.code == 0 && restored.output.contains(" 0 datasets"), "\(restored)")
        #expect(!FileManager.default.fileExists(atPath: store + "-wal"))
        let looked = try await CommandRun(["copy", "--from", "sqlite:" + store, "--to", "sqlite:x", "--dry-run"])
        #expect(looked.code == 0 && looked.output.split(separator: "\n").count == 1, "\(looked)")
    }

    @Test("An error about an unwritable backup target names the target and not the store")
    func unwritableTarget() async throws {
        let server = try ServerUnderTest(["--port", "0", "--store", "sqlite:weir.sqlite"])
        let port = try await server.startListening()
        _ = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json",
            body: #"{"name": "a", "columns": [{"name": "n", "type": "integer"}]}"#)
        let rows = "n\n" + (0..<20_000).map { "\($0)\n" }.joined()
        _ = try await Connection.exchange(
            port: port, "POST", "/v1/datasets/a/rows", type: "text/csv", body: rows)
        let (store, target) = (server.path(of: "weir.sqlite"), server.path(of: "b.sqlite"))
        // No file of this process may exceed 64 kB.
        let run = try await ChildProcess.finish([
            "bash", "-c", #"trap '' XFSZ; ulimit -f 64; exec "$0" backup --store "sqlite:$1" --to "$2""#,
            ServerUnderTest.executable.path, store, target,
        ])
        #expect(run.ending.code == 1 && run.errors.contains("error: cannot write \(target): "), "\(run)")
        #expect(!run.errors.contains(store))
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    @Test("An interrupted copy says how to continue and leaves out the dataset in progress")
    func interruptedCopy() async throws {
        let server = try ServerUnderTest(["--port", "0", "--store", "sqlite:weir.sqlite"])
        let port = try await server.startListening()
        let rows = "n\n" + (0..<100_000).map { "\($0)\n" }.joined()
        for (name, body) in [("a", "n\n1\n"), ("b", rows)] {
            _ = try await Connection.exchange(
                port: port, "POST", "/v1/datasets", type: "application/json",
                body: #"{"name": "\#(name)", "columns": [{"name": "n", "type": "integer"}]}"#)
            _ = try await Connection.exchange(
                port: port, "POST", "/v1/datasets/\(name)/rows", type: "text/csv", body: body)
        }
        let (store, target) = ("sqlite:" + server.path(of: "weir.sqlite"), "sqlite:" + server.path(of: "b.sqlite"))
        let errors = server.path(of: "copy-errors.txt")
        let copy = try ChildProcess(
            [ServerUnderTest.executable.path, "copy", "--from", store, "--to", target], inheritsEnvironment: false,
            output: .lines, errors: .file(errors))
        // The lines arrive as they are written, although the output is not a terminal.
        while let line = await copy.line(within: .seconds(60)), !line.hasPrefix("a ") {}
        copy.signal(SIGTERM)
        #expect(try await copy.ending().code == 1)
        let message = try String(contentsOfFile: errors, encoding: .utf8)
        #expect(message.contains("stopped by a signal"), "\(message)")
        #expect(message.contains("resume with --skip-existing"), "\(message)")
        let rest = try await CommandRun(["copy", "--from", store, "--to", target, "--skip-existing"])
        #expect(rest.code == 0, "\(rest)")
        #expect(rest.output.contains("skipped") && rest.output.contains("copied and verified"), "\(rest)")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    @Test("A command whose output cannot be written fails", arguments: [["migrate", "--status"], ["migrate"]])
    func fullDisk(arguments: [String]) async throws {
        let run = try await CommandRun(arguments + ["--store", "sqlite:weir.sqlite"], sink: "/dev/full")
        #expect(run.code == 73)
        let message = "\nerror: standard output cannot be written: No space left on device\n"
        #expect(run.errors.hasSuffix(message), "\(run.errors)")
    }
}
