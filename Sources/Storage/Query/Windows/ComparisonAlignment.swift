import Basics
package import Models

/// The alignment of the groups of several time ranges by the ordinal of their buckets, for a query that compares ranges.
///
/// A database groups the rows of all ranges by their own buckets and computes each measure once for each range. Here the groups of
/// the first buckets of all ranges become one group, those of the second buckets another, and so on. Such a group has the bucket of
/// the first range, or none if that range has fewer buckets.
package struct ComparisonAlignment {
    private let query: ResolvedQuery
    private let comparison: ResolvedQuery.Comparison
    private let time: Int
    /// The ordinal of each bucket of each range, by its start in the unit of the result.
    private var ordinals: [[Int64: Int]] = []
    /// The starts of the first range's buckets.
    private var starts: [Int64] = []

    /// Enumerates the buckets of a query's ranges; `nil` if the query compares none, or compares them as a whole.
    ///
    /// - Throws: ``StorageError/tooManyGroups(limit:)``.
    package init?(_ query: ResolvedQuery) throws(StorageError) {
        guard let comparison = query.comparison, let time = query.timeGroup,
            case .bucket(comparison.column, var rule) = query.groups[time]
        else { return nil }
        self.query = query
        self.comparison = comparison
        self.time = time
        let isDays = query.type(of: query.groups[time]) == .date
        if isDays { rule = BucketRule(granularity: rule.granularity, zone: .utc) }
        let unit = isDays ? Timestamp.microsecondsPerDay : 1
        for (index, range) in comparison.ranges.enumerated() {
            let found = rule.starts(in: range, atMost: GapFill.maximumGroups + 1)
            guard found.count <= GapFill.maximumGroups else { throw .tooManyGroups(limit: GapFill.maximumGroups) }
            let places = found.map { $0.microseconds.dividedRoundingDown(by: unit) }
            if index == 0 { starts = places }
            ordinals.append(
                Dictionary(places.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// Returns the groups of the comparison.
    ///
    /// - Parameter rows: All groups of all ranges: groupings, then the measures that the database computes.
    package func aligned(_ rows: RowBatch) -> RowBatch {
        /// The rows of one group of the comparison, by range.
        struct Group {
            let ordinal: Int
            var rows: [Int?]
        }
        var places: [[UInt8]: Int] = [:]
        var groups: [Group] = []
        let selected = query.measures.indices.filter { query.measures[$0].stage != .answer }
        for row in 0..<rows.rowCount where !rows.columns[time].isNull(row) {
            let start = rows.columns[time].integers[row]
            var combination: [UInt8] = []
            for other in query.groups.indices where other != time {
                rows.columns[other].value(at: row).appendKey(to: &combination)
            }
            for range in ordinals.indices {
                guard let ordinal = ordinals[range][start] else { continue }
                // A bucket at the edge of a range can have rows of other ranges only.
                let count = query.groups.count + (selected.firstIndex(of: comparison.counts[range]) ?? 0)
                guard rows.columns[count].integers[row] > 0 else { continue }
                var key = combination
                Value.integer(Int64(ordinal)).appendKey(to: &key)
                let place = places[key, default: groups.count]
                if place == groups.count {
                    places[key] = place
                    groups.append(Group(ordinal: ordinal, rows: Array(repeating: nil, count: ordinals.count)))
                }
                groups[place].rows[range] = row
            }
        }
        var out = RowBatch(types: rows.columns.map(\.type))
        for group in groups.sorted(by: { $0.ordinal < $1.ordinal }) {
            guard let any = group.rows.lazy.compactMap({ $0 }).first else { continue }
            for index in query.groups.indices {
                if index != time {
                    out.columns[index].append(row: any, of: rows.columns[index])
                } else if group.ordinal < starts.count {
                    out.columns[index].append(integer: starts[group.ordinal])
                } else {
                    out.columns[index].appendNull()
                }
            }
            for (position, measure) in selected.enumerated() {
                let column = query.groups.count + position
                let range = comparison.measures[measure] ?? 0
                if let row = group.rows[range] {
                    out.columns[column].append(row: row, of: rows.columns[column])
                } else if group.ordinal < ordinals[range].count {
                    out.columns[column].append(query.measures[measure].valueOverNoRows)
                } else {
                    out.columns[column].appendNull()
                }
            }
        }
        return out
    }
}
