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
        #expect(failed.errors.contains("\nerror: cannot migrate the sqlite store: "), "\(failed)")
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

    @Test(
        "A migration makes the application's login, and a server that waited for it serves with it",
        .enabled(if: PasswordDatabase.isAvailable, "needs the PostgreSQL of .ci/scripts/with-postgres.sh"),
        .enabled(if: SecretsEmulator.isExpected, SecretsEmulator.absence))
    func applicationLogin() async throws {
        let database = try await PasswordDatabase(password: "CANARYmaster")
        try await database.letOwnerCreateRoles()
        let app = "app_" + database.name.suffix(20)
        func secret(_ user: String, _ password: String) throws -> Data {
            try JSONEncoder().encode(["username": user, "password": password])
        }
        let emulator = try await SecretsEmulator(secret: secret(app, "CANARYapp"))
        let place = ["DB_HOST": database.host, "DB_PORT": database.port, "DB_NAME": database.name]
        let server = try ServerUnderTest(
            ["--port", "0"],
            environment: emulator.variables(secret: "DB_SECRET_ARN").merging(place) { $1 }
                .merging(["DB_AUTH": "secret", "MIGRATE": "never"]) { $1 })
        let port = try await server.startListening()
        for path in ["/health", "/health/ready"] {
            let waiting = try await Connection.exchange(port: port, "GET", path)
            #expect(waiting.hasPrefix("HTTP/1.1 503 ") && waiting.contains("'api-server migrate' makes"), "\(waiting)")
        }

        let master = place.merging(["DB_USER": database.name, "DB_PASSWORD": "CANARYmaster"]) { $1 }
            .merging(emulator.variables(secret: "DB_APP_SECRET_ARN")) { $1 }.merging(["DB_APP_USER": app]) { $1 }
        let first = try await CommandRun(["migrate"], environment: master)
        #expect(first.code == 0, "\(first)")
        for text in ["applied 1  datasets", "created the role \(app)"] {
            #expect(first.output.contains(text), "\(first)")
        }
        try await database.requirePassword(of: app)
        let second = try await CommandRun(["migrate"], environment: master)
        #expect(second.code == 0 && second.output.hasPrefix("nothing to do: "), "\(second)")
        #expect(second.output.filter { $0 == "\n" }.count == 2)
        #expect(second.output.contains("programs that know level 1 can serve it"), "\(second)")

        _ = try await server.line("the database is available")
        #expect(try await Connection.exchange(port: port, "GET", "/health/ready").hasPrefix("HTTP/1.1 200 "))
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: ServerProcessTests.definition)
        #expect(made.hasPrefix("HTTP/1.1 201 "), "\(made)")
        #expect(try await database.users() == app)

        // A rotation with alternating users makes a twin; its tables are those of the first login.
        let twin = app + "_clone"
        try await database.addMember(twin, of: app, password: "CANARYtwin")
        try await emulator.put(secret(twin, "CANARYtwin"))
        try await database.lock(role: app)
        try await database.cutConnections()
        let filled = try await Connection.exchange(
            port: port, "POST", "/v1/datasets/d/rows", type: "text/csv", body: "n\n1\n")
        #expect(filled.contains(#""inserted":1"#), "\(filled)")
        #expect(try await database.users() == twin)
        let third = try await CommandRun(["migrate"], environment: master)
        #expect(third.code == 0 && third.output.contains("the password of another login"), "\(third)")

        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        let all =
            server.logLines.joined() + server.errorText()
            + [first, second, third].map { $0.output + $0.errors }.joined()
        #expect(!all.contains("CANARY"))
    }
}
