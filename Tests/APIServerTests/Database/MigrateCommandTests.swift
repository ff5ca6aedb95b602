import Foundation
import Models
import Processes
import Testing

/// Runs `migrate` as a process, also beside a server that does not migrate.
@Suite(
    "api-server migrate", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .timeLimit(.minutes(2)))
struct MigrateCommandTests {
    @Test("The migrate command previews its steps, applies them once, and then has nothing to do")
    func lifecycle() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/weir.sqlite"
        let store = ["--store", "sqlite:\(file)"]

        let preview = try await CommandRun(["migrate", "--dry-run"] + store)
        #expect(preview.code == 0 && preview.output.contains("-- would apply 1  datasets"), "\(preview)")
        #expect(preview.output.contains("CREATE TABLE weir_dataset"))
        let before = try await CommandRun(["migrate", "--status"] + store)
        #expect(before.code == 0 && before.output.contains("1  pending  datasets"), "\(before)")
        #expect(!FileManager.default.fileExists(atPath: file), "--status created the file")

        let first = try await CommandRun(["migrate"] + store)
        #expect(first.code == 0 && first.output.contains("applied 1  datasets"), "\(first)")
        let second = try await CommandRun(["migrate"] + store)
        #expect(second.code == 0 && second.output.contains("nothing to do"), "\(second)")
        let after = try await CommandRun(["migrate", "--status"] + store)
        #expect(after.code == 0 && after.output.contains("1  applied  datasets"), "\(after)")
        #expect(try await CommandRun(["migrate", "--dry-run"] + store).output.contains("nothing to do"))
    }

    @Test("The migrate command rejects contradictory flags and reports an unreachable store")
    func rejections() async throws {
        let both = try await CommandRun(["migrate", "--dry-run", "--status", "--store", "sqlite:x"])
        #expect(both.code == 64 && both.errors.contains("exclude each other"), "\(both)")
        let away = try await CommandRun([
            "migrate", "--wait", "0", "--store", "postgres:///x?host=/nowhere&connect_timeout=1",
        ])
        #expect(away.code == 1 && away.errors.contains("cannot migrate the postgres store"), "\(away)")
    }

    @Test("A failed migration is reported with its step, and earlier steps stay applied")
    func failingStep() async throws {
        let folder = try TemporaryFolder()
        let store = ["--store", "sqlite:\(folder.path)/weir.sqlite"]
        #expect(try await CommandRun(["migrate"] + store).code == 0)
        // The step's record is deleted, so that it is applied again to tables that already have it.
        try await ChildProcess.run([
            "python3", "-c",
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('DELETE FROM weir_migration WHERE number >= 2'); c.commit()",
            folder.path + "/weir.sqlite",
        ])
        let failed = try await CommandRun(["migrate"] + store)
        #expect(failed.code == 1 && failed.output == "failed  2  physical layout\n", "\(failed)")
        #expect(failed.errors.hasPrefix("error: cannot migrate the sqlite store: "), "\(failed)")
        let status = try await CommandRun(["migrate", "--status"] + store)
        #expect(status.output.contains("1  applied  datasets") && status.output.contains("2  pending"), "\(status)")
    }

    @Test("A waiting server becomes ready without a restart once the store is migrated")
    func waitingServer() async throws {
        let server = try ServerUnderTest(["--port", "0", "--store", "sqlite:weir.sqlite", "--migrate", "never"])
        let port = try await server.startListening()
        let waiting = try await Connection.exchange(port: port, "GET", "/health/ready")
        #expect(waiting.hasPrefix("HTTP/1.1 503 ") && waiting.contains("run 'api-server migrate'"), "\(waiting)")
        let refused = try await Connection.exchange(port: port, "GET", "/v1/datasets")
        #expect(refused.hasPrefix("HTTP/1.1 503 ") && refused.contains("schema_mismatch"), "\(refused)")

        let file = server.path(of: "weir.sqlite")
        #expect(try await CommandRun(["migrate", "--store", "sqlite:\(file)"]).code == 0)
        let ready = try await Connection.exchange(port: port, "GET", "/health/ready")
        #expect(ready.hasPrefix("HTTP/1.1 200 "), "\(ready)")
        #expect(try await Connection.exchange(port: port, "GET", "/v1/datasets").hasPrefix("HTTP/1.1 200 "))
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        #expect(server.logLines.contains { $0.contains("not ready") })
    }
}
