import Models
import Storage

/// A measure of an answer that is an estimate.
struct ApproximateMeasure: Sendable, Equatable {
    /// The name of the measure's column in the answer.
    var name: String
    /// The standard error relative to the true number.
    var standardError: Double
}

extension ResolvedQuery {
    /// The measures of the answer that are estimates.
    var approximateMeasures: [ApproximateMeasure] {
        measures.prefix(visibleMeasures).enumerated().compactMap { index, measure in
            guard measure.function == .countDistinctApprox, groups.count + index < output.count else { return nil }
            return ApproximateMeasure(
                name: output[groups.count + index].name, standardError: DistinctSketch.standardError)
        }
    }
}

extension JSONWriter {
    /// Writes the estimates of an answer; nothing if there are none.
    mutating func field(_ name: String, _ measures: [ApproximateMeasure]) {
        guard !measures.isEmpty else { return }
        key(name)
        beginArray()
        for measure in measures {
            beginObject()
            field("name", measure.name)
            key("standardError")
            raw(measure.standardError.description)
            endObject()
        }
        endArray()
    }
}
