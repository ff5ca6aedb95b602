import Foundation
import HTTPTypes
import Processes

/// A server answers requests over rows of a megabyte; the soak measures the growth of its memory under each.
package struct WideRowsSoak: Sendable {
    private struct Request: Sendable {
        let name: String
        var method = "POST"
        var path = "/v1/datasets/wide/query"
        var accept = "application/json"
        var body = ""
        /// The number of concurrent copies.
        var times = 1
    }

    /// The bytes of a text.
    private static let width = 1_000_000
    /// The number of texts in a query that makes SQLite sort.
    private static let some = 40

    let store: AbuseSoak.Store
    /// The rows of the dataset.
    let rows: Int
    private let isBrief: Bool

    /// Makes a soak.
    ///
    /// - Parameter isBrief: `true` for some requests to one server, `false` for all, each to a fresh one.
    package init(store: AbuseSoak.Store, rows: Int, isBrief: Bool) {
        self.store = store
        self.rows = rows
        self.isBrief = isBrief
    }

    /// Runs the soak.
    package func run() async throws -> WideRowsReport {
        try await store.whileRunning { location, _ in
            let client = try LocalClient(port: FreePort.find())
            var report = WideRowsReport(store: store.rawValue)
            try await Self.serve(client, location) { try await load($0) }
            let requests = isBrief ? Self.brief : Self.all
            for group in isBrief ? [requests] : requests.map({ [$0] }) {
                let growths = try await Self.serve(client, location) { server in
                    var growths: [WideRowsReport.Growth] = []
                    try await warmUp(server)
                    for request in group { growths.append(try await growth(of: server, by: request)) }
                    return growths
                }
                report.growths += growths
            }
            for growth in report.growths {
                // 422 is the refusal of more than an answer's budget.
                for status in growth.statuses where status != 200 && status != 422 {
                    report.failures.append("\(growth.request): answered with \(status), expected 200 or 422")
                }
            }
            return report
        }
    }

    /// Runs `body` with a fresh server.
    private static func serve<Value: Sendable>(
        _ client: LocalClient, _ location: String, _ body: (ServerProcess) async throws -> Value
    ) async throws -> Value {
        let server = try await ServerProcess(client: client, store: location)
        do {
            let value = try await body(server)
            try await server.stop()
            return value
        } catch {
            try? await server.crash()
            throw error
        }
    }

    private func load(_ server: ServerProcess) async throws {
        let curl = try CurlClient(port: server.client.port)
        try await server.client.require(
            .post, "/v1/datasets",
            """
            {"name": "wide", "columns": [{"name": "t", "type": "timestamp"}, {"name": "s", "type": "string"},
              {"name": "n", "type": "integer"}]}
            """)
        let text = String(repeating: "x", count: Self.width)
        for start in stride(from: 0, to: rows, by: 20) {
            let lines = (start..<min(start + 20, rows)).map {
                "2026-01-\(10 + $0 % 20)T00:00:00Z,\($0) \(text),\($0)\n"
            }
            try await curl.load("t,s,n\n" + lines.joined(), type: "text/csv", into: "wide")
        }
    }

    /// Makes the server allocate its permanent state: connections, caches, threads.
    private func warmUp(_ server: ServerProcess) async throws {
        for _ in 0..<4 {
            try await server.client.require(.get, "/v1/datasets/wide", "")
            try await server.client.require(.post, "/v1/datasets/wide/query", #"{"measures": ["sum(n)"]}"#)
        }
    }

    private func growth(of server: ServerProcess, by request: Request) async throws -> WideRowsReport.Growth {
        let curl = try CurlClient(port: server.client.port)
        // proc(5), `/proc/pid/clear_refs`: 5 resets the peak resident memory to the current value.
        try "5".write(toFile: "/proc/\(server.process.id)/clear_refs", atomically: false, encoding: .utf8)
        let before = try server.process.kilobytes("VmRSS")
        let outcomes = try await withThrowingTaskGroup(of: CurlClient.Outcome.self) { group in
            for _ in 0..<request.times {
                group.addTask {
                    try await curl.send(request.method, request.path, accept: request.accept, body: request.body)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let growth = try server.process.kilobytes("VmHWM") - before
        return WideRowsReport.Growth(
            request: request.name, requests: request.times, statuses: outcomes.map { $0.hasLeft ? 0 : $0.status },
            bytes: outcomes.reduce(0) { $0 + $1.bytes }, megabytes: Double(growth) * 1024 / 1_000_000)
    }

    private static let filled = Request(
        name: "filled days of each text, the first",
        body: """
            {"measures": ["count"], "dimensions": ["s"], "limit": 1,
             "timeDimensions": [{"dimension": "t", "granularity": "day", "fill": true}]}
            """)
    private static let byText = #"{"measures": ["count"], "dimensions": ["s"]}"#
    private static let bySomeText = """
        {"measures": ["count"], "dimensions": ["s"], "filters": [{"member": "n", "operator": "lt", "values": [\(some)]}]}
        """
    private static let brief = [
        filled, Request(name: "groups of \(some) texts, JSON", body: bySomeText), page("application/json"),
        Request(name: "groups of \(some) texts, four at once", body: bySomeText, times: 4),
    ]
    private static let all: [Request] =
        [filled]
        + [("JSON", "application/json"), ("NDJSON", "application/x-ndjson"), ("CSV", "text/csv")].flatMap {
            name, type in
            [
                Request(name: "groups of all texts, \(name)", accept: type, body: byText),
                Request(name: "groups of \(some) texts, \(name)", accept: type, body: bySomeText),
            ]
        } + [
            page("application/json"), page("text/csv"),
            Request(name: "groups of \(some) texts, four at once", body: bySomeText, times: 4),
            page("application/json", times: 4),
        ]

    private static func page(_ type: String, times: Int = 1) -> Request {
        Request(
            name: "a page of rows, \(type)" + (times > 1 ? ", \(times) at once" : ""), method: "GET",
            path: "/v1/datasets/wide/rows?limit=10000", accept: type, times: times)
    }
}
