import Basics
package import Models

/// The metrics of an interval as a line of the log in the embedded metric format of Amazon CloudWatch.
///
/// Counters are reported by their increase since the last line, distributions by at most 100 values that represent them. The only
/// dimension is the service: CloudWatch bills each combination of dimensions as a metric of its own.
///
/// Source: "Specification: Embedded metric format", Amazon CloudWatch User Guide.
package struct EMFReport: Sendable {
    /// The maximum number of values of a metric.
    static let maximumValues = 100
    /// The namespace in CloudWatch.
    static let namespace = "Weir"

    private enum Value {
        case number(Double)
        case values([Double])
    }

    private struct Totals {
        var requests = 0.0
        var clientErrors = 0.0
        var serverErrors = 0.0
        var requestBytes = 0.0
        var responseBytes = 0.0
        var latency = Histogram()
        var queries = Histogram()
        var sums: [Metric: Double] = [:]
        var rows: [String: Double] = [:]
        var connectionsInUse = 0.0
    }

    private let resource: TelemetryResource
    private var last = Totals()
    private var lastTime: Timestamp

    /// Creates the report of a process.
    ///
    /// - Parameter start: The start of the first interval.
    package init(_ resource: TelemetryResource, from start: Timestamp) {
        self.resource = resource
        lastTime = start
    }

    /// Returns the line about the time since the last one, including its newline.
    package mutating func line(_ families: [MetricFamily], at time: Timestamp) -> [UInt8] {
        let now = Self.totals(families)
        let seconds = max(0.001, Double(time.microseconds - lastTime.microseconds) / 1_000_000)
        let metrics = metrics(now, seconds)
        last = now
        lastTime = time
        var json = JSONWriter()
        json.beginObject()
        json.key("_aws")
        json.beginObject()
        json.field("Timestamp", time.microseconds / 1000)
        json.key("CloudWatchMetrics")
        json.beginArray()
        json.beginObject()
        json.field("Namespace", Self.namespace)
        json.key("Dimensions")
        json.beginArray()
        json.beginArray()
        json.string("Service")
        json.endArray()
        json.endArray()
        json.key("Metrics")
        json.beginArray()
        for metric in metrics {
            json.beginObject()
            json.field("Name", metric.name)
            json.field("Unit", metric.unit)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        json.endArray()
        json.endObject()
        json.field("Service", resource.service)
        json.field("Version", resource.version)
        for metric in metrics { Self.write(metric.name, metric.value, &json) }
        json.endObject()
        json.endLine()
        return json.bytes
    }

    private static func write(_ name: String, _ value: Value, _ json: inout JSONWriter) {
        json.key(name)
        switch value {
        case .number(let number): json.raw(text(number))
        case .values(let values):
            json.beginArray()
            for value in values { json.raw(text(value)) }
            json.endArray()
        }
    }

    private static func text(_ number: Double) -> String {
        guard number.isFinite else { return "0" }
        return Int64(exactly: number).map { String($0) } ?? number.description
    }

    private func metrics(_ now: Totals, _ seconds: Double) -> [(name: String, unit: String, value: Value)] {
        func increase(_ total: (Totals) -> Double) -> Value { .number(max(0, total(now) - total(last))) }
        func gauge(_ metric: Metric) -> Value? { now.sums[metric].map { .number($0) } }
        func values(_ distribution: (Totals) -> Histogram) -> Value? {
            let values = distribution(now).since(distribution(last)).representatives(atMost: Self.maximumValues)
            return values.isEmpty ? nil : .values(values.map { ($0 * 1_000_000).rounded() / 1000 })
        }
        let processor = (now.sums[.processorTime] ?? 0) - (last.sums[.processorTime] ?? 0)
        let all: [(name: String, unit: String, value: Value?)] = [
            ("Requests", "Count", increase(\.requests)), ("ClientErrors", "Count", increase(\.clientErrors)),
            ("ServerErrors", "Count", increase(\.serverErrors)), ("Latency", "Milliseconds", values(\.latency)),
            ("RequestBytes", "Bytes", increase(\.requestBytes)), ("ResponseBytes", "Bytes", increase(\.responseBytes)),
            ("RequestsInFlight", "Count", gauge(.requestsInFlight)),
            ("LimiterRefusals", "Count", increase { $0.sums[.limiterRefusals] ?? 0 }),
            ("RowsInserted", "Count", increase { $0.rows["inserted"] ?? 0 }),
            ("RowsRejected", "Count", increase { $0.rows["rejected"] ?? 0 }),
            ("QueryTime", "Milliseconds", values(\.queries)), ("QueueWaiting", "Count", gauge(.queueWaiting)),
            ("PoolWaiting", "Count", gauge(.poolWaiting)), ("PoolInUse", "Count", .number(now.connectionsInUse)),
            ("SpoolBytes", "Bytes", gauge(.spoolBytes)),
            ("LogLinesDropped", "Count", increase { $0.sums[.droppedLogLines] ?? 0 }),
            ("CPU", "Percent", .number(max(0, processor / seconds * 100))),
            ("ResidentMemory", "Bytes", gauge(.residentMemory)), ("OpenFiles", "Count", gauge(.openFiles)),
        ]
        return all.compactMap { metric in metric.value.map { (metric.name, metric.unit, $0) } }
    }

    private static func totals(_ families: [MetricFamily]) -> Totals {
        var totals = Totals()
        for family in families {
            for series in family.series {
                // Health checks and the reader of metrics come at their own pace, and say nothing about clients.
                let isPolled = series.labels.contains { $0.hasPrefix("/health") || $0 == "/metrics" }
                if !isPolled { add(series, of: family.metric, to: &totals) }
            }
        }
        return totals
    }

    private static func add(_ series: MetricSeries, of metric: Metric, to totals: inout Totals) {
        switch (metric, series.value) {
        case (.requestDuration, .distribution(let histogram, _)): totals.latency.add(histogram)
        case (.queryDuration, .distribution(let histogram, _)): totals.queries.add(histogram)
        case (.requests, .number(let number)):
            totals.requests += number
            if series.labels.last == "4xx" { totals.clientErrors += number }
            if series.labels.last == "5xx" { totals.serverErrors += number }
        case (.requestBytes, .number(let number)): totals.requestBytes += number
        case (.responseBytes, .number(let number)): totals.responseBytes += number
        case (.ingestedRows, .number(let number)): totals.rows[series.labels[0], default: 0] += number
        case (.poolConnections, .number(let number)):
            if series.labels.last == "in_use" { totals.connectionsInUse += number }
        case (_, .number(let number)): totals.sums[metric, default: 0] += number
        default: break
        }
    }
}
