import AWSClient
import AWSSigV4
import Basics
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Logging
import Models
import Testing

@testable import APIServer
@testable import AnalyticsAPI

@Suite struct TelemetryServiceTests {
    private static let time = Timestamp(microseconds: 1_767_225_600_000_000)

    /// The spans of a request, with the ids of a fixed trace.
    static func spans(_ count: Int = 1) -> [Span] {
        let trace = TraceContext(traceHigh: 1, traceLow: 2, span: 3, parent: nil, isSampled: true)
        return (0..<count).map { index in
            Span(
                trace: trace, name: "GET /\(index)", kind: .server, start: time, duration: .milliseconds(5),
                attributes: [],
                isError: false)
        }
    }

    private static func sender(
        _ transport: any HTTPTransport, to url: String = "http://127.0.0.1:4318/v1/traces",
        fields: [TelemetrySettings.Field] = [], credentials: (any CredentialsProvider)? = nil
    ) throws -> OTLPSender {
        OTLPSender(
            try OTLPEndpoint(url, appending: nil, of: .otlpTracesEndpoint), fields: fields, transport: transport,
            credentials: credentials)
    }

    private static func service(
        _ traces: OTLPSender?, metrics: OTLPSender? = nil, buffer: SpanBuffer = SpanBuffer(),
        registry: MetricsRegistry = MetricsRegistry(), clock: any Clock<Duration> = StepClock()
    ) -> TelemetryService {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return TelemetryService(
            traces: traces, metrics: metrics, buffer: buffer, registry: registry,
            document: OTLPDocument(TelemetryResource(service: "weir", version: "1", instance: "i")), start: time,
            interval: .seconds(60), now: { time }, clock: clock, random: { 1 },
            failures: ReasonLog(logger, "failed", elapsed: { .zero }))
    }

    private static func value(_ registry: MetricsRegistry, _ metric: Metric, _ labels: [String] = []) -> Double? {
        let family = registry.collect().first { $0.metric == metric }
        guard case .number(let number)? = family?.series.first(where: { $0.labels == labels })?.value else {
            return nil
        }
        return number
    }

    private static func dropped(_ buffer: SpanBuffer) -> Double? {
        let registry = MetricsRegistry()
        registry.addSource { buffer.write(into: &$0) }
        return value(registry, .droppedSpans)
    }

    @Test("Failures are repeated after a back-off or the demanded delay, until the receiver accepts")
    func retries() async throws {
        let transport = FakeTransport(script: [
            .failure(TransportError(.connection, "refused")), .response(.serviceUnavailable),
            .response(.tooManyRequests, fields: [.retryAfter: "9"]), .response(),
        ])
        let (clock, registry, buffer) = (StepClock(), MetricsRegistry(), SpanBuffer())
        let sender = try Self.sender(transport)
        await Self.service(sender, buffer: buffer, registry: registry, clock: clock).deliver(Self.spans(), to: sender)
        #expect(clock.sleeps == [.seconds(1), .seconds(2), .seconds(9)])
        #expect(transport.requests.count == 4)
        #expect(Self.value(registry, .exports, ["traces", "failed"]) == 3)
        #expect(Self.value(registry, .exports, ["traces", "accepted"]) == 1)
        #expect(Self.dropped(buffer) == 0)
    }

    @Test("A request that is rejected is not repeated", arguments: [400, 401, 403, 404, 413, 500])
    func rejected(status: Int) async throws {
        let transport = FakeTransport(script: [.response(HTTPResponse.Status(code: status)), .response()])
        let (clock, buffer) = (StepClock(), SpanBuffer())
        let sender = try Self.sender(transport)
        await Self.service(sender, buffer: buffer, clock: clock).deliver(Self.spans(3), to: sender)
        #expect(transport.requests.count == 1 && clock.sleeps.isEmpty)
        #expect(Self.dropped(buffer) == 3)
    }

    @Test("A receiver that is away costs a bounded number of requests, and its spans are dropped and counted")
    func away() async throws {
        let transport = FakeTransport { _ throws(TransportError) in .failure(TransportError(.connection, "refused")) }
        let buffer = SpanBuffer()
        let sender = try Self.sender(transport)
        await Self.service(sender, buffer: buffer).deliver(Self.spans(2), to: sender)
        #expect(transport.requests.count == ExportAttempts.maximum)
        #expect(Self.dropped(buffer) == 2)
    }

    @Test("The buffer keeps at most its capacity, whole requests only, and counts what it drops")
    func capacity() {
        let buffer = SpanBuffer(capacity: 10)
        for _ in 0..<1000 { buffer.record(Self.spans(3)) }
        #expect(Self.dropped(buffer) == 2991)
        #expect(buffer.take(atMost: 512).count == 9)
        #expect(buffer.take(atMost: 512).isEmpty)
        buffer.record(Self.spans(3))
        #expect(buffer.take(atMost: 2).count == 2 && buffer.take(atMost: 2).count == 1)
    }

    @Test("Metrics that cannot be sent are not repeated; a demanded delay counts, and a rejection means a long pause")
    func metrics() async throws {
        let transport = FakeTransport(script: [
            .response(.serviceUnavailable, fields: [.retryAfter: "90"]), .response(), .response(.notFound),
        ])
        let registry = MetricsRegistry()
        let sender = try Self.sender(transport, to: "http://127.0.0.1:4318/v1/metrics")
        let service = Self.service(nil, metrics: sender, registry: registry)
        #expect(await service.sendMetrics(to: sender, timeouts: OTLPSender.timeouts) == .seconds(90))
        #expect(transport.requests.count == 1)
        #expect(await service.sendMetrics(to: sender, timeouts: OTLPSender.timeouts) == .zero)
        #expect(await service.sendMetrics(to: sender, timeouts: OTLPSender.timeouts) == .seconds(3600))
        #expect(Self.value(registry, .exports, ["metrics", "accepted"]) == 1)
    }

    @Test("A request has the fields of OTLP and those of the settings")
    func fields() async throws {
        let transport = FakeTransport(script: [.response()])
        let fields = [TelemetrySettings.Field(name: "api-key", value: "secret")]
        #expect(try await Self.sender(transport, fields: fields).send(Array("{}".utf8)) == .accepted)
        let request = try #require(transport.requests.first)
        #expect(request.head.method == .post && request.head.path == "/v1/traces")
        #expect(request.head.headerFields[.contentType] == "application/json")
        #expect(request.head.headerFields[.userAgent]?.hasPrefix("OTel-OTLP-Exporter-Swift/") == true)
        #expect(request.head.headerFields[HTTPField.Name("api-key")!] == "secret")
        #expect(request.head.headerFields[.authorization] == nil)
        #expect(!"\(fields)".contains("secret") && !String(reflecting: fields).contains("secret"))
    }

    @Test("A request to AWS has a signature of its service and region, and one elsewhere has none")
    func signature() async throws {
        let transport = FakeTransport { _ throws(TransportError) in .response() }
        let keys = StaticCredentialsProvider(
            AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "hunter2-CANARY", sessionToken: "token"))
        for (url, scope) in [
            ("https://xray.eu-west-1.amazonaws.com/v1/traces", "/eu-west-1/xray/aws4_request"),
            ("https://monitoring.us-east-1.amazonaws.com/v1/metrics", "/us-east-1/monitoring/aws4_request"),
        ] {
            #expect(try await Self.sender(transport, to: url, credentials: keys).send(Array("{}".utf8)) == .accepted)
            let fields = try #require(transport.requests.last).head.headerFields
            #expect(fields[.authorization]?.contains(scope) == true)
            #expect(fields[HTTPField.Name("x-amz-security-token")!] == "token")
            #expect(fields[.authorization]?.contains("CANARY") == false)
        }
        #expect(try await Self.sender(transport, to: "https://example.org/", credentials: keys).send([]) == .accepted)
        #expect(transport.requests.last?.head.headerFields[.authorization] == nil)
    }

    @Test("A receiver that accepts a connection and never answers ends in a time-out")
    func silent() async throws {
        let transport = FakeTransport(script: [.silence])
        let timeouts = OutboundRequest.Timeouts(connect: .milliseconds(5), total: .milliseconds(5))
        let outcome = try await Self.sender(transport).send([], timeouts: timeouts)
        #expect(outcome.label == "failed")
    }

    @Test("A receiver whose port is closed fails at once over the network")
    func closed() async throws {
        let transport = try CurlTransport(configuration: .init(proxy: .none))
        let outcome = try await Self.sender(transport, to: "http://127.0.0.1:1/v1/traces").send(Array("{}".utf8))
        #expect(outcome.label == "failed")
    }
}
