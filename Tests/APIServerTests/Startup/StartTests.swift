import Foundation
import Models
import Processes
import Testing
import Workbench

/// A server whose database starts later or never. Requires the product `api-server`, which `swift build --build-tests`
/// builds.
@Suite(
    "api-server started before its database", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .timeLimit(.minutes(2)))
struct StartTests {
    private static let refusedReason = "no server listens on the address and port"

    @Test(
        "A server is live but not ready while its database is down, and serves or exits once it is up",
        .enabled(if: PostgresServer.installed != nil, "no PostgreSQL server is installed"))
    func lateDatabase() async throws {
        let database = try await PostgresServer()
        let server = try ServerUnderTest(["--port", "0", "--store", database.uri()])
        let port = try await server.startListening()
        #expect(try await Connection.exchange(port: port, "GET", "/health/live").hasPrefix("HTTP/1.1 200 "))
        for path in ["/health/ready", "/health", "/v1/datasets"] {
            let answer = try await Connection.exchange(port: port, "GET", path)
            #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains(Self.refusedReason), "\(answer)")
        }
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: ServerProcessTests.definition)
        #expect(made.hasPrefix("HTTP/1.1 503 ") && made.contains(#""code":"unavailable""#), "\(made)")

        let failing = try ServerUnderTest(["--port", "0", "--store", database.uri(database: "nowhere")])
        _ = try await failing.startListening()
        let migration = try ServerUnderTest(["migrate", "--store", database.uri(), "--wait", "100"])
        try migration.start()
        while !migration.errorText().contains("waiting up to 100 seconds"), !Task.isCancelled { await Task.yield() }

        try await database.whileRunning {
            _ = try await server.line("the database is available")
            let ready = try await Connection.exchange(port: port, "GET", "/health/ready")
            #expect(ready.hasPrefix("HTTP/1.1 200 "), "\(ready)")
            let made = try await Connection.exchange(
                port: port, "POST", "/v1/datasets", type: "application/json", body: ServerProcessTests.definition)
            #expect(made.hasPrefix("HTTP/1.1 201 "), "\(made)")

            #expect(await failing.exitCode() == 1)
            let text = failing.errorText()
            #expect(
                text.hasPrefix("error: cannot open the postgres store: the database does not exist on the server"),
                "\(text)")
            #expect(text.filter { $0 == "\n" }.count == 1)

            #expect(await migration.exitCode() == 0)
        }
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        let complaints = try server.logLines.map { try JSONValue(parsing: $0) }.filter {
            $0["message"] == .string("the database cannot be reached")
        }
        #expect(complaints.first?["reason"] == .string("notListening"))
        let reasons = complaints.map { $0["reason"] }
        #expect(Set(reasons).count == reasons.count, "each reason is logged once a minute: \(reasons)")
    }

    @Test(
        "A load balancer keeps a server whose database has stopped, and deployments wait until it is back",
        .enabled(if: PostgresServer.installed != nil, "no PostgreSQL server is installed"))
    func stoppedDatabase() async throws {
        let database = try await PostgresServer()
        let server = try ServerUnderTest(["--port", "0", "--store", database.uri()])
        let port = try await database.whileRunning {
            let port = try await server.startListening()
            for path in ["/health", "/health/ready", "/health/live"] {
                #expect(try await Connection.exchange(port: port, "GET", path).hasPrefix("HTTP/1.1 200 "))
            }
            return port
        }
        for _ in 0..<3 {
            let balancer = try await Connection.exchange(port: port, "GET", "/health")
            #expect(balancer.hasPrefix("HTTP/1.1 200 ") && balancer.contains(#""store":"un"#), "\(balancer)")
            let ready = try await Connection.exchange(port: port, "GET", "/health/ready")
            #expect(ready.hasPrefix("HTTP/1.1 503 "), "\(ready)")
            #expect(try await Connection.exchange(port: port, "GET", "/health/live").hasPrefix("HTTP/1.1 200 "))
        }
        try await database.whileRunning {
            while try await !Connection.exchange(port: port, "GET", "/health/ready").hasPrefix("HTTP/1.1 200 "),
                !Task.isCancelled
            {}
            #expect(try await Connection.exchange(port: port, "GET", "/health").hasPrefix("HTTP/1.1 200 "))
        }
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    @Test("A waiting server exits with code 0 after a signal")
    func signal() async throws {
        let server = try ServerUnderTest(["--port", "0", "--store", "postgres://weir@127.0.0.1:1/weir"])
        _ = try await server.startListening()
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        #expect(server.errorText().isEmpty)
    }

    @Test("A server on a terminal prints the reason for waiting", arguments: ["127.0.0.1:1", "no-such-host.invalid"])
    func terminal(host: String) async throws {
        // Runs the program in a pseudo-terminal.
        let process = try ChildProcess(
            [
                "python3", "-c", "import pty, sys; pty.spawn(sys.argv[1:])", ServerUnderTest.executable.path, "--port",
                "0", "--store", "postgres://weir@\(host)/weir",
            ], output: .lines)
        var found: String?
        while let line = await process.line(within: .seconds(30)) {
            guard line.hasPrefix("waiting for the database: ") else { continue }
            found = line
            break
        }
        let expected = host.hasPrefix("127") ? Self.refusedReason : "the host name does not resolve to an address"
        #expect(found?.contains(expected) == true, "\(found ?? "nothing")")
    }
}
