import Foundation
import HTTPTypes
import Processes
import Workbench

/// A result of 50,000 rows in both formats, compared with psql's CSV of the same statement, and a picture of 1,000 points.
enum AnswerBenchmark: Benchmark {
    static let name = "answers"

    private static let rounds = 7
    private static let rows = 50_000
    private static let columns = ["ts", "country", "path", "amount", "visitor"]

    static func run(_ surroundings: Surroundings) async throws -> [Comparison] {
        let client = try LocalClient(port: FreePort.find())
        let server = try await ServerProcess(client: client, store: surroundings.postgres)
        let comparisons = try await rows(surroundings, client) + pictures(client)
        try await server.stop()
        return comparisons
    }

    private static func rows(_ surroundings: Surroundings, _ client: LocalClient) async throws -> [Comparison] {
        try await client.require(.post, "/v1/datasets", SampleRows.definition(named: "answers"))
        _ = try await SampleRows(in: surroundings.folder.path).send(to: "answers", port: client.port)
        let database = PostgresClient(uri: surroundings.postgres)
        let table = try await database.newestTable()
        try await database.psql("VACUUM ANALYZE \(table)")
        let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        // Fewer visitors than all, so that both read the table once and group a part of it.
        let query = """
            {"dimensions": [\(names)], "filters": [{"member": "visitor", "operator": "lt", "values": [20000]}], "limit": \(rows)}
            """
        let statement = """
            COPY (SELECT \(names) FROM \(table) WHERE visitor < 20000 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5 LIMIT \(rows))
            TO STDOUT WITH (FORMAT csv, HEADER)
            """
        var (psql, csv, json): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<rounds {
            let (output, seconds) = try await database.psql(statement)
            try requireRows(output.utf8.count { $0 == UInt8(ascii: "\n") } - 1, of: "psql")
            psql.append(seconds * 1000)
            let answer = try await ask(client.port, query, format: "csv")
            try requireRows(answer.output.utf8.count { $0 == UInt8(ascii: "\n") } - 1, of: "the server")
            csv.append(answer.seconds * 1000)
            json.append(try await ask(client.port, query, format: "json").seconds * 1000)
        }
        try await client.require(.delete, "/v1/datasets/answers?confirm=answers", "")
        let reference = (name: "psql, CSV", figure: median(psql))
        return [("CSV", csv), ("JSON", json)].map { format, figures in
            Comparison(
                "\(rows) rows as \(format)", unit: "ms", reference: reference, ours: median(figures), goal: .none)
        }
    }

    private static func requireRows(_ number: Int, of program: String) throws {
        guard number == rows else { throw WorkbenchError("\(program) returned \(number) rows, expected \(rows)") }
    }

    /// Sends a query with curl, so that a process starts and reads the answer as psql's does.
    private static func ask(
        _ port: Int, _ query: String, format: String
    ) async throws -> (output: String, seconds: Double) {
        let (ending, output) = try await ChildProcess.run([
            "curl", "--silent", "--show-error", "--fail-with-body", "--noproxy", "*", "--json", query,
            "http://127.0.0.1:\(port)/v1/datasets/answers/query?format=\(format)",
        ])
        return (output, ending.wall.inSeconds)
    }

    private static func pictures(_ client: LocalClient) async throws -> [Comparison] {
        try await client.require(
            .post, "/v1/datasets",
            """
            {"name": "points", "timeColumn": "ts", "columns": [{"name": "ts", "type": "timestamp", "nullable": false},
              {"name": "n", "type": "double", "nullable": false}]}
            """)
        let text = (0..<1000).map { hour in
            let day = hour / 24
            let date = "2026-0\(day / 28 + 1)-\(two(day % 28 + 1))"
            return "\(date)T\(two(hour % 24)):00:00Z,\(hour * 7919 % 1009).5\n"
        }.joined()
        let reply = try await client.send(
            .post, "/v1/datasets/points/rows", type: "text/csv", body: Array(("ts,n\n" + text).utf8))
        guard reply.status == 201 else { throw WorkbenchError(reply.text) }
        let query = #"{"measures": ["sum(n)"], "timeDimensions": [{"dimension": "ts", "granularity": "hour"}]}"#
        var (svg, json): ([Double], [Double]) = ([], [])
        for _ in 0..<50 {
            for (format, isPicture) in [("svg", true), ("json", false)] {
                let started = ContinuousClock.now
                let answer = try await client.send(
                    .post, "/v1/datasets/points/query?format=\(format)", type: "application/json",
                    body: Array(query.utf8))
                let milliseconds = (ContinuousClock.now - started).inSeconds * 1000
                guard answer.status == 200, answer.text.hasPrefix("<svg") == isPicture else {
                    throw WorkbenchError(answer.text)
                }
                if isPicture { svg.append(milliseconds) } else { json.append(milliseconds) }
            }
        }
        try await client.require(.delete, "/v1/datasets/points?confirm=points", "")
        return [
            Comparison(
                "a chart of 1,000 points, the whole request", unit: "ms",
                reference: ("the same rows as JSON", median(json)), ours: median(svg), goal: .atMost(10))
        ]
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
