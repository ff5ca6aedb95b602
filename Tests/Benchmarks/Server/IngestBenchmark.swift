import HTTPTypes
import Models
import Processes
import Workbench

/// Ingest of a million rows over HTTP into PostgreSQL, compared with `\copy` of the same file; then the same query on both.
enum IngestBenchmark: Benchmark {
    static let name = "ingest"

    private static let rounds = 3

    static func run(_ surroundings: Surroundings) async throws -> [Comparison] {
        let rows = try SampleRows(in: surroundings.folder.path)
        let postgres = PostgresClient(uri: surroundings.postgres)
        let client = try LocalClient(port: FreePort.find())
        let server = try await ServerProcess(client: client, store: surroundings.postgres)
        let idle = try server.process.kilobytes("VmRSS")

        // The partitioned dataset first, so that the plain one remains for the queries.
        let partitioned = try await ingest(rows, client, postgres, isPartitioned: true)
        let plain = try await ingest(rows, client, postgres, isPartitioned: false)
        let peak = try server.process.kilobytes("VmHWM")
        let asked = try await aggregates(client, postgres)
        try await client.require(.delete, "/v1/datasets/visits?confirm=visits", "")
        try await server.stop()
        let millions = "CSV of \(SampleRows.count / 1_000_000) M rows into PostgreSQL"
        return [
            Comparison(
                millions, unit: "rows/s", reference: ("psql \\copy", plain.theirs), ours: plain.ours,
                goal: .timesAtLeast(0.8)),
            Comparison(
                millions + ", a partition a month", unit: "rows/s",
                reference: ("psql \\copy, the same", partitioned.theirs),
                ours: partitioned.ours, goal: .timesAtLeast(0.8)),
            Comparison(
                "memory that the ingest adds", unit: "MB", ours: Double(peak - idle) / 1024, goal: .atMost(32)),
            Comparison("idle memory, PostgreSQL", unit: "MB", ours: Double(idle) / 1024, goal: .atMost(50)),
        ] + asked
    }

    /// Returns the rows per second of Weir and of `\copy`; the dataset of the last round stays.
    private static func ingest(
        _ rows: SampleRows, _ client: LocalClient, _ postgres: PostgresClient, isPartitioned: Bool
    ) async throws -> (ours: Double, theirs: Double) {
        var (ours, copy): ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            if try await client.send(.get, "/v1/datasets/visits").status == 200 {
                try await client.require(.delete, "/v1/datasets/visits?confirm=visits", "")
            }
            try await postgres.psql(
                "DROP TABLE IF EXISTS copied", isPartitioned ? SampleRows.partitionedTable : SampleRows.table,
                "CHECKPOINT")
            copy.append(
                try await postgres.psql(
                    "\\copy copied (ts, country, path, amount, visitor) FROM '\(rows.path)' CSV HEADER"
                ).seconds)
            try await client.require(
                .post, "/v1/datasets", SampleRows.definition(named: "visits", isPartitioned: isPartitioned))
            try await postgres.psql("CHECKPOINT")
            ours.append(try await rows.send(to: "visits", port: client.port))
        }
        return (Double(SampleRows.count) / median(ours), Double(SampleRows.count) / median(copy))
    }

    private static let question = """
        {"measures": ["count", "sum(amount)"], "dimensions": ["country"],
          "timeDimensions": [{"dimension": "ts", "granularity": "day"}], "limit": 50000,
          "order": [["ts.day", "asc"], ["country", "asc"]]}
        """

    private static func aggregates(_ client: LocalClient, _ postgres: PostgresClient) async throws -> [Comparison] {
        let table = try await postgres.newestTable()
        try await postgres.psql("VACUUM ANALYZE \(table)")
        let sql = """
            SELECT date_trunc('day', ts, 'UTC') AS day, country, count(*), sum(amount) FROM \(table)
            GROUP BY 1, 2 ORDER BY 1, 2
            """
        // The start and connection time of psql, which the client here has already spent.
        let startOfClient = try await postgres.psql("SELECT 1").seconds
        var (ours, theirs): ([Double], [Double]) = ([], [])
        for _ in 0..<5 {
            let (output, duration) = try await postgres.psql(sql)
            theirs.append((duration - startOfClient) * 1000)
            let start = ContinuousClock.now
            let reply = try await client.send(
                .post, "/v1/datasets/visits/query", type: "application/json", body: Array(question.utf8))
            ours.append((ContinuousClock.now - start).inSeconds * 1000)
            guard case .array(let groups)? = try JSONValue(parsing: reply.text)["data"] else {
                throw WorkbenchError(reply.text)
            }
            let expected = output.split(separator: "\n").count
            guard groups.count == expected else {
                throw WorkbenchError("got \(groups.count) groups, expected \(expected)")
            }
        }
        return [
            Comparison(
                "day × country over \(SampleRows.count / 1_000_000) M rows", unit: "ms",
                reference: ("psql", median(theirs)), ours: median(ours), goal: .timesAtMost(1.05))
        ]
    }
}
