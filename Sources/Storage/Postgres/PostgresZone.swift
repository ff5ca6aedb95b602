import Models

/// Writes a value that depends on a zone's offset as an SQL expression over an instant.
///
/// The offsets are part of the statement and PostgreSQL's own zone data are not used: they may differ in version from those that
/// format a bucket's start (``BucketRule``), which would split or merge buckets. A zone's transitions become a constant array, in
/// which `width_bucket` finds an instant by binary search.
struct PostgresZone {
    private let edges: [Int64]
    private let values: [String]

    /// Computes the instants at which the value changes.
    ///
    /// - Parameter value: The value for an offset in seconds, as text that needs no quotes in an array literal.
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

    /// The expression for the value at an instant.
    ///
    /// - Parameters:
    ///   - instant: An expression of type `timestamptz`.
    ///   - type: The SQL type of the values.
    func sql(at instant: String, as type: String) -> String {
        guard !edges.isEmpty else { return "'\(values[0])'::\(type)" }
        let instants = edges.map { Timestamp(microseconds: $0 * 1_000_000).description }.joined(separator: ",")
        return "('{\(values.joined(separator: ","))}'::\(type)[])"
            + "[width_bucket(\(instant), '{\(instants)}'::timestamptz[]) + 1]"
    }
}
