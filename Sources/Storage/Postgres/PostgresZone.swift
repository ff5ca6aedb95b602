import Models

/// Writes what depends on a zone's offset as an SQL expression over an instant.
///
/// The offsets are part of the statement, so PostgreSQL's own zone data are never asked: they may be older or newer than those
/// that a bucket's start is shown by (``BucketRule``), and then rows of one bucket would be shown as several, or of several as
/// one. A zone's changes become a constant array, in which `width_bucket` finds an instant's place by a binary search.
struct PostgresZone {
    private let edges: [Int64]
    private let values: [String]

    /// Finds where a value that an offset decides changes; neighbours with the same value become one.
    ///
    /// - Parameter value: The value for an offset in seconds, as text that PostgreSQL's type reads and an array need not quote.
    init(_ zone: ZoneRules, _ value: (Int) -> String) {
        var edges: [Int64] = []
        var values = [value(zone.initialOffset)]
        for change in zone.transitions {
            let next = value(change.offset)
            guard next != values[values.count - 1] else { continue }
            edges.append(change.at)
            values.append(next)
        }
        self.edges = edges
        self.values = values
    }

    /// The value for an instant.
    ///
    /// - Parameters:
    ///   - instant: An expression of type `timestamptz`.
    ///   - type: The values' type.
    func sql(at instant: String, as type: String) -> String {
        guard !edges.isEmpty else { return "'\(values[0])'::\(type)" }
        let instants = edges.map { Timestamp(microseconds: $0 * 1_000_000).description }.joined(separator: ",")
        return "('{\(values.joined(separator: ","))}'::\(type)[])"
            + "[width_bucket(\(instant), '{\(instants)}'::timestamptz[]) + 1]"
    }
}
