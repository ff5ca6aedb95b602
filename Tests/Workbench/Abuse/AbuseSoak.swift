import Foundation
import HTTPTypes
import Processes
import Synchronization

/// Ordinary clients use a server under slow clients and then under heavy queries.
package struct AbuseSoak: Sendable {
    /// The kind of store behind the server.
    package enum Store: String, Sendable, CaseIterable {
        case sqlite = "SQLite"
        case postgres = "PostgreSQL"
    }

    /// The number of concurrent slow uploads, slow readers and heavy queries.
    package static let abusers = 50
    /// The rate of a slow upload, in bytes per second.
    private static let uploadRate = 46
    /// The rate of a slow reader, in bytes per second.
    private static let readRate = 200

    let store: Store
    /// The duration of each measured phase.
    let phase: Duration
    /// The rows that heavy queries scan.
    let rows: Int

    package init(store: Store, phase: Duration, rows: Int) {
        self.store = store
        self.phase = phase
        self.rows = rows
    }

    /// Runs the soak.
    package func run() async throws -> AbuseReport {
        try await store.whileServing { server, _ in try await watch(server.client) }
    }

    private func watch(_ client: LocalClient) async throws -> AbuseReport {
        try await loadBig(client)
        let ordinary = OrdinaryClients(client: client)
        try await ordinary.prepare()
        let alone = try await ordinary.run(for: phase)

        let slow = SlowClients(port: client.port, scripts: try scripts())
        let started = ContinuousClock.now
        while slow.trickling < 2 * Self.abusers, .now - started < .seconds(60) {
            try await Task.sleep(for: .milliseconds(100))
        }
        let trickling = slow.trickling
        let besideSlow = try await ordinary.run(for: phase)
        await slow.stop()

        let heavy = HeavyQueries(client: client)
        let besideHeavy = try await heavy.whileRunning(Self.abusers) { try await ordinary.run(for: phase) }

        var report = AbuseReport(store: store.rawValue)
        report.lines = OrdinaryClients.Kind.allCases.map { kind in
            AbuseReport.Line(
                request: kind.rawValue, alone: alone.p95(kind), besideSlow: besideSlow.p95(kind),
                besideHeavy: besideHeavy.p95(kind))
        }
        report.counts = [
            ("ordinary requests alone", alone.times.values.reduce(0) { $0 + $1.count }),
            ("ordinary requests beside slow clients", besideSlow.times.values.reduce(0) { $0 + $1.count }),
            ("ordinary requests beside heavy queries", besideHeavy.times.values.reduce(0) { $0 + $1.count }),
            ("slow clients trickling", trickling), ("slow clients cut off", slow.timesCut),
            ("heavy queries answered", heavy.answered),
            ("heavy queries refused", heavy.refused),
        ]
        report.failures =
            alone.failures.map { "alone: \($0)" } + besideSlow.failures.map { "beside slow clients: \($0)" }
            + besideHeavy.failures.map { "beside heavy queries: \($0)" }
        return report
    }

    /// Creates the dataset that heavy queries scan.
    func loadBig(_ client: LocalClient) async throws {
        try await client.require(
            .post, "/v1/datasets",
            """
            {"name": "big", "columns": [{"name": "k", "type": "string"}, {"name": "n", "type": "integer"},
              {"name": "note", "type": "string"}]}
            """)
        var text = "k,n,note\n"
        for row in 0..<rows { text += "key \(row % 1000),\(row),some text that makes row \(row) a little longer\n" }
        let reply = try await client.send(
            .post, "/v1/datasets/big/rows", type: "text/csv", body: Array(text.utf8), limit: .seconds(120))
        guard reply.status == 201 else { throw WorkbenchError("loading was answered with \(reply.text)") }
    }

    private func scripts() throws -> [SlowClients.Script] {
        let row = "key,1,some text that makes this row a little longer\n"
        let head = """
            POST /v1/datasets/big/rows HTTP/1.1\r
            Host: 127.0.0.1\r
            Content-Type: text/csv\r
            Content-Length: 1000000000\r
            \r
            k,n,note

            """
        let upload = SlowClients.Script(
            opening: Array(head.utf8) + Array(String(repeating: row, count: (1 << 20) / row.utf8.count).utf8),
            trickle: Array(row.utf8), bytesPerTick: Int(Double(Self.uploadRate) * SlowClients.tick))
        // An answer of some megabytes, more than a connection's buffers hold.
        let query =
            #"{"dimensions": ["k", "n", "note"], "filters": [{"member": "n", "operator": "lt", "values": [150000]}]}"#
        let request = """
            POST /v1/datasets/big/query HTTP/1.1\r
            Host: 127.0.0.1\r
            Accept: text/csv\r
            Content-Type: application/json\r
            Content-Length: \(query.utf8.count)\r
            \r
            \(query)
            """
        let read = SlowClients.Script(
            opening: Array(request.utf8), bytesPerTick: Int(Double(Self.readRate) * SlowClients.tick))
        return Array(repeating: upload, count: Self.abusers) + Array(repeating: read, count: Self.abusers)
    }
}

/// Clients that send full-scan queries in a closed loop.
private final class HeavyQueries: Sendable {
    private let client: LocalClient
    private let isStopping = Atomic(false)
    private let counts = Mutex((answered: 0, refused: 0))

    init(client: LocalClient) { self.client = client }

    var answered: Int { counts.withLock { $0.answered } }
    var refused: Int { counts.withLock { $0.refused } }

    func whileRunning<Value: Sendable>(_ number: Int, _ body: @Sendable () async throws -> Value) async throws -> Value
    {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<number { group.addTask { await self.ask() } }
            defer { group.cancelAll() }
            // All queries are running by then.
            try await Task.sleep(for: .seconds(1))
            let value = try await body()
            isStopping.store(true, ordering: .relaxed)
            return value
        }
    }

    private func ask() async {
        let query = #"{"measures": ["countDistinct(note)", "sum(n)"], "dimensions": ["k"]}"#
        while !isStopping.load(ordering: .relaxed) && !Task.isCancelled {
            let reply = try? await client.send(
                .post, "/v1/datasets/big/query", type: "application/json", body: Array(query.utf8), limit: .seconds(120)
            )
            counts.withLock { counts in
                if reply?.status == 200 { counts.answered += 1 } else { counts.refused += 1 }
            }
            // A client that retries a refusal at once would be another kind of abuse.
            if reply?.status != 200 { try? await Task.sleep(for: .milliseconds(100)) }
        }
    }
}
