package import Models

/// The last steps of an answer that cannot be read as a stream, because groups are made up where rows left none: fill,
/// order, page.
package enum GapFill {
    /// The most groups an answer with gaps filled may have: it is held whole.
    package static let maximumGroups = 50_000

    /// A page of groups, and how many there are on all pages.
    package struct Page: Sendable, Hashable {
        /// The columns of the answer.
        package let rows: RowBatch
        /// The number of groups before offset and limit.
        package let total: Int64
    }

    /// Fills the gaps of an answer, if the query asks for it, and cuts the page out.
    ///
    /// - Parameters:
    ///   - groups: All groups that pass the query's group condition, in any order; the columns are the query's groupings, a
    ///     time bucket as its start, then all measures, those past ``ResolvedQuery/visibleMeasures`` included.
    ///   - query: The query.
    /// - Throws: ``StorageError/tooManyGroups(limit:)`` when a filled answer would be larger than ``maximumGroups``.
    package static func page(of groups: RowBatch, for query: ResolvedQuery) throws(StorageError) -> Page {
        var rows = (0..<groups.rowCount).map { groups[$0] }
        if let fill = query.fill { try appendMissing(fill, of: query, to: &rows) }
        let total = rows.count
        let order = query.order.map { (column: $0.position(in: query), descending: $0.descending) }
        rows.sort { a, b in
            for (column, descending) in order {
                if let first = a[column].precedes(b[column], descending: descending) { return first }
            }
            return false
        }
        var page = RowBatch(types: query.output.map(\.type))
        for row in rows.dropFirst(query.offset).prefix(query.limit ?? Int.max) {
            for column in page.columns.indices { page.columns[column].append(row[column]) }
        }
        return Page(rows: page, total: Int64(total))
    }

    private static func appendMissing(
        _ fill: ResolvedQuery.Fill, of query: ResolvedQuery, to rows: inout [[Value]]
    ) throws(StorageError) {
        guard rows.count <= maximumGroups else { throw .tooManyGroups(limit: maximumGroups) }
        guard query.groups.indices.contains(fill.group), case .bucket(_, let rule) = query.groups[fill.group] else {
            return
        }
        let others = query.groups.indices.filter { $0 != fill.group }
        var found: Set<[UInt8]> = []
        var combinations: [[UInt8]: [Value]] = [:]
        var first: Timestamp?
        var last: Timestamp?
        for row in rows {
            found.insert(key(of: row, at: query.groups.indices))
            combinations[key(of: row, at: others)] = row
            guard case .timestamp(let start) = row[fill.group] else { continue }
            first = min(first ?? start, start)
            last = max(last ?? start, start)
        }
        let template = Array(repeating: Value.null, count: query.groups.count) + query.measures.map(\.valueOverNoRows)
        // Without another grouping there is one combination whether or not it has rows.
        if others.isEmpty { combinations = [[]: template] }
        guard !combinations.isEmpty else { return }

        let most = maximumGroups / combinations.count
        let starts: [Timestamp]
        if let range = fill.range {
            starts = rule.starts(in: range, atMost: most + 1)
        } else if let first, let last {
            starts = rule.starts(from: first, through: last, atMost: most + 1)
        } else {
            return
        }
        guard starts.count <= most else { throw .tooManyGroups(limit: maximumGroups) }
        for combination in combinations.values {
            var row = template
            for other in others { row[other] = combination[other] }
            for start in starts {
                row[fill.group] = .timestamp(start)
                if !found.contains(key(of: row, at: query.groups.indices)) { rows.append(row) }
            }
        }
        guard rows.count <= maximumGroups else { throw .tooManyGroups(limit: maximumGroups) }
    }

    private static func key(of row: [Value], at columns: some Sequence<Int>) -> [UInt8] {
        var key: [UInt8] = []
        for column in columns { row[column].appendKey(to: &key) }
        return key
    }
}

extension ResolvedQuery.Order {
    /// Where the value to order by stands in a row of groupings and all measures.
    fileprivate func position(in query: ResolvedQuery) -> Int {
        switch target {
        case .group(let index): index
        case .measure(let index): query.groups.count + index
        }
    }
}

extension Measure {
    /// What the measure is for a group without rows.
    package var valueOverNoRows: Value { isCount ? .integer(0) : .null }
}

extension BucketRule {
    /// The starts of the buckets that overlap a range.
    func starts(in range: Range<Timestamp>, atMost limit: Int) -> [Timestamp] {
        guard !range.isEmpty else { return [] }
        return starts(fromKey: key(of: range.lowerBound), atMost: limit) { $0 < range.upperBound }
    }

    /// The starts of the buckets from one to another.
    func starts(from first: Timestamp, through last: Timestamp, atMost limit: Int) -> [Timestamp] {
        starts(fromKey: key(of: first), atMost: limit) { $0 <= last }.filter { $0 >= first }
    }

    private func starts(fromKey first: Int64, atMost limit: Int, while isWanted: (Timestamp) -> Bool) -> [Timestamp] {
        var starts: [Timestamp] = []
        var key = first
        var start = self.start(ofKey: key)
        while isWanted(start), starts.count < limit {
            let nextKey = self.key(after: key)
            let next = self.start(ofKey: nextKey)
            // A local day that the zone never had (Apia, 2011-12-30) starts when the next one does: it is no bucket.
            if next > start { starts.append(start) }
            guard nextKey > key else { break }
            (key, start) = (nextKey, next)
        }
        return starts
    }
}
