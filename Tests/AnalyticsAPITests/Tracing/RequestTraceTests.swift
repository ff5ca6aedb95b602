import HTTPTypes
import Models
import Synchronization
import Testing

@testable import AnalyticsAPI

@Suite struct RequestTraceTests {
    private static let parent = HTTPField.Name("traceparent")!
    private static let amazon = HTTPField.Name("X-Amzn-Trace-Id")!
    private static let timing = HTTPField.Name("Server-Timing")!

    /// Keeps the recorded spans.
    final class Recorder: SpanRecorder {
        let spans = Mutex<[Span]>([])
        func record(_ spans: [Span]) { self.spans.withLock { $0 += spans } }
    }

    @Test("The ids of the trace are in each log line and in a problem")
    func ids() async throws {
        let server = TestServer()
        let answer = try await server.test { client in
            try await client.get("/v1/datasets/none", headers: [Self.parent: TraceContextTests.header])
        }
        #expect(try answer.json["traceId"] == .string("4bf92f3577b34da6a3ce929d0e0e4736"))
        for line in try server.log.all {
            #expect(line["traceId"] == .string("4bf92f3577b34da6a3ce929d0e0e4736"))
            #expect(line["spanId"] == .string("0000000000000abc"))
        }
        #expect(try !server.log.all.isEmpty)
    }

    @Test("The load balancer's own id of a request is in its log line")
    func loadBalancer() async throws {
        let server = TestServer()
        let id = "1-67891234-12456789abcdef0123456789"
        try await server.test { client in
            _ = try await client.get("/", headers: [Self.amazon: "Self=\(id);Root=\(TraceContextTests.root)"])
        }
        #expect(try server.log.all.last?["loadBalancerId"] == .string(id))
        #expect(try server.log.all.last?["traceId"] == .string("67891233abcdef012345678912345678"))
    }

    @Test("A sampled request has a span for itself and one for each call of the store, and another request has none")
    func spans() async throws {
        var server = TestServer()
        let recorder = Recorder()
        server.telemetry = ServerTelemetry(spans: recorder)
        try await server.test { client in
            try await client.makeSales()
            #expect(recorder.spans.withLock { $0.isEmpty })
            _ = try await client.post(
                "/v1/datasets/sales/query", #"{"measures": ["count"]}"#,
                headers: [Self.parent: TraceContextTests.header])
        }
        let spans = recorder.spans.withLock { $0 }
        #expect(
            spans.map(\.name) == [
                "POST /v1/datasets/{dataset}/query", "store dataset", "store query", "store read", "store read",
            ])
        #expect(spans[0].kind == .server && spans[0].trace.parentID == "00f067aa0ba902b7" && !spans[0].isError)
        for span in spans.dropFirst() {
            #expect(span.trace.parentID == spans[0].trace.spanID)
            #expect(span.trace.traceID == spans[0].trace.traceID)
        }
        let names = spans[0].attributes.map(\.name)
        #expect(names.contains("http.route") && names.contains("http.response.status_code"))
    }

    @Test("With a ratio of one every request is sampled, but health checks only by their client's decision")
    func ratio() async throws {
        var server = TestServer()
        let recorder = Recorder()
        server.telemetry = ServerTelemetry(spans: recorder, samplingRatio: 1)
        try await server.test { client in
            _ = try await client.get("/")
            _ = try await client.get("/health/live")
            _ = try await client.get("/health/live", headers: [Self.parent: TraceContextTests.header])
        }
        #expect(recorder.spans.withLock { $0.map(\.name) } == ["GET /", "GET /health/live"])
    }

    @Test("Answers to authorized clients have Server-Timing, also problems, and refusals and health checks have none")
    func timing() async throws {
        var server = TestServer()
        try await server.test { client in
            try await client.makeSales()
            for path in ["/v1/datasets/sales", "/v1/datasets/none"] {
                let field = try #require(try await client.get(path).headers[Self.timing])
                #expect(
                    field.wholeMatch(of: /queue;dur=[0-9.]+, db;dur=[0-9.]+, render;dur=[0-9.]+, total;dur=[0-9.]+/)
                        != nil)
            }
            for path in ["/", "/health/live", "/nowhere"] {
                #expect(try await client.get(path).headers[Self.timing] == nil)
            }
        }
        server.access = .none
        try await server.test { client in
            let answer = try await client.get("/v1/datasets")
            #expect(answer.status == 401 && answer.headers[Self.timing] == nil)
        }
        server.access = .all
        server.telemetry.sendsTiming = false
        try await server.test { client in
            let answer = try await client.get("/v1/datasets")
            #expect(answer.headers[Self.timing] == nil)
        }
    }

    @Test("Waits are not part of the database's time")
    func phases() async throws {
        let now = Mutex(Duration.zero)
        let timing = RequestTiming { now.withLock { $0 } }
        _ = await timing.store("query") { now.withLock { $0 += .milliseconds(30) } }
        timing.render { now.withLock { $0 += .milliseconds(4) } }
        #expect(timing.field == "queue;dur=0.000, db;dur=30.000, render;dur=4.000, total;dur=34.000")
        #expect(timing.calls.map(\.duration) == [.milliseconds(30)])
    }
}
