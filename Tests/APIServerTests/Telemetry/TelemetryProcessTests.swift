import Foundation
import Models
import NIOCore
import NIOPosix
import Processes
import TestSupport
import Testing

/// The telemetry of a running server. Requires the product `api-server`, which `swift build --build-tests` builds.
@Suite(.enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"), .timeLimit(.minutes(2)))
struct TelemetryProcessTests {
    private static let canary = "CANARY5f1c"

    /// The port of administration, which opens beside the API's.
    private static func administration(_ server: ServerUnderTest) async throws -> Int {
        guard case .number(let text)? = try await server.line("administration port is open")["port"],
            let port = Int(text)
        else { throw UnexpectedError("no port") }
        return port
    }

    /// The port of the API, of a server whose port of administration is known: either may open first.
    private static func api(_ server: ServerUnderTest) async throws -> Int {
        let known = try server.logLines.map { try JSONValue(parsing: $0) }
        var line = known.first { $0["message"] == .string("listening") }
        if line == nil { line = try await server.line("listening") }
        guard case .number(let text)? = line?["port"], let port = Int(text) else { throw UnexpectedError("no port") }
        return port
    }

    @Test("The administration port has metrics and health checks, and it closes after the last request")
    func administration() async throws {
        let server = try ServerUnderTest(["--port", "0", "--admin-port", "0"])
        try server.start()
        let administration = try await Self.administration(server)
        let text = try await Connection.exchange(port: administration, "GET", "/metrics")
        #expect(text.hasPrefix("HTTP/1.1 200 "))
        for name in [
            "weir_build_info{version=", "weir_pool_connections{pool=\"writer\",state=\"idle\"}", "process_open_fds ",
            "weir_queue_waiting{server=\"primary\",queue=\"short\"} 0", "weir_log_lines_dropped_total 0",
            "weir_query_duration_seconds_bucket{server=\"primary\",class=\"small\",le=\"+Inf\"} 0",
        ] {
            #expect(text.contains("\n" + name), "\(name)")
        }
        #expect(try await Connection.exchange(port: administration, "GET", "/health/live").hasPrefix("HTTP/1.1 200 "))
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }

    @Test("The port of the API cannot be the port of administration, and one that is in use is named")
    func ports() async throws {
        let same = try await CommandRun(["--port", "9", "--admin-port", "9"])
        #expect(same.code == 64 && same.errors.contains("--admin-port"))
        let first = try ServerUnderTest(["--port", "0"])
        let port = try await first.startListening()
        let second = try await CommandRun(["--port", "0", "--admin-port", "\(port)"])
        #expect(second.code == 1 && second.errors.contains("port \(port) on 127.0.0.1 is in use"), "\(second.errors)")
        first.signal(SIGTERM)
        _ = await first.exitCode()
    }

    @Test(
        "Traces and metrics reach a receiver, which decodes all of them, also those of the last moment",
        .enabled(if: PythonTool.opentelemetryProto.isExpected, PythonTool.opentelemetryProto.absence))
    func export() async throws {
        let receiver = try await OTLPReceiver()
        defer { receiver.end() }
        let server = try ServerUnderTest(
            ["--port", "0"],
            environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, "OTEL_METRIC_EXPORT_INTERVAL": "3600000"])
        let port = try await server.startListening()
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: ServerProcessTests.definition)
        #expect(made.hasPrefix("HTTP/1.1 201 "))
        _ = try await Connection.exchange(port: port, "GET", "/v1/datasets/d")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        var (spans, metrics): ([String], [String]) = ([], [])
        while !spans.contains("GET /v1/datasets/{dataset}") || metrics.isEmpty,
            let request = try await receiver.request()
        {
            #expect(request.error == nil, "\(request)")
            if request.path == "/v1/traces" { spans += request.names } else { metrics += request.names }
        }
        #expect(spans.contains("POST /v1/datasets") && spans.contains("store create"))
        #expect(metrics.contains("weir_http_requests_total") && metrics.contains("process_resident_memory_bytes"))
    }

    @Test("A receiver that is away, or accepts connections and never answers, delays neither requests nor the end")
    func away() async throws {
        let silent = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        defer { silent.close(promise: nil) }
        for port in [1, silent.localAddress?.port ?? 1] {
            let server = try ServerUnderTest(
                ["--port", "0"],
                environment: [
                    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(port)", "OTEL_METRIC_EXPORT_INTERVAL": "1000",
                ])
            let api = try await server.startListening()
            for _ in 0..<20 {
                #expect(try await Connection.exchange(port: api, "GET", "/v1/datasets").hasPrefix("HTTP/1.1 200 "))
            }
            server.signal(SIGTERM)
            #expect(await server.exitCode() == 0)
        }
    }

    @Test("With METRICS=emf the log has lines of the embedded metric format, the last one at the end")
    func emf() async throws {
        let server = try ServerUnderTest(["--port", "0", "--metrics", "emf"])
        let port = try await server.startListening()
        _ = try await Connection.exchange(port: port, "GET", "/v1/datasets")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        let lines = try server.logLines.map { try JSONValue(parsing: $0) }.filter { $0["_aws"] != nil }
        #expect(lines.count == 1)
        #expect(lines.first?["Requests"] == .number("1") && lines.first?["Service"] == .string("weir"))
    }

    @Test(
        "A secret in settings, keys, requests and rows appears in no metric, span, log line or report",
        .enabled(if: PythonTool.opentelemetryProto.isExpected, PythonTool.opentelemetryProto.absence))
    func canary() async throws {
        let receiver = try await OTLPReceiver()
        defer { receiver.end() }
        let administrator = Self.canary + String(repeating: "k", count: 40)
        let folder = try TemporaryFolder()
        try Data(administrator.utf8).write(to: URL(fileURLWithPath: folder.path + "/key"))
        let environment = [
            "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, "OTEL_EXPORTER_OTLP_HEADERS": "api-key=\(Self.canary)",
            "METRICS": "emf", "LOG_LEVEL": "trace",
        ]
        let arguments = ["--port", "0", "--admin-port", "0", "--admin-secret-file", folder.path + "/key"]
        let server = try ServerUnderTest(arguments, environment: environment)
        try server.start()
        let administration = try await Self.administration(server)
        let port = try await Self.api(server)
        let key = ["Authorization": "Bearer \(administrator)"]
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json",
            body: #"{"name": "notes", "columns": [{"name": "n", "type": "string"}]}"#,
            headers: key)
        #expect(made.hasPrefix("HTTP/1.1 201 "))
        let path = "/v1/datasets/notes"
        _ = try await Connection.exchange(
            port: port, "POST", path + "/rows", type: "text/csv", body: "n\n\(Self.canary)\n", headers: key)
        _ = try await Connection.exchange(
            port: port, "GET", path + "/rows?filters=\(Self.canary)&token=\(Self.canary)", headers: key)
        for token in [Self.canary, "weir_sk_AbCd1234_\(Self.canary)"] {
            _ = try await Connection.exchange(
                port: port, "GET", "/\(Self.canary)",
                headers: ["Authorization": "Bearer \(token)", "Cookie": Self.canary])
        }
        var texts: [String] = []
        for accept in ["text/plain", "application/openmetrics-text"] {
            texts.append(
                try await Connection.exchange(port: administration, "GET", "/metrics", headers: ["Accept": accept]))
        }
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        var paths: Set<String> = []
        while paths.count < 2, let request = try await receiver.request() {
            paths.insert(request.path)
            texts.append(request.body)
        }
        #expect(paths == ["/v1/traces", "/v1/metrics"])
        texts += server.logLines + [server.errorText()]
        let secret = environment.merging(["DB_PASSWORD": Self.canary, "STORE": "postgres://u:\(Self.canary)@h/d"]) {
            $1
        }
        for more in [[], ["--json"]] {
            let run = try await CommandRun(["config", "--db-name", Self.canary] + more, environment: secret)
            #expect(run.code == 64)
            texts.append(run.output + run.errors)
            let shown = try await CommandRun(["config"] + more, environment: secret)
            #expect(shown.output.contains("<hidden>"))
            texts.append(shown.output + shown.errors)
        }
        for text in texts { #expect(!text.lowercased().contains(Self.canary.lowercased()), "\(text)") }
    }
}
