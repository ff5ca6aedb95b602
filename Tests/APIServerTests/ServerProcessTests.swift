import Foundation
import Models
import NIOCore
import Testing

/// Requires the product `api-server`, which `swift build --build-tests` builds.
@Suite(
    "api-server as a process", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .timeLimit(.minutes(1)))
struct ServerProcessTests {
    static let definition = #"{"name": "d", "columns": [{"name": "n", "type": "integer"}]}"#

    @Test(
        "A server creates its SQLite file, logs JSON lines, and exits with code 0 after a signal",
        arguments: [SIGTERM, SIGINT]
    )
    func lifecycle(signal: Int32) async throws {
        let server = try ServerUnderTest(["--port", "0", "--store", "sqlite:deep/er/weir.sqlite"])
        let port = try await server.startListening()
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: Self.definition)
        #expect(made.hasPrefix("HTTP/1.1 201 "))
        let filled = try await Connection.exchange(
            port: port, "POST", "/v1/datasets/d/rows", type: "text/csv", body: "n\n1\n2\n")
        #expect(filled.contains(#""inserted":2"#))
        server.signal(signal)
        #expect(await server.exitCode() == 0)
        #expect(
            FileManager.default.fileExists(atPath: server.path(of: "deep/er/weir.sqlite"))
        )
        #expect(server.errorText().isEmpty)
        for line in server.logLines {
            let json = try JSONValue(parsing: line)
            for key in ["time", "level", "message"] { #expect(json[key] != nil, "\(line)") }
        }
        let steps = try server.logLines.map { try JSONValue(parsing: $0) }.filter {
            $0["message"] == .string("schema migrated")
        }
        #expect(!steps.isEmpty)
        for (index, step) in steps.enumerated() {
            #expect(
                step["step"] == .number("\(index + 1)") && step["name"] != nil && step["level"] == .string("notice")
            )
        }
        let requests = try server.logLines.map { try JSONValue(parsing: $0) }.filter {
            $0["message"] == .string("request")
        }
        #expect(requests.count == 2)
        for key in ["requestId", "method", "route", "status", "durationMs", "bytes"] {
            #expect(requests.allSatisfy { $0[key] != nil })
        }
    }

    @Test("A server keeps its data across a restart")
    func restart() async throws {
        let first = try ServerUnderTest(["--port", "0"])
        let port = try await first.startListening()
        _ = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: Self.definition)
        _ = try await Connection.exchange(
            port: port, "POST", "/v1/datasets/d/rows", type: "text/csv", body: "n\n41\n1\n")
        first.signal(SIGTERM)
        #expect(await first.exitCode() == 0)

        let file = first.path(of: "data/weir.sqlite")
        let second = try ServerUnderTest([], environment: ["PORT": "0", "STORE": "sqlite:\(file)"])
        let again = try await second.startListening()
        let answer = try await Connection.exchange(
            port: again, "POST", "/v1/datasets/d/query", type: "application/json", body: #"{"measures": ["sum(n)"]}"#)
        #expect(answer.contains(#""data":[{"sum(n)":42}]"#))
        second.signal(SIGTERM)
        #expect(await second.exitCode() == 0)
    }

    @Test("A stopping server finishes the request in flight, accepts no new ones, and exits with code 0")
    func drain() async throws {
        let server = try ServerUnderTest(["--port", "0"])
        let port = try await server.startListening()
        _ = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: Self.definition)
        let body = "n\n1\n2\n3\n"
        let answer = try await Connection.open(port: port) { inbound, outbound in
            try await outbound.write(
                ByteBuffer(
                    string: "POST /v1/datasets/d/rows HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                        + "Expect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n"))
            // The server reads the body now, so the request is in flight.
            let first = try await inbound.next().map { String(buffer: $0) }
            #expect(first == "HTTP/1.1 100 Continue\r\n\r\n")
            try await outbound.write(ByteBuffer(string: String(body.prefix(3))))
            server.signal(SIGTERM)
            _ = try await server.line("draining: requests in flight may finish")
            try await outbound.write(ByteBuffer(string: String(body.dropFirst(3))))
            return try await Connection.readAll(&inbound)
        }
        #expect(answer.hasPrefix("HTTP/1.1 201 "), "\(answer)")
        #expect(answer.contains(#""inserted":3"#))
        #expect(await server.exitCode() == 0)
        await #expect(throws: (any Error).self) {
            try await Connection.exchange(port: port, "GET", "/health/live")
        }
    }

    @Test("A stopping server is not ready but still accepts connections during the drain delay")
    func readiness() async throws {
        let server = try ServerUnderTest(["--port", "0", "--drain-delay", "30"])
        let port = try await server.startListening()
        #expect(try await Connection.exchange(port: port, "GET", "/health/ready").hasPrefix("HTTP/1.1 200 "))
        server.signal(SIGTERM)
        _ = try await server.line("draining: requests in flight may finish")
        let ready = try await Connection.exchange(port: port, "GET", "/health/ready")
        #expect(ready.hasPrefix("HTTP/1.1 503 "))
        #expect(ready.contains(#""server":"draining""#))
        #expect(try await Connection.exchange(port: port, "GET", "/health/live").hasPrefix("HTTP/1.1 200 "))
        server.signal(SIGKILL)
        _ = await server.exitCode()
    }

    @Test("A server exits within the drain limit even if a request never finishes")
    func drainLimit() async throws {
        let server = try ServerUnderTest(["--port", "0", "--drain-seconds", "1"])
        let port = try await server.startListening()
        _ = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: Self.definition)
        try await Connection.open(port: port) { inbound, outbound in
            try await outbound.write(
                ByteBuffer(
                    string: "POST /v1/datasets/d/rows HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                        + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n"))
            _ = try await inbound.next()
            server.signal(SIGTERM)
            #expect(await server.exitCode() == 0)
        }
    }

    @Test("A port in use is reported in one line")
    func portInUse() async throws {
        let first = try ServerUnderTest(["--port", "0"])
        let port = try await first.startListening()
        let second = try ServerUnderTest(["--port", "\(port)"])
        try second.start()
        #expect(await second.exitCode() == 1)
        #expect(
            second.errorText()
                == "error: port \(port) on 127.0.0.1 is in use by another program; stop it or choose another with --port\n"
        )
        first.signal(SIGTERM)
        #expect(await first.exitCode() == 0)
    }

    @Test(
        "An unusable setting is rejected with exit code 64 and the expected value",
        arguments: [
            (["--port", "http"], [:], "--port (or PORT): got \"http\", expected a number from 0 to 65535"),
            ([], ["PORT": "70000"], "--port (or PORT): got \"70000\""),
            (["--port", "0"], ["STORE": "mysql://u:hunter2@h/d"], "expected sqlite:PATH or postgres://"),
            (["--host", "0.0.0.0"], [:], "--anonymous"),
            (["serve"], ["HOST": "::"], "--anonymous"),
            (["--anonymous", "write"], [:], "expected none, read, all"),
            ([], ["STORE": ""], "--store (or STORE) is empty: set a value"),
            (["--port", "0", "--store", ""], ["STORE": "sqlite:x"], "--store (or STORE) is empty"),
            (["serve"], ["HOST": ""], "--host (or HOST) is empty"),
            (
                [], ["STORE": "sqlite:x", "DB_HOST": "", "DB_PASSWORD": ""],
                "--db-host (or DB_HOST), DB_PASSWORD are empty"
            ),
            (["backup", "--to", "x"], ["STORE": ""], "--store (or STORE) is empty"),
            (["--prot", "1"], [:], "--port"),
            (["sevre"], [:], "sevre"),
            (["health", "--url", "ftp://x"], [:], "expected http://HOST:PORT/PATH"),
        ] as [([String], [String: String], String)])
    func badSettings(arguments: [String], environment: [String: String], message: String) async throws {
        let server = try ServerUnderTest(arguments, environment: environment)
        try server.start()
        #expect(await server.exitCode() == 64)
        let text = server.errorText()
        #expect(text.contains(message), "\(text)")
        #expect(!text.contains("hunter2"))
        #expect(server.logLines.isEmpty)
    }

    @Test("A server listens on other addresses only if told to, and logs a warning")
    func open() async throws {
        let server = try ServerUnderTest(["--host", "0.0.0.0", "--port", "0", "--anonymous", "read"])
        let port = try await server.startListening()
        let warning = try await server.line(
            "every client that can reach this address can read all data (--anonymous read)")
        #expect(warning["level"] == .string("warning"))
        let refused = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: Self.definition)
        #expect(refused.hasPrefix("HTTP/1.1 403 "))
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    @Test("A store that cannot be opened is reported in one line")
    func badStore() async throws {
        let server = try ServerUnderTest(["--port", "0", "--store", "sqlite:/dev/null/weir.sqlite"])
        try server.start()
        #expect(await server.exitCode() == 1)
        let text = server.errorText()
        #expect(text.hasPrefix("error: cannot "))
        #expect(text.filter { $0 == "\n" }.count == 1, "\(text)")
    }

    @Test("The health command queries a server's health")
    func health() async throws {
        let server = try ServerUnderTest(["--port", "0"])
        let port = try await server.startListening()
        func probe(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> Int32 {
            let probe = try ServerUnderTest(["health"] + arguments, environment: environment)
            try probe.start()
            return await probe.exitCode()
        }
        #expect(try await probe([], ["PORT": "\(port)"]) == 0)
        #expect(try await probe([], ["PORT": "\(port)", "HOST": "0.0.0.0"]) == 0)
        #expect(try await probe(["--port", "\(port)", "--host", "127.0.0.1"]) == 0)
        #expect(try await probe(["--url", "http://localhost:\(port)/health/ready"]) == 0)
        #expect(try await probe(["--url", "http://127.0.0.1:\(port)/nothing"]) == 1)
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        #expect(try await probe([], ["PORT": "\(port)"]) == 1)
        let dead = try await CommandRun(["health", "--port", "\(port)"])
        #expect(
            dead.code == 1
                && dead.errors.contains(
                    "no server answers at http://127.0.0.1:\(port)/health/live: Connection refused; start the server, or name"
                ),
            "\(dead)")
        let url = try await CommandRun(["health", "--url", "http://127.0.0.1:\(port)/x"])
        #expect(url.code == 1 && url.errors.contains("or correct --url"), "\(url)")
    }

    @Test(
        "The program prints its version and its help",
        arguments: [(["--version"], "0."), (["--help"], "EXAMPLES"), (["health", "--help"], "--url")])
    func help(arguments: [String], text: String) async throws {
        let server = try ServerUnderTest(arguments)
        try server.start()
        #expect(await server.exitCode() == 0)
        #expect(server.logLines.contains { $0.contains(text) })
    }
}
