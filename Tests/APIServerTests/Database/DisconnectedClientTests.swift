import Foundation
import Models
import NIOCore
import Processes
import Testing
import Workbench

/// Runs the server on a real PostgreSQL with a dataset whose table is locked.
@Suite(
    "api-server with a disconnected client", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .enabled(
        if: PostgresServer.installed != nil || ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1",
        "no PostgreSQL server is installed"), .timeLimit(.minutes(2)))
struct DisconnectedClientTests {
    private static let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'weir' AND wait_event_type = 'Lock'"
    private static let holder =
        "FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock' AND relation = to_regclass('weir.data_1')"
    private static let query = #"{"measures": ["count"]}"#

    @Test(
        "The statement of a disconnected client is cancelled while its table is locked, and others use the connections"
    )
    func disconnect() async throws {
        let postgres = try await PostgresServer()
        try await postgres.whileRunning {
            let server = try ServerUnderTest(
                ["--port", "0"], environment: ["STORE": postgres.uri(), "DB_CONNECTIONS": "2"])
            let port = try await server.startListening()
            for name in ["held", "free"] {
                let made = try await Connection.exchange(
                    port: port, "POST", "/v1/datasets", type: "application/json",
                    body: #"{"name": "\#(name)", "columns": [{"name": "n", "type": "integer"}]}"#)
                #expect(made.hasPrefix("HTTP/1.1 201 "), "\(made)")
                let filled = try await Connection.exchange(
                    port: port, "POST", "/v1/datasets/\(name)/rows", type: "text/csv", body: "n\n1\n")
                #expect(filled.hasPrefix("HTTP/1.1 201 "), "\(filled)")
            }
            // Ends with an error when it is cancelled.
            async let lock = try? postgres.psql(
                "BEGIN; LOCK TABLE weir.data_1 IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(100)")
            try await until(postgres, "SELECT count(*) \(Self.holder)", is: "1")

            // A query, and an upload that has arrived completely.
            try await Connection.open(port: port) { _, query in
                try await query.write(Self.request("query", "application/json", Self.query))
                try await Connection.open(port: port) { _, rows in
                    try await rows.write(Self.request("rows", "text/csv", "n\n2\n"))
                    try await until(postgres, Self.waiting, is: "2")
                }
            }
            try await until(postgres, Self.waiting, is: "0")
            #expect(try await postgres.psql("SELECT count(*) \(Self.holder)") == "1\n")
            for _ in 0..<4 {
                let other = try await Connection.exchange(
                    port: port, "POST", "/v1/datasets/free/query", type: "application/json", body: Self.query)
                #expect(other.contains(#""data":[{"count":1}]"#), "\(other)")
            }

            _ = try await postgres.psql("SELECT pg_cancel_backend(pid) \(Self.holder)")
            _ = await lock
            // The cancelled requests have left no rows.
            let held = try await Connection.exchange(
                port: port, "POST", "/v1/datasets/held/query", type: "application/json", body: Self.query)
            #expect(held.contains(#""data":[{"count":1}]"#), "\(held)")
            server.signal(SIGTERM)
            #expect(await server.exitCode() == 0)
            let cancelled = try server.logLines.map { try JSONValue(parsing: $0) }.filter {
                $0["status"] == .number("499")
            }
            #expect(cancelled.count == 2, "\(server.logLines)")
        }
    }

    private static func request(_ path: String, _ type: String, _ body: String) -> ByteBuffer {
        ByteBuffer(
            string: "POST /v1/datasets/held/\(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(type)\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Repeats a statement until it prints the expected value.
    private func until(_ postgres: PostgresServer, _ sql: String, is expected: String) async throws {
        let start = ContinuousClock.now
        while true {
            let answer = try await postgres.psql(sql)
            if answer == expected + "\n" { return }
            try #require(start.duration(to: .now) < .seconds(30), "\(sql) gives \(answer)")
        }
    }
}
