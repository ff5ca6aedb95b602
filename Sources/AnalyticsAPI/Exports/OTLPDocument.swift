import Basics
package import Models

/// The bodies of export requests of OTLP over HTTP in JSON: an `ExportTraceServiceRequest` or `ExportMetricsServiceRequest`.
///
/// Source: "OTLP Specification", section "JSON Protobuf Encoding": ids in hexadecimal digits, enumerations as numbers, 64-bit
/// integers as strings.
package struct OTLPDocument: Sendable {
    /// The maximum number of data points in a request (Amazon CloudWatch User Guide, "OTLP endpoint quotas").
    package static let maximumPoints = 1000

    private let resource: TelemetryResource

    /// Creates documents about a resource.
    package init(_ resource: TelemetryResource) { self.resource = resource }

    // MARK: Traces

    /// Returns a request with spans.
    package func traces(_ spans: some Collection<Span>) -> [UInt8] {
        var json = JSONWriter()
        begin("resourceSpans", "scopeSpans", "spans", &json)
        for span in spans { Self.write(span, &json) }
        end(&json)
        return json.bytes
    }

    private static func write(_ span: Span, _ json: inout JSONWriter) {
        json.beginObject()
        json.field("traceId", span.trace.traceID)
        json.field("spanId", span.trace.spanID)
        if let parent = span.trace.parentID { json.field("parentSpanId", parent) }
        json.field("name", span.name)
        json.field("kind", span.kind.rawValue)
        json.field("startTimeUnixNano", nanoseconds(span.start))
        json.field("endTimeUnixNano", nanoseconds(span.start.advanced(by: span.duration)))
        json.key("attributes")
        json.beginArray()
        for (name, value) in span.attributes { attribute(name, value, &json) }
        json.endArray()
        if span.isError {
            json.key("status")
            json.beginObject()
            json.field("code", 2)
            json.endObject()
        }
        json.endObject()
    }

    // MARK: Metrics

    /// Returns requests with metrics, cumulative since the start of the process, each with at most ``maximumPoints`` data points.
    ///
    /// - Parameters:
    ///   - families: The metrics.
    ///   - start: The start of the process.
    ///   - time: The time of the collection.
    package func metrics(_ families: [MetricFamily], from start: Timestamp, at time: Timestamp) -> [[UInt8]] {
        var (requests, request, points): ([[UInt8]], [MetricFamily], Int) = ([], [], 0)
        for family in families {
            var rest = family.series[...]
            while !rest.isEmpty {
                let part = rest.prefix(Self.maximumPoints - points)
                request.append(MetricFamily(metric: family.metric, series: Array(part)))
                points += part.count
                rest = rest.dropFirst(part.count)
                guard points == Self.maximumPoints else { continue }
                requests.append(document(request, start, time))
                (request, points) = ([], 0)
            }
        }
        return request.isEmpty ? requests : requests + [document(request, start, time)]
    }

    private func document(_ families: [MetricFamily], _ start: Timestamp, _ time: Timestamp) -> [UInt8] {
        var json = JSONWriter()
        begin("resourceMetrics", "scopeMetrics", "metrics", &json)
        for family in families { Self.write(family, start, time, &json) }
        end(&json)
        return json.bytes
    }

    private static func write(
        _ family: MetricFamily, _ start: Timestamp, _ time: Timestamp, _ json: inout JSONWriter
    ) {
        let metric = family.metric
        json.beginObject()
        json.field("name", metric.rawValue)
        json.field("description", metric.definition.help)
        json.field("unit", metric.unit)
        switch metric.kind {
        case .counter: json.key("sum")
        case .gauge: json.key("gauge")
        case .histogram: json.key("histogram")
        }
        json.beginObject()
        json.key("dataPoints")
        json.beginArray()
        for series in family.series {
            json.beginObject()
            json.key("attributes")
            json.beginArray()
            for (name, value) in zip(metric.definition.labels, series.labels) { attribute(name, .text(value), &json) }
            json.endArray()
            if metric.kind != .gauge { json.field("startTimeUnixNano", nanoseconds(start)) }
            json.field("timeUnixNano", nanoseconds(time))
            switch series.value {
            case .number(let number): Self.number("asDouble", number, &json)
            case .distribution(let histogram, let exemplars): write(histogram, exemplars, &json)
            }
            json.endObject()
        }
        json.endArray()
        // AGGREGATION_TEMPORALITY_CUMULATIVE: a request that is lost loses no count.
        if metric.kind != .gauge { json.field("aggregationTemporality", 2) }
        if metric.kind == .counter { json.field("isMonotonic", true) }
        json.endObject()
        json.endObject()
    }

    private static func write(_ histogram: Histogram, _ exemplars: [Int: Exemplar], _ json: inout JSONWriter) {
        json.field("count", String(histogram.count))
        number("sum", histogram.sum, &json)
        json.key("bucketCounts")
        json.beginArray()
        for count in histogram.counts { json.string(String(count)) }
        json.endArray()
        json.key("explicitBounds")
        json.beginArray()
        for bound in histogram.bounds { json.raw(bound.description) }
        json.endArray()
        guard !exemplars.isEmpty else { return }
        json.key("exemplars")
        json.beginArray()
        for (_, exemplar) in exemplars.sorted(by: { $0.key < $1.key }) {
            json.beginObject()
            json.field("timeUnixNano", nanoseconds(exemplar.time))
            number("asDouble", exemplar.value, &json)
            json.field("traceId", exemplar.trace.traceID)
            json.field("spanId", exemplar.trace.spanID)
            json.endObject()
        }
        json.endArray()
    }

    // MARK: Parts

    private func begin(_ outer: String, _ inner: String, _ items: String, _ json: inout JSONWriter) {
        json.beginObject()
        json.key(outer)
        json.beginArray()
        json.beginObject()
        json.key("resource")
        json.beginObject()
        json.key("attributes")
        json.beginArray()
        for (name, value) in resource.attributes { Self.attribute(name, .text(value), &json) }
        json.endArray()
        json.endObject()
        json.key(inner)
        json.beginArray()
        json.beginObject()
        json.key("scope")
        json.beginObject()
        json.field("name", "weir")
        json.field("version", resource.version)
        json.endObject()
        json.key(items)
        json.beginArray()
    }

    private func end(_ json: inout JSONWriter) {
        for _ in 0..<3 {
            json.endArray()
            json.endObject()
        }
    }

    private static func attribute(_ name: String, _ value: Span.Value, _ json: inout JSONWriter) {
        json.beginObject()
        json.field("key", name)
        json.key("value")
        json.beginObject()
        switch value {
        case .text(let text): json.field("stringValue", text)
        case .number(let number): json.field("intValue", String(number))
        case .decimal(let number): Self.number("doubleValue", number, &json)
        }
        json.endObject()
        json.endObject()
    }

    private static func number(_ key: String, _ number: Double, _ json: inout JSONWriter) {
        json.key(key)
        json.raw(number.isFinite ? number.description : "0")
    }

    private static func nanoseconds(_ time: Timestamp) -> String { "\(time.microseconds)000" }
}
