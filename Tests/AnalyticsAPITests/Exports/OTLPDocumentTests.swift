import Basics
import Models
import TestSupport
import Testing

@testable import AnalyticsAPI

@Suite(.enabled(if: PythonTool.opentelemetryProto.isExpected, PythonTool.opentelemetryProto.absence))
struct OTLPDocumentTests {
    private static let time = Timestamp(microseconds: 1_767_225_600_000_001)
    private static let trace = TraceContext(
        traceHigh: 0x4bf9_2f35_77b3_4da6, traceLow: 0xa3ce_929d_0e0e_4736, span: 0xf067, parent: 0xaa, isSampled: true)
    private static let document = OTLPDocument(
        TelemetryResource(
            service: "weir", version: "1.2", instance: "i-1", others: [("a\"b", "c\u{1}ü"), ("service.version", "9")]))

    @Test("Spans are decoded with their ids, times, attributes and status")
    func spans() async throws {
        let spans = [
            Span(
                trace: Self.trace, name: "GET /\"x\"", kind: .server, start: Self.time, duration: .milliseconds(12),
                attributes: [("text", .text("a\nb")), ("number", .number(.max)), ("decimal", .decimal(0.5))],
                isError: true),
            Span(
                trace: Self.trace.child(7), name: "store query", kind: .client, start: Self.time, duration: .zero,
                attributes: [], isError: false),
        ]
        let read = try await OTLPReader.read([Self.document.traces(spans)])
        #expect(
            read.resource == [
                "service.name": "weir", "service.version": "1.2", "service.instance.id": "i-1", "a\"b": "c\u{1}ü",
            ])
        let first = try #require(read.spans.first)
        #expect(first.trace == "4bf92f3577b34da6a3ce929d0e0e4736" && first.id == "000000000000f067")
        #expect(
            first.parent == "00000000000000aa" && first.name == "GET /\"x\"" && first.kind == 2 && first.status == 2)
        #expect(first.nanoseconds == [1_767_225_600_000_001_000, 1_767_225_600_012_001_000])
        #expect(first.attributes == ["text": "a\nb", "number": "9223372036854775807", "decimal": "0.5"])
        let second = try #require(read.spans.last)
        #expect(second.parent == first.id && second.kind == 3 && second.status == 0)
    }

    @Test("Metrics are decoded with their kinds, attributes and distributions")
    func metrics() async throws {
        var table = MetricTable()
        table.set(.build, ["1.2"], 1)
        table.add(.ingestedRows, ["inserted"], 2e15)
        table.set(.processorTime, [], 0.25)
        var durations = Histogram(bounds: [0.5, 1])
        let bucket = durations.record(0.75)
        durations.record(3)
        table.set(
            .requestDuration, ["GET", "/v1/datasets"], durations,
            exemplars: [bucket: Exemplar(trace: Self.trace, value: 0.75, time: Self.time)])
        let read = try await OTLPReader.read(Self.document.metrics(table.families, from: Self.time, at: Self.time))
        let points = Dictionary(uniqueKeysWithValues: read.points.map { ($0.metric, $0) })
        let rows = try #require(points["weir_ingest_rows_total"])
        #expect(rows.kind == "sum" && rows.value == 2e15 && rows.isMonotonic && rows.temporality == 2)
        #expect(rows.attributes == ["outcome": "inserted"])
        #expect(points["weir_build_info"]?.kind == "gauge" && points["weir_build_info"]?.value == 1)
        #expect(points["process_cpu_seconds_total"]?.unit == "s")
        let duration = try #require(points["weir_http_request_duration_seconds"])
        #expect(duration.counts == [0, 1, 1] && duration.bounds == [0.5, 1] && duration.value == 3.75)
        #expect(duration.exemplars == ["4bf92f3577b34da6a3ce929d0e0e4736"] && duration.temporality == 2)
    }

    @Test("A request has at most as many data points as CloudWatch accepts, and all requests together have all points")
    func split() async throws {
        var table = MetricTable()
        for metric in [Metric.problems, .build, .limiterRefusals] {
            let labels = metric.definition.labels
            for index in 0..<(labels.isEmpty ? 1 : 900) { table.add(metric, labels.map { _ in "\(index)" }) }
        }
        let requests = Self.document.metrics(table.families, from: Self.time, at: Self.time)
        #expect(requests.count == 2)
        var sizes: [Int] = []
        for request in requests { sizes.append(try await OTLPReader.read([request]).points.count) }
        #expect(sizes == [1000, 801])
        #expect(Self.document.metrics([], from: Self.time, at: Self.time).isEmpty)
    }

    @Test("The metrics of a server that has answered requests are decoded")
    func server() async throws {
        let server = TestServer()
        try await server.test { client in try await client.makeSales() }
        let families = server.telemetry.metrics.collect()
        let read = try await OTLPReader.read(Self.document.metrics(families, from: Self.time, at: Self.time))
        #expect(read.points.count == families.reduce(0) { $0 + $1.series.count })
    }
}
