import Foundation
import HTTPTypes
import Models
import Processes
import Workbench

/// One-row reads by id over HTTP, compared with pgbench with as many connections to the same database, and with a Flask service.
enum RowReadBenchmark: Benchmark {
    static let name = "rows"

    /// The size of the server's pool.
    private static let databaseConnections = 10
    private static let rounds = 3
    private static let rows = "/v1/datasets/reads/rows/"

    static func run(_ surroundings: Surroundings) async throws -> [Comparison] {
        let folder = surroundings.folder.path
        let rows = try SampleRows(in: folder)
        let client = try LocalClient(port: FreePort.find())
        let server = try await ServerProcess(client: client, store: surroundings.postgres)
        try await client.require(.post, "/v1/datasets", SampleRows.definition(named: "reads"))
        _ = try await rows.send(to: "reads", port: client.port)

        let load = try WebLoad(in: folder)
        var figures = Figures()
        if let absence = try await FlaskServer.absence(surroundings) {
            FileHandle.standardError.write(Data("not measured: \(FlaskServer.name): \(absence)\n".utf8))
            try await figures.measureRows(surroundings, load, server, flask: nil)
        } else {
            // Flask reads the same table as Weir: the same rows, of the same width, in the same pages of memory. The narrower
            // table of pgbench would be less work.
            let table = try await PostgresClient(uri: surroundings.postgres).newestTable()
            figures = try await FlaskServer.whileRunning(surroundings, table: table) { flask in
                try await requireSameAnswer(client, flask)
                var measured = Figures()
                try await measured.measureRows(surroundings, load, server, flask: flask)
                try await measured.measureHealth(load, client, flask)
                return measured
            }
        }
        try await client.require(.delete, "/v1/datasets/reads?confirm=reads", "")
        try await server.stop()
        return figures.comparisons
    }

    /// Throws unless both servers return the same row.
    private static func requireSameAnswer(_ client: LocalClient, _ flask: FlaskServer) async throws {
        let ours = try await client.require(.get, rows + "\(SampleRows.count / 2)", "")
        let theirs = try await flask.client.require(.get, FlaskServer.rows + "\(SampleRows.count / 2)", "")
        // The formats of the other columns' numbers and times may differ.
        for column in ["_id", "country", "path", "visitor"] {
            guard let value = ours[column], value == theirs[column] else {
                throw WorkbenchError("Flask returned another row: got \(theirs), expected \(ours)")
            }
        }
    }

    /// Responses per second of each round; empty for comparisons with a missing Flask. The servers alternate, so that other load on
    /// the machine affects each of them.
    private struct Figures {
        private var (pgbench, rows, flaskRows): ([Double], [Double], [Double]) = ([], [], [])
        private var (live, health, flaskHealth): ([Double], [Double], [Double]) = ([], [], [])
        private var megabytes = 0.0

        mutating func measureRows(
            _ surroundings: Surroundings, _ load: WebLoad, _ server: ServerProcess, flask: FlaskServer?
        ) async throws {
            // A million rows as well. Meanwhile Flask's workers start.
            try await ChildProcess.run(["pgbench", "--initialize", "--quiet", "--scale=10", surroundings.postgres])
            for _ in 0..<rounds {
                let output = try await ChildProcess.run([
                    "pgbench", "--select-only", "--protocol=prepared", "--no-vacuum", "--jobs=2",
                    "--client=\(databaseConnections)", "--time=\(WebLoad.seconds)", surroundings.postgres,
                ]).output
                pgbench.append(try number(after: "tps = ", in: output))
                rows.append(try await load.rows(port: server.client.port, prefix: RowReadBenchmark.rows))
                if let flask {
                    flaskRows.append(try await load.rows(port: flask.client.port, prefix: FlaskServer.rows))
                }
            }
            megabytes = Double(try server.process.kilobytes("VmRSS")) / 1024
        }

        mutating func measureHealth(_ load: WebLoad, _ client: LocalClient, _ flask: FlaskServer) async throws {
            for _ in 0..<rounds {
                live.append(try await load.answers(port: client.port, path: "/health/live"))
                health.append(try await load.answers(port: client.port, path: "/health"))
                flaskHealth.append(try await load.answers(port: flask.client.port, path: FlaskServer.health))
            }
        }

        var comparisons: [Comparison] {
            let reads = "one-row reads, \(WebLoad.clients) clients"
            var comparisons = [
                Comparison(
                    "\(reads), \(databaseConnections) connections", unit: "/s",
                    reference: ("pgbench -S -M prepared", median(pgbench)), ours: median(rows),
                    goal: .timesAtLeast(0.6))
            ]
            if flaskRows.isEmpty {
                comparisons.append(
                    Comparison(
                        reads, unit: "/s", missing: FlaskServer.name, ours: median(rows), goal: .timesAtLeast(15)))
            } else {
                for (name, ours, theirs, goal) in [
                    (reads, rows, flaskRows, Goal.timesAtLeast(15)),
                    ("/health/live, no database", live, flaskHealth, .none),
                    ("/health, only Weir's queries the database", health, flaskHealth, .none),
                ] {
                    comparisons.append(
                        Comparison(
                            name, unit: "/s", reference: (FlaskServer.name, median(theirs)), ours: median(ours),
                            goal: goal))
                }
            }
            comparisons.append(Comparison("memory after these reads", unit: "MB", ours: megabytes, goal: .none))
            return comparisons
        }
    }
}
