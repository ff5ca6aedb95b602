import HTTPTypes
import Synchronization

/// Ordinary clients at an ordinary pace, whose latencies are recorded while other clients abuse the server.
struct OrdinaryClients: Sendable {
    /// One kind of request.
    enum Kind: String, CaseIterable, Sendable {
        case read = "one-row read"
        case query = "small query"
        case ingest = "small ingest"
    }

    /// The latencies of the requests of each kind, and the failed requests.
    struct Result: Sendable {
        var times: [Kind: [Duration]] = [:]
        var failures: [String] = []

        /// Returns the 95th percentile of a kind's latencies.
        func p95(_ kind: Kind) -> Duration {
            let sorted = (times[kind] ?? []).sorted()
            return sorted.isEmpty ? .zero : sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
        }
    }

    /// A client's pause after a round of requests.
    static let pause = Duration.milliseconds(5)

    let client: LocalClient

    /// Makes the datasets and warms the server up.
    func prepare() async throws {
        // Ingest uses a separate dataset, so that queries scan as much in the last phase as in the first.
        for name in ["small", "intake"] {
            try await client.require(
                .post, "/v1/datasets",
                """
                {"name": "\(name)", "columns": [{"name": "k", "type": "string"}, {"name": "n", "type": "integer"}]}
                """)
        }
        let rows = (0..<1000).map { "{\"k\": \"key \($0 % 10)\", \"n\": \($0)}" }
        try await client.require(.post, "/v1/datasets/small/rows", "[" + rows.joined(separator: ",") + "]")
        for _ in 0..<20 { _ = try await round() }
    }

    /// Runs two clients for a duration.
    func run(for duration: Duration) async throws -> Result {
        let end = ContinuousClock.now + duration
        return try await withThrowingTaskGroup(of: Result.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    var result = Result()
                    while ContinuousClock.now < end {
                        let round = try await round()
                        for (kind, time) in round.times { result.times[kind, default: []] += time }
                        result.failures += round.failures
                        try await Task.sleep(for: Self.pause)
                    }
                    return result
                }
            }
            var all = Result()
            for try await result in group {
                for (kind, time) in result.times { all.times[kind, default: []] += time }
                all.failures += result.failures
            }
            return all
        }
    }

    /// Sends one request of each kind.
    private func round() async throws -> Result {
        var result = Result()
        for kind in Kind.allCases {
            let start = ContinuousClock.now
            let outcome: String
            do {
                let reply = try await send(kind)
                outcome = (200..<300).contains(reply.status) ? "" : "\(reply.status)"
            } catch {
                outcome = "not answered: \(error)"
            }
            result.times[kind] = [ContinuousClock.now - start]
            if !outcome.isEmpty { result.failures.append("a \(kind.rawValue) was \(outcome)") }
        }
        return result
    }

    private func send(_ kind: Kind) async throws -> LocalClient.Reply {
        switch kind {
        case .read: try await client.send(.get, "/v1/datasets/small/rows/1")
        case .query:
            try await client.send(
                .post, "/v1/datasets/small/query", type: "application/json",
                body: Array(
                    #"{"measures": ["count"], "filters": [{"member": "k", "operator": "equals", "values": ["key 3"]}]}"#
                        .utf8))
        case .ingest:
            try await client.send(
                .post, "/v1/datasets/intake/rows", type: "text/csv", body: Array("k,n\nkey 11,1\nkey 12,2\n".utf8))
        }
    }
}
