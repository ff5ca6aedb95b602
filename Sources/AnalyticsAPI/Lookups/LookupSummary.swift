import Models
import Storage

/// A dataset that an answer has looked up values in.
struct LookupSummary: Sendable, Equatable {
    /// The dataset's name.
    var dataset: Identifier
    /// The version that was read.
    var dataVersion: Int64
}

extension ResolvedQuery {
    /// Returns the datasets that an answer has looked up values in.
    ///
    /// - Parameter versions: Their versions, as the answer tells them.
    func lookupSummaries(_ versions: [DatasetVersion]) -> [LookupSummary] {
        zip(lookupDatasets, versions).map { LookupSummary(dataset: $0.name, dataVersion: $1.version) }
    }
}

extension JSONWriter {
    /// Writes the datasets that an answer has looked up values in; nothing if there are none.
    mutating func field(_ name: String, _ lookups: [LookupSummary]) {
        guard !lookups.isEmpty else { return }
        key(name)
        beginArray()
        for lookup in lookups {
            beginObject()
            field("dataset", lookup.dataset.rawValue)
            field("dataVersion", lookup.dataVersion)
            endObject()
        }
        endArray()
    }
}
