import Foundation
import HTTPTypes
import Processes
import Workbench

/// A typical Python service: Flask behind Gunicorn with four worker processes, each with a psycopg2 connection pool.
struct FlaskServer {
    /// The name in the result table.
    static let name = "Flask, Gunicorn, psycopg2"
    static let health = "/health"
    static let rows = "/rows/"

    let client: LocalClient
    private let process: ChildProcess
    private let log: String

    /// Returns the reason that it cannot run here, or `nil` if it can.
    static func absence(_ surroundings: Surroundings) async throws -> String? {
        let probe = """
            import importlib.util
            print(*(name for name in ("flask", "gunicorn", "psycopg2") if importlib.util.find_spec(name) is None))
            """
        let missing = try await ChildProcess.run([surroundings.python, "-c", probe]).output.split(separator: "\n")
            .joined()
        guard !missing.isEmpty else { return nil }
        return "\(surroundings.python) has no \(missing.split(separator: " ").joined(separator: ", no ")); "
            + "'make benchmark' installs .ci/requirements-benchmark.txt where it can reach PyPI"
    }

    /// Starts it on a local port, runs `body`, and stops it in any case.
    ///
    /// - Parameter table: The table in which it reads ``SampleRows`` by `_id`.
    static func whileRunning<Value: Sendable>(
        _ surroundings: Surroundings, table: String, _ body: (FlaskServer) async throws -> Value
    ) async throws -> Value {
        let server = try FlaskServer(surroundings, table: table)
        let result: Result<Value, any Error>
        do {
            try await server.waitUntilReady()
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        // Gunicorn stops its workers first, and kills the remaining ones after 30 seconds.
        server.process.signal(SIGTERM)
        _ = try await server.process.ending()
        return try result.get()
    }

    private init(_ surroundings: Surroundings, table: String) throws {
        client = try LocalClient(port: FreePort.find())
        let folder = surroundings.folder.path
        log = folder + "/gunicorn.log"
        try Data(Self.application(table: table).utf8).write(to: URL(fileURLWithPath: folder + "/service.py"))
        process = try ChildProcess(
            [
                surroundings.python, "-m", "gunicorn", "--workers", "4", "--bind", "127.0.0.1:\(client.port)",
                // The control socket would be in the user's home folder.
                "--no-control-socket", "service:app",
            ],
            // Override the user's own Gunicorn settings.
            environment: ["DATABASE_URL": surroundings.postgres, "GUNICORN_CMD_ARGS": ""], folder: folder,
            errors: .file(log))
    }

    private func waitUntilReady() async throws {
        let started = ContinuousClock.now
        while true {
            if let reply = try? await client.send(.get, Self.health), reply.status == 200 { return }
            guard process.runs, ContinuousClock.now - started < .seconds(30) else {
                let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                throw WorkbenchError("Gunicorn did not start; it said: \(said.suffix(2000))")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    // Each worker imports this module, so each has its own pool. Autocommit favours Flask: otherwise psycopg2 would begin a
    // transaction and the pool would end it, two more round trips per row.
    private static func application(table: String) -> String {
        """
        import os
        from flask import Flask, jsonify
        from psycopg2.extras import RealDictCursor
        from psycopg2.pool import ThreadedConnectionPool

        app = Flask(__name__)
        pool = ThreadedConnectionPool(1, 4, os.environ["DATABASE_URL"], cursor_factory=RealDictCursor)

        @app.get("\(health)")
        def health():
            return jsonify(status="ok")

        @app.get("\(rows)<int:row_id>")
        def read(row_id):
            connection = pool.getconn()
            try:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT _id, ts, country, path, amount, visitor FROM \(table) WHERE _id = %s", (row_id,))
                    row = cursor.fetchone()
            finally:
                pool.putconn(connection)
            if row is None:
                return jsonify(error="no such row"), 404
            return jsonify(row)
        """
    }
}
