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
    /// The most turns that the ordinary key's requests alone, and those beside the abusive key, take.
    ///
    /// A processor's speed and other work of the machine change within a minute: turns let both meet the same.
    private static let mostTurns = 8
    /// The shortest turn.
    private static let shortestTurn = Duration.seconds(2)

    let store: AbuseSoak.Store
    /// The duration of all measurements alone, and of all beside the abusive key.
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
        let turns = max(1, min(Self.mostTurns, Int(phase / Self.shortestTurn)))
        let counts = Counts()
        var alone = OrdinaryClients.Result()
        var beside = OrdinaryClients.Result()
        var report = BudgetReport(store: store.rawValue)
        for turn in 0..<turns {
            // Each second turn goes the other way round, so that a steady change of the machine's speed favours neither.
            for isAbusive in turn.isMultiple(of: 2) ? [false, true] : [true, false] {
                guard isAbusive else {
                    alone += try await ordinary.run(for: phase / turns)
                    continue
                }
                let began = ContinuousClock.now
                beside += try await besideAbuse(abusive, counts) { try await ordinary.run(for: phase / turns) }
                report.windows += Int((ContinuousClock.now - began).components.seconds) + 2
            }
        }
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

    /// Runs `body` while the abusive key sends requests.
    private func besideAbuse(
        _ abusive: LocalClient, _ counts: Counts, _ body: @Sendable () async throws -> OrdinaryClients.Result
    ) async throws -> OrdinaryClients.Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for connection in 0..<Self.connections {
                group.addTask { await abuse(abusive, connection, counts) }
            }
            defer { group.cancelAll() }
            // The connections are open and the budget of requests is used up by then.
            try await Task.sleep(for: .seconds(1))
            return try await body()
        }
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
