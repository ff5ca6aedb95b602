import HTTPTypes
import Processes

/// Clients send a statement of each kind over a large dataset and disconnect; the soak measures the time until the database is idle.
package struct CancellationSoak: Sendable {
    let store: AbuseSoak.Store
    /// The rows of the dataset.
    let rows: Int
    /// The time after which a client disconnects.
    let stay: Duration
    private let statements: [CancelledStatement]

    /// The time after which a statement counts as endless.
    private static let idleTimeout = Duration.seconds(60)

    /// Makes a soak.
    ///
    /// - Parameter isBrief: `true` for some statements, `false` for all.
    package init(store: AbuseSoak.Store, rows: Int, stay: Duration, isBrief: Bool) {
        self.store = store
        self.rows = rows
        self.stay = stay
        statements = isBrief ? CancelledStatement.brief : CancelledStatement.all
    }

    /// Runs the soak.
    package func run() async throws -> CancellationReport {
        try await store.whileServing { server, postgres in try await measure(server, postgres) }
    }

    private func measure(_ server: ServerProcess, _ postgres: PostgresServer?) async throws -> CancellationReport {
        let curl = try CurlClient(port: server.client.port)
        try await load(server.client, curl)
        let activity = DatabaseActivity(server: server.process, postgres: postgres)
        var report = CancellationReport(store: store.rawValue, stay: stay)
        for statement in statements {
            guard try await activity.waitUntilIdle(within: Self.idleTimeout) != nil else {
                throw WorkbenchError("the database was not idle before \"\(statement.name)\"")
            }
            async let leaving = leave(statement, curl)
            try await Task.sleep(for: stay * 0.6)
            let wasSeen = try await activity.isActive()
            let (outcome, left) = try await leaving
            if !outcome.hasLeft {
                report.endings.append((statement.name, .answered))
                if outcome.status != 200 {
                    report.failures.append("\(statement.name): answered with \(outcome.status), expected 200")
                }
                continue
            }
            guard let idle = try await activity.waitUntilIdle(within: Self.idleTimeout) else {
                report.failures.append("\(statement.name): did not end within \(Self.idleTimeout)")
                break
            }
            report.endings.append((statement.name, .stopped(after: max(.zero, idle - left), wasSeen: wasSeen)))
        }
        // The server still answers after all of them.
        let health = try await server.client.send(.get, "/health")
        if health.status != 200 { report.failures.append("/health: answered with \(health.status) afterwards") }
        return report
    }

    private func leave(
        _ statement: CancelledStatement, _ curl: CurlClient
    ) async throws -> (CurlClient.Outcome, ContinuousClock.Instant) {
        let outcome = try await curl.send(statement.method, statement.path, body: statement.body, limit: stay)
        return (outcome, .now)
    }

    private func load(_ client: LocalClient, _ curl: CurlClient) async throws {
        try await client.require(
            .post, "/v1/datasets",
            """
            {"name": "big", "columns": [{"name": "k", "type": "string"}, {"name": "s", "type": "string"},
              {"name": "n", "type": "integer"}, {"name": "m", "type": "decimal"}, {"name": "t", "type": "timestamp"}]}
            """)
        var text = "k,s,n,m,t\n"
        for row in 0..<rows {
            let day = 10 + row % 20
            text +=
                "key \(row % 100),some text that makes row \(row) a little longer,\(row),\(row).5,2026-01-\(day)T00:00:00Z\n"
        }
        try await curl.load(text, type: "text/csv", into: "big")
    }
}
