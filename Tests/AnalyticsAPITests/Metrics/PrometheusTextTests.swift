import Basics
import HTTPTypes
import Models
import TestSupport
import Testing

@testable import AnalyticsAPI

@Suite(.enabled(if: PythonTool.prometheusClient.isExpected, PythonTool.prometheusClient.absence))
struct PrometheusTextTests {
    private static var families: [MetricFamily] {
        var table = MetricTable()
        // A label that a client could influence, with every character that needs an escape.
        table.set(.build, ["a\"b\\c\nd,}="], 1)
        table.add(.ingestedRows, ["inserted"], 2_000_000_000_000)
        table.set(.processorTime, [], 0.25)
        table.set(.openFiles, [], 7)
        var durations = Histogram()
        let bucket = durations.record(0.067)
        durations.record(500)
        let trace = TraceContext(traceHigh: 1, traceLow: 2, span: 3, parent: nil, isSampled: true)
        let time = Timestamp(microseconds: 1_767_225_600_089_000)
        table.set(
            .requestDuration, ["GET", "/v1/datasets/{dataset}"], durations,
            exemplars: [bucket: Exemplar(trace: trace, value: 0.067, time: time)])
        return table.families
    }

    @Test("The parsers of prometheus-client read the values of both formats", arguments: PrometheusFormat.allCases)
    func values(format: PrometheusFormat) async throws {
        let text = PrometheusText(Self.families, format: format).text
        let read = try await PrometheusReader(text, isOpenMetrics: format == .openMetrics)
        #expect(read.value("weir_build_info", ["version": "a\"b\\c\nd,}="]) == 1)
        #expect(read.value("weir_ingest_rows_total", ["outcome": "inserted"]) == 2e12)
        #expect(read.value("process_cpu_seconds_total") == 0.25)
        #expect(read.value("process_open_fds") == 7)
        let name = "weir_http_request_duration_seconds"
        let labels = ["method": "GET", "route": "/v1/datasets/{dataset}"]
        #expect(read.value(name + "_count", labels) == 2)
        #expect(read.value(name + "_sum", labels) == 500.067)
        for (bound, count) in [("0.05", 0.0), ("0.1", 1), ("60.0", 1), ("+Inf", 2)] {
            #expect(read.value(name + "_bucket", labels.merging(["le": bound]) { $1 }) == count, "\(text)")
        }
        let types = Dictionary(uniqueKeysWithValues: read.families.map { ($0.name, $0.type) })
        #expect(types["weir_ingest_rows"] == "counter" && types["process_open_fds"] == "gauge")
        #expect(types[name] == "histogram")
        #expect(text.hasSuffix("# EOF\n") == (format == .openMetrics))
    }

    @Test("OpenMetrics has the exemplar of a bucket, and the text format has none")
    func exemplars() async throws {
        let open = try await PrometheusReader(
            PrometheusText(Self.families, format: .openMetrics).text, isOpenMetrics: true)
        let found = open.families.flatMap(\.samples).filter { $0.exemplar != nil }
        #expect(found.count == 1)
        let exemplar = try #require(found.first)
        #expect(exemplar.labels["le"] == "0.1")
        #expect(
            exemplar.exemplar == ["trace_id": "00000000000000010000000000000002", "span_id": "0000000000000003"])
        #expect(exemplar.exemplarValue == 0.067)
        #expect(exemplar.exemplarTime == 1_767_225_600.089)
        #expect(!PrometheusText(Self.families, format: .text).text.contains("trace_id"))
    }

    @Test("The metrics of a server that has answered requests are valid in both formats")
    func server() async throws {
        let server = TestServer()
        try await server.test { client in try await client.makeSales() }
        try await server.testAdministration { client in
            for format in PrometheusFormat.allCases {
                let answer = try await client.get("/metrics", headers: [.accept: format.mediaType])
                #expect(answer.status == 200)
                #expect(answer.headers[.contentType] == format.mediaType)
                let read = try await PrometheusReader(answer.body, isOpenMetrics: format == .openMetrics)
                let labels = ["method": "POST", "route": "/v1/datasets/{dataset}/rows"]
                #expect(read.value("weir_http_requests_total", labels.merging(["status": "2xx"]) { $1 }) == 1)
                #expect(read.value("weir_http_request_bytes_total", labels) == Double(Sales.rows.utf8.count))
                #expect(read.value("weir_ingest_rows_total", ["outcome": "inserted"]) == 4)
                #expect(read.value("weir_http_requests_in_flight") == 1)
                #expect(read.value("weir_spool_bytes") == 0)
            }
        }
    }
}
