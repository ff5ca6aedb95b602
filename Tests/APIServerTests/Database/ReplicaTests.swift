import Foundation
import Testing
import Workbench

/// Runs the server between a real primary and a standby whose replay is paused.
@Suite(
    "api-server with a replica", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .enabled(
        if: PostgresServer.installed != nil || ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1",
        "no PostgreSQL server is installed"), .timeLimit(.minutes(2)))
struct ReplicaTests {
    @Test("A client with a consistency token sees that version, and others see the replica's")
    func consistency() async throws {
        let primary = try await PostgresServer()
        try await primary.whileRunning {
            let standby = try await PostgresServer(standbyOf: primary)
            try await standby.whileRunning {
                let server = try ServerUnderTest(
                    ["--port", "0"],
                    environment: [
                        "STORE": primary.uri(), "STORE_REPLICA": standby.uri(), "DB_MAX_STALENESS": "3600",
                    ])
                let port = try await server.startListening()
                let made = try await send(port, "POST", "/v1/datasets", ServerProcessTests.definition)
                #expect(made.hasPrefix("HTTP/1.1 201 "))
                try await fill(port, "1")
                let query = #"{"measures": ["sum(n)"]}"#
                // The first read starts the watcher; the replica is used once the watcher has seen it catch up.
                _ = try await send(port, "POST", "/v1/datasets/d/query", query)
                let position = try await primary.psql("SELECT pg_current_wal_flush_lsn()").prefix { $0 != "\n" }
                var checks: Set<String> = []
                let start = ContinuousClock.now
                while checks.count < 3 {
                    let replayed = try await standby.psql("SELECT pg_last_wal_replay_lsn() >= '\(position)'")
                    if replayed.hasPrefix("t") { checks.insert(try await lastLook(standby)) }
                    try #require(start.duration(to: .now) < .seconds(60))
                }
                try await standby.holdBack(primary)
                let version = try await fill(port, "41")
                #expect(version == "1-2")

                let recent = try await send(port, "POST", "/v1/datasets/d/query", query)
                #expect(recent.contains(#""data":[{"sum(n)":1}]"#), "\(recent)")
                for token in [version, "current"] {
                    let own = try await send(port, "POST", "/v1/datasets/d/query", query, consistency: token)
                    #expect(own.contains(#""data":[{"sum(n)":42}]"#), "\(own)")
                    #expect(own.contains("X-Weir-Consistency: 1-2"))
                }
                server.signal(SIGTERM)
                #expect(await server.exitCode() == 0)
            }
        }
    }

    /// The time of the server's last position query to the standby.
    private func lastLook(_ standby: PostgresServer) async throws -> String {
        try await standby.psql(
            "SELECT max(query_start) FROM pg_stat_activity WHERE application_name = 'weir' AND query LIKE '%replay_lsn%'"
        )
    }

    @discardableResult
    private func fill(_ port: Int, _ value: String) async throws -> String {
        let answer = try await send(port, "POST", "/v1/datasets/d/rows", "n\n\(value)\n", type: "text/csv")
        let line = answer.split(separator: "\r\n").first { $0.hasPrefix("X-Weir-Consistency: ") }
        return String(line?.dropFirst(20) ?? "")
    }

    private func send(
        _ port: Int, _ method: String, _ path: String, _ body: String, type: String = "application/json",
        consistency: String? = nil
    ) async throws -> String {
        try await Connection.exchange(
            port: port, method, path, type: type, body: body,
            headers: consistency.map { ["X-Weir-Consistency": $0] } ?? [:])
    }
}
