import Foundation
import HTTPTypes
import Processes
import Workbench

/// One row by its id over HTTP, next to what pgbench reads with as many connections to the same database.
enum RowReadBenchmark: Benchmark {
    static let name = "rows"

    /// As many as the server's pool has.
    private static let databaseConnections = 10
    private static let clients = 32
    private static let seconds = 5
    private static let rounds = 3

    static func run(_ surroundings: Surroundings) async throws -> [Comparison] {
        let folder = surroundings.folder.path
        let rows = try SampleRows(in: folder)
        let client = try LocalClient(port: FreePort.find())
        let server = try await ServerProcess(client: client, store: surroundings.postgres)
        try await client.require(.post, "/v1/datasets", SampleRows.definition(named: "reads"))
        _ = try await rows.send(to: "reads", port: client.port)
        // A million rows here as well.
        try await ChildProcess.run(["pgbench", "--initialize", "--quiet", "--scale=10", surroundings.postgres])

        let script = folder + "/reads.lua"
        try Data(Self.script.utf8).write(to: URL(fileURLWithPath: script))
        var (ours, pgbench): ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            pgbench.append(
                try Self.number(
                    after: "tps = ",
                    in: try await ChildProcess.run([
                        "pgbench", "--select-only", "--protocol=prepared", "--no-vacuum", "--jobs=2",
                        "--client=\(databaseConnections)", "--time=\(seconds)", surroundings.postgres,
                    ]).output))
            let output = try await ChildProcess.run([
                "wrk", "--threads", "2", "--connections", "\(clients)", "--duration", "\(seconds)s", "--script", script,
                "http://127.0.0.1:\(client.port)",
            ]).output
            guard !output.contains("Non-2xx"), !output.contains("Socket errors") else { throw WorkbenchError(output) }
            ours.append(try Self.number(after: "Requests/sec:", in: output))
        }
        let memory = Double(try server.process.kilobytes("VmRSS")) / 1024
        try await client.require(.delete, "/v1/datasets/reads?confirm=reads", "")
        try await server.stop()
        return [
            Comparison(
                "one-row reads, \(clients) clients, \(databaseConnections) connections", unit: "/s",
                reference: ("pgbench -S -M prepared", median(pgbench)), ours: median(ours), goal: .timesAtLeast(0.6)),
            Comparison("memory after these reads", unit: "MB", ours: memory, goal: .none),
        ]
    }

    private static func number(after mark: String, in output: String) throws -> Double {
        guard let range = output.range(of: mark),
            let number = Double(
                output[range.upperBound...].drop { $0 == " " }.prefix { $0.isNumber || $0 == "." })
        else { throw WorkbenchError("no \"\(mark)\" in: \(output)") }
        return number
    }

    // Each thread begins elsewhere; math.random begins the same everywhere.
    private static let script = """
        local thread = 0
        function setup(t) t:set("seed", thread); thread = thread + 1 end
        function init() math.randomseed(2026 + seed) end
        function request() return wrk.format("GET", "/v1/datasets/reads/rows/" .. math.random(1, \(SampleRows.count))) end
        """
}
