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

        /// Adds the requests of another run.
        static func += (result: inout Result, other: Result) {
            for (kind, times) in other.times { result.times[kind, default: []] += times }
            result.failures += other.failures
        }
    }

    /// The number of clients.
    private static let clients = 2
    /// The requests of all clients in a second: as many as 300 open dashboards of 20 charts ask for that are refreshed once a minute.
    static let rate = 100

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
        for _ in 0..<20 {
            for kind in Kind.allCases {
                let reply = try await send(kind)
                guard (200..<300).contains(reply.status) else {
                    throw WorkbenchError("a \(kind.rawValue) was answered with \(reply.text)")
                }
            }
        }
    }

    /// Runs the clients for a duration, at a constant rate: a slow answer does not make the next request wait.
    func run(for duration: Duration) async throws -> Result {
        let interval = Duration.seconds(1) * Self.clients / Self.rate
        let requests = max(Kind.allCases.count, Int(duration / interval))
        return try await withThrowingTaskGroup(of: Result.self) { group in
            for client in 0..<Self.clients {
                group.addTask {
                    var result = Result()
                    let start = ContinuousClock.now + interval * client / Self.clients
                    for request in 0..<requests {
                        let due = start + interval * request
                        var begin = due
                        if .now < due {
                            try await Task.sleep(until: due)
                            // What the sleep takes too long is not the server's time.
                            begin = .now
                        }
                        await self.ask(Kind.allCases[request % Kind.allCases.count], since: begin, into: &result)
                    }
                    return result
                }
            }
            var all = Result()
            for try await result in group { all += result }
            return all
        }
    }

    /// Sends a request and records its time from when it was due, and its failure.
    private func ask(_ kind: Kind, since begin: ContinuousClock.Instant, into result: inout Result) async {
        var outcome = ""
        do {
            let reply = try await send(kind)
            if !(200..<300).contains(reply.status) { outcome = "\(reply.status)" }
        } catch {
            outcome = "not answered: \(error)"
        }
        result.times[kind, default: []].append(ContinuousClock.now - begin)
        if !outcome.isEmpty { result.failures.append("a \(kind.rawValue) was \(outcome)") }
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
