import Foundation
import Models
import Processes
import Testing

/// Gives secrets to a server in all of its settings, sends requests to every route, and expects that no output repeats one.
///
/// The routes themselves are tested with more secrets in `CanaryTests` of AnalyticsAPITests. Requires the product `api-server`, which
/// `swift build --build-tests` builds.
@Suite(
    "Secrets in the settings of a running server",
    .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"), .timeLimit(.minutes(3)))
struct ServerCanaryTests {
    private static let adminSecret = "adminCANARY0123456789" + String(repeating: "k", count: 20)
    private static let password = "passwordCANARY0123456789"
    private static let header = "headerCANARY0123456789"
    private static let row = "rowCANARY0123456789"
    /// The administrator reads rows; everything else is secret to everyone.
    private static let secrets = [adminSecret, password, header]

    /// A request of the visit.
    private struct Attempt: Sendable {
        let method: String
        let path: String
        let headers: [String: String]
        let body: String
    }

    /// The places of the rows.
    enum Store: String, Sendable, CaseIterable {
        case sqlite, postgres
    }

    @Test(
        "No answer, log line, metric, export or report of a server repeats a secret of its settings",
        arguments: PasswordDatabase.isAvailable ? Store.allCases : [.sqlite])
    func running(store: Store) async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/weir.env"
        let keyFile = folder.path + "/admin"
        try Self.adminSecret.write(toFile: keyFile, atomically: true, encoding: .utf8)
        // The receiver of telemetry does not listen, so that its failures are logged too.
        try
            "LOG_LEVEL=trace\nMETRICS=emf\nOTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1\nOTEL_METRIC_EXPORT_INTERVAL=1000\n"
            .write(toFile: file, atomically: true, encoding: .utf8)
        var environment = [
            "CONFIG_FILE": file, "WEIR_ADMIN_SECRET_FILE": keyFile, "ANONYMOUS": "none",
            "OTEL_EXPORTER_OTLP_HEADERS": "api-key=\(Self.header)", "OTEL_TRACES_SAMPLER_ARG": "1",
        ]
        if store == .postgres {
            let database = try await PasswordDatabase(password: Self.password)
            environment.merge([
                "DB_HOST": database.host, "DB_PORT": "\(database.port)", "DB_NAME": database.name,
                "DB_USER": database.name, "DB_PASSWORD": Self.password,
            ]) { $1 }
        }
        let server = try ServerUnderTest(["--port", "0", "--admin-port", "0"], environment: environment)
        try server.start()
        let (port, administration) = try await Self.ports(server)
        let answers = try await Self.visit(port)
        let metrics = try await Self.metrics(administration)
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        let log = server.logLines.joined(separator: "\n")
        #expect(log.contains("\"_aws\"") && log.contains("\"request\""))
        let reports = try await Self.reports(environment)
        for secret in Self.secrets {
            for text in answers + metrics + [log, server.errorText()] + reports {
                #expect(!text.contains(secret), "\(secret): \(text.prefix(400))")
            }
        }
        for text in metrics + [log, server.errorText()] { #expect(!text.contains(Self.row)) }
    }

    /// The ports of the API and of administration, which open in any order.
    private static func ports(_ server: ServerUnderTest) async throws -> (api: Int, administration: Int) {
        func port(_ message: String) async throws -> Int {
            let known = try server.logLines.map { try JSONValue(parsing: $0) }
            var line = known.first { $0["message"] == .string(message) }
            if line == nil { line = try await server.line(message) }
            guard case .number(let text)? = line?["port"], let port = Int(text) else {
                throw UnexpectedError("no port of \"\(message)\"")
            }
            return port
        }
        let administration = try await port("administration port is open")
        return (try await port("listening"), administration)
    }

    /// Sends requests to every route that `GET /` lists, as the administrator and without a credential, and with malformed input.
    private static func visit(_ port: Int) async throws -> [String] {
        let admin = ["Authorization": "Bearer \(adminSecret)"]
        let definition =
            #"{"name": "d", "columns": [{"name": "n", "type": "integer"}, {"name": "text", "type": "string"}]}"#
        func send(
            _ method: String, _ path: String, _ headers: [String: String], _ body: String = "",
            type: String? = "application/json"
        ) async throws -> String {
            try await Connection.exchange(
                port: port, method, path, type: body.isEmpty ? nil : type, body: body, headers: headers)
        }
        let made = try await send("POST", "/v1/datasets", admin, definition)
        let filled = try await send("POST", "/v1/datasets/d/rows", admin, #"{"n": 1, "text": "\#(row)"}"#)
        #expect(made.hasPrefix("HTTP/1.1 201 ") && filled.hasPrefix("HTTP/1.1 201 "), "\(made) \(filled)")
        var answers = [made, filled]
        answers.append(try await send("POST", "/v1/datasets/d/rows", admin, "n,text\n\(row),1\n", type: "text/csv"))
        let index = try await send("GET", "/", admin)
        guard let start = index.firstRange(of: "\r\n\r\n"),
            case .array(let routes)? = try JSONValue(parsing: String(index[start.upperBound...]))["routes"]
        else { throw UnexpectedError("no routes: \(index)") }
        #expect(routes.count > 40)
        // The dataset is dropped at the end.
        let sorted = routes.compactMap { route -> (method: String, path: String)? in
            guard case .string(let method)? = route["method"], case .string(let path)? = route["path"] else {
                return nil
            }
            return (method, path)
        }.sorted { a, b in a.method != "DELETE" && b.method == "DELETE" }
        let attempts = sorted.flatMap { Self.attempts($0.method, $0.path) }
        // A few at a time: alone, each would wait for its turn among all other tests at every step.
        for start in stride(from: 0, to: attempts.count, by: 32) {
            answers += try await withThrowingTaskGroup(of: String.self) { group in
                for attempt in attempts[start..<min(start + 32, attempts.count)] {
                    group.addTask {
                        try await Connection.exchange(
                            port: port, attempt.method, attempt.path,
                            type: attempt.body.isEmpty ? nil : "application/json", body: attempt.body,
                            headers: attempt.headers)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        return answers
    }

    /// Returns good and malformed requests of the administrator to a route, and those of clients without a valid credential.
    private static func attempts(_ method: String, _ pattern: String) -> [Attempt] {
        let path = pattern.replacing("{dataset}", with: "d").replacing("{row}", with: "1")
            .replacing(#/\{[a-z]+\}/#, with: "x")
        let admin = ["Authorization": "Bearer \(adminSecret)"]
        let wrong = ["Authorization": "Bearer x\(adminSecret.dropLast())"]
        let body = method == "GET" ? "" : #"{"measures": ["sum(text)"]}"#
        return [
            Attempt(method: method, path: path, headers: admin, body: body),
            Attempt(method: method, path: path + "?x=1", headers: admin, body: ""),
            Attempt(method: method, path: path, headers: admin, body: method == "GET" ? "" : "{"),
            Attempt(method: method, path: path, headers: [:], body: body),
            Attempt(method: method, path: path, headers: wrong, body: body),
        ]
    }

    private static func metrics(_ port: Int) async throws -> [String] {
        var answers: [String] = []
        for accept in ["text/plain", "application/openmetrics-text"] {
            answers.append(
                try await Connection.exchange(port: port, "GET", "/metrics", headers: ["Accept": accept]))
        }
        for answer in answers { #expect(answer.hasPrefix("HTTP/1.1 200 ")) }
        return answers
    }

    /// Returns what `config` prints.
    private static func reports(_ environment: [String: String]) async throws -> [String] {
        var texts: [String] = []
        for arguments in [["config"], ["config", "--json"]] {
            let run = try await CommandRun(arguments, environment: environment)
            #expect(run.code == 0 && run.output.contains("OTEL_EXPORTER_OTLP_HEADERS"), "\(run)")
            #expect(run.output.contains("<hidden>"))
            texts.append(run.output + run.errors)
        }
        return texts
    }

    @Test(
        "A secret in the wrong setting is rejected without being repeated",
        arguments: [
            "PORT": password, "LOG_LEVEL": password, "DB_USER": "weir:\(password)@db",
            "STORE": "postgres://weir:\(password)@db/weir?sslmode=\(password)",
            "STORE_REPLICA": "host=db password=\(password)", "OTEL_EXPORTER_OTLP_ENDPOINT": "ftp://weir:\(password)@db",
            "ALLOWED_ORIGINS": "weir:\(password)@db", "OTEL_EXPORTER_OTLP_HEADERS": password + "\n",
            "IDENTITY": #"{"issuers": "\#(password)"}"#, "WEIR_ADMIN_SECRET_ARN": "weir:\(password)@db",
            "DRAIN_SECONDS": password,
        ].sorted { $0.key < $1.key })
    func fault(name: String, value: String) async throws {
        // The parameters of a location are read when it is opened.
        let command = name == "STORE" ? ["migrate", "--status", "--wait", "0"] : ["config"]
        let run = try await CommandRun(command, environment: [name: value])
        #expect(run.code != 0 && !run.errors.isEmpty, "\(run)")
        #expect(!(run.output + run.errors).contains(Self.password), "\(run)")
    }
}
