/// A format in which Prometheus reads metrics.
package enum PrometheusFormat: Sendable, CaseIterable {
    /// The text format 0.0.4.
    case text
    /// OpenMetrics 1.0, with exemplars.
    case openMetrics

    /// The media type of an answer.
    package var mediaType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// Selects the format that a client prefers; `nil` if it accepts none.
    ///
    /// Prometheus names versions in its ranges. A range of a version that this server does not write matches nothing.
    ///
    /// - Parameter accept: The lines of the `Accept` header; an empty array accepts any format.
    static func choose(accept: [String]) -> PrometheusFormat? {
        let ranges = MediaRange.ranges(accept)
        guard !ranges.isEmpty else { return .text }
        var best: (format: PrometheusFormat, quality: Double, precision: Int)?
        for range in ranges where range.quality > 0 {
            for format in allCases {
                let precision = format.precision(of: range)
                guard precision > 0, (best?.quality ?? 0, best?.precision ?? 0) < (range.quality, precision) else {
                    continue
                }
                best = (format, range.quality, precision)
            }
        }
        return best?.format
    }

    private func precision(of range: MediaRange) -> Int {
        let versions = self == .text ? [nil, "0.0.4"] : [nil, "1.0.0", "0.0.1"]
        guard versions.contains(range.parameters["version"]) else { return 0 }
        switch (self, range.essence) {
        case (.text, "text/plain"), (.openMetrics, "application/openmetrics-text"): return 3
        case (.text, "text/*"), (.openMetrics, "application/*"): return 2
        case (_, "*/*"): return 1
        default: return 0
        }
    }
}
