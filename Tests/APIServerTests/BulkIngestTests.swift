import Foundation
import Models
import Processes
import Testing

/// Sends a large body through the whole server and compares a query's result with hand-written SQL.
@Suite(
    "api-server with 200,000 rows", .serialized, .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .timeLimit(.minutes(5)))
struct BulkIngestTests {
    static let postgres = ProcessInfo.processInfo.environment["WEIR_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }
    static let rowCount = 200_000
    /// Both clock changes in Berlin in 2026, in seconds since the Unix epoch: March 29 and October 25, 01:00 UTC.
    static let changes = (toSummer: 1_774_746_000, toWinter: 1_792_890_000)

    @Test("Counts per local day match SQLite's own across both clock changes, and memory use stays flat")
    func sqlite() async throws {
        let python = "/usr/bin/python3"
        try #require(FileManager.default.isExecutableFile(atPath: python), "needs python3, which has SQLite built in")
        let server = try ServerUnderTest(["--port", "0", "--store", "sqlite:weir.sqlite"])
        let days = try await ingestAndCount(server)
        let offset =
            "CASE WHEN ts >= \(Self.changes.toSummer)000000 AND ts < \(Self.changes.toWinter)000000 THEN 7200 ELSE 3600 END"
        let sql = """
            SELECT date(ts / 1000000 + \(offset), 'unixepoch') AS day, count(DISTINCT user_id) FROM data_1 GROUP BY 1 ORDER BY 1
            """
        let script = """
            import sqlite3, sys
            for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row)
            """
        let file = server.path(of: "weir.sqlite")
        #expect(days == (try await output(of: python, ["-c", script, file, sql])))
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    @Test(
        "Counts per local day match PostgreSQL's own across both clock changes, and memory use stays flat",
        .enabled(if: postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func postgresql() async throws {
        let uri = try #require(Self.postgres)
        let server = try ServerUnderTest(["--port", "0", "--store", uri])
        let days = try await ingestAndCount(server)
        // Other tests have datasets in this database too.
        let table = try await output(
            of: "/usr/bin/psql",
            ["-X", "-A", "-t", "-d", uri, "-c", "SELECT 'weir.data_' || id FROM weir.dataset WHERE name = 'visits'"])
        let sql = """
            SELECT to_char(ts AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD') || ' ' || count(DISTINCT user_id)
            FROM \(table) GROUP BY to_char(ts AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD') ORDER BY 1
            """
        #expect(days == (try await output(of: "/usr/bin/psql", ["-X", "-A", "-t", "-d", uri, "-c", sql])))
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    /// Sends the rows to a server without datasets, checks its memory use, and returns `day count` lines.
    private func ingestAndCount(_ server: ServerUnderTest) async throws -> String {
        let port = try await server.startListening()
        let definition =
            #"{"name": "visits", "columns": [{"name": "ts", "type": "timestamp"}, {"name": "user_id", "type": "integer"}, {"name": "page", "type": "string"}]}"#
        _ = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: definition)
        let before = try server.kilobytes("VmRSS")
        let filled = try await Connection.exchange(
            port: port, "POST", "/v1/datasets/visits/rows", type: "text/csv", body: Self.body)
        #expect(filled.hasPrefix("HTTP/1.1 201 "))
        #expect(filled.contains("\"inserted\":\(Self.rowCount),"))
        let growth = try server.kilobytes("VmHWM") - before
        #expect(growth < 64 * 1024, "resident memory grew by \(growth) kB")

        let query =
            #"{"measures": ["countDistinct(user_id)"], "timeDimensions": [{"dimension": "ts", "granularity": "day"}], "timezone": "Europe/Berlin"}"#
        let answer = try await Connection.exchange(
            port: port, "POST", "/v1/datasets/visits/query", type: "application/json", body: query)
        let body = try #require(answer.range(of: "\r\n\r\n").map { String(answer[$0.upperBound...]) })
        guard case .array(let rows)? = try JSONValue(parsing: body)["data"] else { throw UnexpectedError(answer) }
        #expect(rows.count == 12)
        return try rows.map { row in
            guard case .string(let start)? = row["ts.day"], case .number(let count)? = row["countDistinct(user_id)"]
            else {
                throw UnexpectedError("\(row)")
            }
            #expect(start.dropFirst(10).hasPrefix("T00:00:00+0"))
            return "\(start.prefix(10)) \(count)"
        }.joined(separator: "\n")
    }

    /// The rows over the five days around each change, none at a full hour; the same in every run.
    private static let body: String = {
        var text = "ts,user_id,page\n"
        var state: UInt64 = 2026
        for row in 0..<rowCount {
            // Knuth's multiplier for a linear congruential generator (MMIX).
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let change = row % 2 == 0 ? changes.toSummer : changes.toWinter
            let seconds = Int64(change - 216_000) + Int64(state >> 33) % 432_000
            let instant = Timestamp(microseconds: seconds * 1_000_000 + Int64(row % 1_000_000))
            text += "\(instant),\((state >> 20) % 5000),\"/page/\(row % 97)\"\n"
        }
        return text
    }()

    /// A program's output without the final newline.
    private func output(of program: String, _ arguments: [String]) async throws -> String {
        try await ChildProcess.run([program] + arguments).output.trimmingCharacters(in: .newlines)
    }
}
