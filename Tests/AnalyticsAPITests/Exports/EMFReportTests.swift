import Basics
import Models
import Testing

@testable import AnalyticsAPI

/// The rules are those of "Specification: Embedded metric format", Amazon CloudWatch User Guide.
@Suite struct EMFReportTests {
    private static let start = Timestamp(microseconds: 1_767_225_600_000_000)
    private static let units: Set<String> = ["Count", "Bytes", "Milliseconds", "Percent"]

    /// A line, checked against the rules.
    struct Line {
        /// The values of the metrics.
        private(set) var values: [String: [Double]] = [:]
        /// The time in milliseconds since 1970.
        let time: Double

        init(_ bytes: [UInt8]) throws {
            #expect(bytes.count <= 1 << 20 && bytes.last == 0x0A && bytes.count { $0 == 0x0A } == 1)
            let json = try JSONValue(parsing: bytes)
            guard case .object(let members) = json, let envelope = json["_aws"],
                case .number(let time)? = envelope["Timestamp"],
                case .array(let directives)? = envelope["CloudWatchMetrics"], let directive = directives.first,
                case .string(let namespace)? = directive["Namespace"], case .array(let sets)? = directive["Dimensions"],
                case .array(let metrics)? = directive["Metrics"]
            else { throw SetupError(answers: []) }
            self.time = try #require(Double(time))
            #expect(directives.count == 1 && (1...256).contains(namespace.count))
            #expect((1...100).contains(metrics.count))
            #expect(Set(members.map(\.key)).count == members.count)
            for set in sets {
                guard case .array(let names) = set else { continue }
                #expect(names.count <= 30)
                for case .string(let name) in names {
                    guard case .string(let value)? = json[name] else {
                        Issue.record("the dimension \(name) is no string at the top")
                        continue
                    }
                    #expect((1...1024).contains(value.count))
                }
            }
            for metric in metrics {
                guard case .string(let name)? = metric["Name"], case .string(let unit)? = metric["Unit"] else {
                    Issue.record("\(metric)")
                    continue
                }
                #expect((1...255).contains(name.count) && EMFReportTests.units.contains(unit))
                switch json[name] {
                case .number(let text): values[name] = [try #require(Double(text))]
                case .array(let items):
                    #expect((1...100).contains(items.count))
                    values[name] = try items.map { item in
                        guard case .number(let text) = item else { throw SetupError(answers: []) }
                        return try #require(Double(text))
                    }
                default: Issue.record("the metric \(name) has no number at the top")
                }
            }
        }
    }

    private static func record(_ registry: MetricsRegistry, _ route: String, _ status: Int, _ duration: Duration) {
        registry.add(
            RequestTable.Record(
                method: "GET", route: route, status: status, duration: duration, requestBytes: 10, responseBytes: 100,
                trace: nil, time: start))
    }

    @Test("A line has the increase of counters since the last line, and values that represent the durations")
    func increase() throws {
        let registry = MetricsRegistry()
        registry.addSource { table in
            table.set(.spoolBytes, [], 5)
            table.set(.poolConnections, ["primary", "in_use"], 3)
            table.set(.poolConnections, ["primary", "idle"], 7)
            table.set(.queueWaiting, ["primary", "short"], 1)
            table.set(.queueWaiting, ["primary", "long"], 2)
        }
        var report = EMFReport(TelemetryResource(service: "weir", version: "1", instance: "i"), from: Self.start)
        for _ in 0..<250 { Self.record(registry, "/v1/datasets", 200, .milliseconds(20)) }
        Self.record(registry, "/v1/datasets", 404, .milliseconds(20))
        Self.record(registry, "/health", 503, .seconds(9))
        registry.add(.ingestedRows, ["inserted"], 40)
        let first = try Line(report.line(registry.collect(), at: Self.start.advanced(by: .seconds(60))))
        #expect(first.time == 1_767_225_660_000)
        #expect(first.values["Requests"] == [251] && first.values["ClientErrors"] == [1])
        #expect(first.values["ServerErrors"] == [0] && first.values["RequestBytes"] == [2510])
        #expect(first.values["RowsInserted"] == [40] && first.values["RowsRejected"] == [0])
        #expect(first.values["Latency"]?.count == 100)
        #expect(first.values["Latency"]?.allSatisfy { (10...25).contains($0) } == true)
        #expect(first.values["QueueWaiting"] == [3] && first.values["PoolInUse"] == [3])

        Self.record(registry, "/v1/datasets", 500, .milliseconds(300))
        let second = try Line(report.line(registry.collect(), at: Self.start.advanced(by: .seconds(120))))
        #expect(second.values["Requests"] == [1] && second.values["ServerErrors"] == [1])
        #expect(second.values["Latency"]?.count == 1 && second.values["RowsInserted"] == [0])
        let third = try Line(report.line(registry.collect(), at: Self.start.advanced(by: .seconds(180))))
        #expect(third.values["Requests"] == [0] && third.values["Latency"] == nil)
    }

    @Test("The processor's share is a percentage of the interval")
    func processor() throws {
        var report = EMFReport(TelemetryResource(service: "weir", version: "1", instance: "i"), from: Self.start)
        var table = MetricTable()
        table.set(.processorTime, [], 30)
        let line = try Line(report.line(table.families, at: Self.start.advanced(by: .seconds(60))))
        #expect(line.values["CPU"] == [50])
    }
}
