import HTTPTypes
import Models
import Synchronization

/// A key sends ten times the requests of its budget, half of them heavy queries, beside an ordinary key.
package struct BudgetSoak: Sendable {
    /// The quota of requests of the abusive key in each second.
    static let requestsPerSecond = 20
    /// The requests that the abusive key sends for each one of its budget.
    private static let excess = 10
    /// The number of the abusive key's connections.
    private static let connections = 10

    let store: AbuseSoak.Store
    /// The duration of each measured phase.
    let phase: Duration
    /// The rows that heavy queries scan.
    let rows: Int

    package init(store: AbuseSoak.Store, phase: Duration, rows: Int) {
        self.store = store
        self.phase = phase
        self.rows = rows
    }

    /// Runs the soak.
    package func run() async throws -> BudgetReport {
        try await store.whileServing { server, _ in try await watch(server.client) }
    }

    private func watch(_ client: LocalClient) async throws -> BudgetReport {
        try await AbuseSoak(store: store, phase: phase, rows: rows).loadBig(client)
        try await OrdinaryClients(client: client).prepare()
        let ordinary = OrdinaryClients(client: try await key(#""scopes": ["read", "ingest"]"#, client))
        // A second in the database of each thirty, one query at a time: less than the twentieth of the time that a p95 leaves out.
        let abusive = try await key(
            """
            "scopes": ["read"], "limits": {"requests": [{"quota": \(Self.requestsPerSecond), "windowSeconds": 1}],
              "concurrentQueries": 1, "databaseSeconds": {"quota": 1, "windowSeconds": 30}}
            """, client)
        let alone = try await ordinary.run(for: phase)
        let counts = Counts()
        let began = ContinuousClock.now
        let beside = try await withThrowingTaskGroup(of: Void.self) { group in
            for connection in 0..<Self.connections {
                group.addTask { await abuse(abusive, connection, counts) }
            }
            defer { group.cancelAll() }
            // The second is used up by then.
            try await Task.sleep(for: .seconds(3))
            return try await ordinary.run(for: phase)
        }
        var report = BudgetReport(store: store.rawValue)
        report.seconds = Double((ContinuousClock.now - began).components.seconds) + 1
        report.lines = OrdinaryClients.Kind.allCases.map {
            BudgetReport.Line(request: $0.rawValue, alone: alone.p95($0), beside: beside.p95($0))
        }
        counts.values.withLock { counts in
            report.admitted = counts.admitted
            report.refused = counts.refused
            report.failures = counts.failures
        }
        report.failures +=
            alone.failures.map { "alone: \($0)" } + beside.failures.map { "beside the abusive key: \($0)" }
        return report
    }

    /// Sends requests at the connection's part of the excessive rate, until the task is cancelled.
    ///
    /// The connections take turns, so that the rate is the same in each part of a second, as that of the ordinary clients is.
    private func abuse(_ client: LocalClient, _ connection: Int, _ counts: Counts) async {
        let isHeavy = connection % 2 == 0
        let interval = Duration.seconds(1) * Self.connections / (Self.requestsPerSecond * Self.excess)
        let query = #"{"measures": ["countDistinct(note)", "sum(n)"], "dimensions": ["k"]}"#
        var next = ContinuousClock.now + interval * connection / Self.connections
        try? await Task.sleep(until: next, clock: .continuous)
        while !Task.isCancelled {
            do {
                let reply =
                    isHeavy
                    ? try await client.send(
                        .post, "/v1/datasets/big/query", type: "application/json", body: Array(query.utf8),
                        limit: .seconds(120))
                    : try await client.send(.get, "/v1/datasets/small/rows/1")
                counts.values.withLock { counts in
                    switch reply.status {
                    case 200: counts.admitted += 1
                    case 429: counts.refused += 1
                    default: counts.failures.append("the abusive key got \(reply.status)")
                    }
                }
            } catch {
                guard !Task.isCancelled else { return }
                counts.values.withLock { $0.failures.append("the abusive key got no answer: \(error)") }
            }
            // A late request does not make the following ones late: the rate stays.
            next += interval
            if next > .now { try? await Task.sleep(until: next, clock: .continuous) } else { next = .now }
        }
    }

    /// Creates a key and returns a client with it.
    private func key(_ members: String, _ client: LocalClient) async throws -> LocalClient {
        let made = try await client.require(.post, "/v1/keys", #"{"name": "soak", \#(members)}"#)
        guard case .string(let text)? = made["key"] else { throw WorkbenchError("the key has no text: \(made)") }
        var identified = client
        identified.bearer = text
        return identified
    }
}

/// The counts of the answers to the abusive key.
private final class Counts: Sendable {
    let values = Mutex((admitted: 0, refused: 0, failures: [String]()))
}
