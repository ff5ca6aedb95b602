import Basics
import Models

/// Metrics as the text that Prometheus reads.
///
/// Sources: "Exposition formats", Prometheus documentation; "OpenMetrics 1.0".
package struct PrometheusText {
    private let format: PrometheusFormat
    /// The text.
    package private(set) var text = ""

    /// Writes metrics in a format.
    package init(_ families: [MetricFamily], format: PrometheusFormat) {
        self.format = format
        for family in families { write(family) }
        if format == .openMetrics { text += "# EOF\n" }
    }

    private mutating func write(_ family: MetricFamily) {
        let metric = family.metric
        var name = metric.rawValue
        // In OpenMetrics "_total" belongs to the sample and not to the family.
        if format == .openMetrics, metric.kind == .counter { name = String(name.dropLast("_total".count)) }
        text += "# HELP \(name) \(Self.escaped(metric.definition.help, quotes: false))\n"
        text += "# TYPE \(name) \(metric.kind.rawValue)\n"
        for series in family.series {
            let labels = zip(metric.definition.labels, series.labels).map { (name: $0, value: $1) }
            switch series.value {
            case .number(let number): sample(metric.rawValue, labels, Self.number(number))
            case .distribution(let histogram, let exemplars): write(histogram, exemplars, metric.rawValue, labels)
            }
        }
    }

    private typealias Labels = [(name: String, value: String)]

    private mutating func write(
        _ histogram: Histogram, _ exemplars: [Int: Exemplar], _ name: String, _ labels: Labels
    ) {
        var cumulative: UInt64 = 0
        for (index, count) in histogram.counts.enumerated() {
            cumulative += count
            let bound = index < histogram.bounds.count ? histogram.bounds[index].description : "+Inf"
            sample(
                name + "_bucket", labels + [("le", bound)], String(cumulative),
                exemplar: format == .openMetrics ? exemplars[index] : nil)
        }
        sample(name + "_sum", labels, Self.number(histogram.sum))
        sample(name + "_count", labels, String(cumulative))
    }

    private mutating func sample(_ name: String, _ labels: Labels, _ value: String, exemplar: Exemplar? = nil) {
        text += name
        write(labels)
        text += " " + value
        if let exemplar {
            text += " # "
            write([("trace_id", exemplar.trace.traceID), ("span_id", exemplar.trace.spanID)])
            let (seconds, part) = exemplar.time.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
            let digits = String(part / 1000)
            text += " \(Self.number(exemplar.value)) \(seconds)."
            text += String(repeating: "0", count: 3 - digits.count) + digits
        }
        text += "\n"
    }

    private mutating func write(_ labels: Labels) {
        guard !labels.isEmpty else { return }
        text += "{"
        for (index, label) in labels.enumerated() {
            text += (index == 0 ? "" : ",") + label.name + "=\"" + Self.escaped(label.value, quotes: true) + "\""
        }
        text += "}"
    }

    /// A number without a fraction is written without a point.
    private static func number(_ number: Double) -> String {
        Int64(exactly: number).map { String($0) } ?? number.description
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x0A || $0 == 0x22 }) else { return text }
        return text.reduce(into: "") { output, character in
            switch character {
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\"" where quotes: output += "\\\""
            default: output.append(character)
            }
        }
    }
}
