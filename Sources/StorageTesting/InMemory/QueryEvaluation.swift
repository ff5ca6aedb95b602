import Models
import Storage

/// The evaluation of a query in the steps of its definition: filter rows, group, aggregate, fill, filter groups, order, page.
struct QueryEvaluation {
    let query: ResolvedQuery

    /// A page of groups.
    struct Page {
        /// The columns of the answer.
        var rows: RowBatch
        /// The number of groups before offset and limit.
        var total: Int64
        /// `true` if groups follow the page.
        var isTruncated: Bool
    }

    /// - Parameter rows: The rows in the order of their ids.
    func page(of rows: [[Value]]) throws(StorageError) -> Page {
        var groups: [[Value]] = []
        for group in try grouped(rows) {
            var row = group.keys
            for measure in query.measures { row.append(try measure.value(over: group.values(of: measure))) }
            for (index, measure) in query.measures.enumerated() where measure.stage == .groups {
                let operands = measure.operands.map { row[query.groups.count + $0] }
                row[query.groups.count + index] = try measure.value(of: operands)
            }
            groups.append(row)
        }
        if let alignment = try ComparisonAlignment(query) {
            let selected = query.measures.indices.filter { query.measures[$0].stage != .answer }
            var batch = RowBatch(
                types: query.groups.map { query.type(of: $0) } + selected.map { query.measures[$0].type })
            for row in groups {
                batch.append(row: Array(row.prefix(query.groups.count)) + selected.map { row[query.groups.count + $0] })
            }
            let aligned = alignment.aligned(batch)
            groups = (0..<aligned.rowCount).map { number in
                let row = aligned[number]
                return Array(row.prefix(query.groups.count))
                    + query.measures.indices.map { index in
                        selected.firstIndex(of: index).map { row[query.groups.count + $0] } ?? .null
                    }
            }
        }
        if let fill = query.fill { try appendGaps(fill, to: &groups) }
        groups = groups.filter(passes)
        try appendWindows(to: &groups)
        let order = query.order.map { item in
            switch item.target {
            case .group(let index): (column: index, descending: item.descending)
            case .measure(let index): (column: query.groups.count + index, descending: item.descending)
            }
        }
        groups.sort { a, b in
            for (column, descending) in order {
                if let first = a[column].precedes(b[column], descending: descending) { return first }
            }
            return false
        }
        let rest = groups.dropFirst(query.offset)
        let page = rest.prefix(query.limit ?? .max)
        var batch = RowBatch(types: query.output.map(\.type))
        for row in page { batch.append(row: row) }
        return Page(rows: batch, total: Int64(groups.count), isTruncated: page.count < rest.count)
    }

    /// Computes the measures of all groups.
    private func appendWindows(to rows: inout [[Value]]) throws(StorageError) {
        guard query.hasWindows else { return }
        guard rows.count <= GapFill.maximumGroups else { throw .tooManyGroups(limit: GapFill.maximumGroups) }
        var combinations: [[UInt8]: Int] = [:]
        let places = rows.map { row in
            var key: [UInt8] = []
            for group in query.groups.indices where group != query.timeGroup { row[group].appendKey(to: &key) }
            let combination = combinations[key, default: combinations.count]
            combinations[key] = combination
            let start: Int64? =
                switch query.timeGroup.map({ row[$0] }) {
                case .timestamp(let instant)?: instant.microseconds
                case .date(let day)?: Int64(day.daysSinceEpoch)
                default: nil
                }
            return WindowEvaluation.Place(combination: combination, start: start)
        }
        let evaluation = try WindowEvaluation(query, places)
        for (index, measure) in query.measures.enumerated() where measure.stage == .answer {
            let values = try evaluation.values(of: measure) { rows[$1][query.groups.count + $0] }
            for row in rows.indices { rows[row][query.groups.count + index] = values[row] }
        }
    }

    /// Evaluates the condition on groups for a row of groupings and measures.
    private func passes(_ row: [Value]) -> Bool { query.groupFilter.holds { row[query.groups.count + $0] } }

    /// Adds a group without rows for each bucket in which a combination of the other groupings has none.
    private func appendGaps(_ fill: ResolvedQuery.Fill, to rows: inout [[Value]]) throws(StorageError) {
        let gap = query.groups.map { _ in Value.null } + query.measures.map(\.valueOverNoRows)
        // If gaps fail the condition on groups, there is nothing to fill and no limit applies.
        guard passes(gap), case .bucket(_, var rule) = query.groups[fill.group] else { return }
        // Days are counted as days of UTC, which has one midnight each.
        let isDays = query.type(of: query.groups[fill.group]) == .date
        if isDays { rule = BucketRule(granularity: rule.granularity, zone: .utc) }
        guard rows.count <= GapFill.maximumGroups else { throw .tooManyGroups(limit: GapFill.maximumGroups) }
        let others = query.groups.indices.filter { $0 != fill.group }
        func key(_ row: [Value], _ columns: some Sequence<Int>) -> [UInt8] {
            columns.reduce(into: []) { row[$1].appendKey(to: &$0) }
        }
        let found = Set(rows.map { key($0, query.groups.indices) })
        var combinations = Dictionary(rows.map { (key($0, others), $0) }) { first, _ in first }
        // Without other groupings there is one combination, with or without rows.
        if others.isEmpty { combinations = [[]: gap] }
        try checkBytes(of: combinations.values.map { $0 }, others, rows)
        let times = rows.compactMap { row -> Timestamp? in
            switch row[fill.group] {
            case .timestamp(let start): start
            case .date(let day): day.startInUTC
            default: nil
            }
        }
        guard !combinations.isEmpty else { return }
        let most = GapFill.maximumGroups / combinations.count
        let starts: [Timestamp]
        if let range = fill.range {
            starts = rule.starts(in: range, atMost: most + 1)
        } else if let first = times.min(), let last = times.max() {
            starts = rule.starts(from: first, through: last, atMost: most + 1)
        } else {
            return
        }
        guard starts.count <= most else { throw .tooManyGroups(limit: GapFill.maximumGroups) }
        for combination in combinations.values {
            for start in starts {
                var row = gap
                for other in others { row[other] = combination[other] }
                row[fill.group] = isDays ? .date(CalendarDate(inUTC: start)) : .timestamp(start)
                if !found.contains(key(row, query.groups.indices)) { rows.append(row) }
            }
        }
        guard rows.count <= GapFill.maximumGroups else { throw .tooManyGroups(limit: GapFill.maximumGroups) }
    }

    /// Applies the limit on bytes: a store holds each combination once, and the measures of each group.
    private func checkBytes(of combinations: [[Value]], _ others: [Int], _ rows: [[Value]]) throws(StorageError) {
        var held = others.map { ColumnVector(type: query.output[$0].type) }
        for row in combinations { for (index, other) in others.enumerated() { held[index].append(row[other]) } }
        var measures = query.measures.map { ColumnVector(type: $0.type) }
        for row in rows { for index in measures.indices { measures[index].append(row[query.groups.count + index]) } }
        let bytes = (held + measures).reduce(0) { $0 + $1.byteCount }
        guard bytes <= GapFill.maximumBytes else { throw .answerTooLarge(limit: GapFill.maximumBytes, .filling) }
    }

    private struct Group {
        var keys: [Value]
        /// The group's rows, in the order of their ids.
        var rows: [[Value]] = []

        /// Returns the values of a measure's column, one for each row of the measure; any non-null value for a `count` of rows.
        func values(of measure: Measure) -> [Value] {
            var rows = rows.filter { row in measure.condition.holds { row[$0] } }
            if let time = measure.time {
                // The sort is stable: rows of the same time stay in the order of their ids.
                rows = rows.filter { $0[time] != .null }.sorted { $0[time].isLess(than: $1[time]) }
            }
            return rows.map { row in measure.column.map { row[$0] } ?? .boolean(true) }
        }
    }

    private func grouped(_ rows: [[Value]]) throws(StorageError) -> [Group] {
        var positions: [[UInt8]: Int] = [:]
        var groups: [Group] = []
        for row in rows {
            guard !Task.isCancelled else { throw .cancelled }
            guard query.rowFilter.holds({ row[$0] }) else { continue }
            let keys = query.groups.map { $0.value(of: row) }
            var exact: [UInt8] = []
            for key in keys { key.appendKey(to: &exact) }
            let position = positions[exact, default: groups.count]
            if position == groups.count {
                positions[exact] = position
                groups.append(Group(keys: keys))
            }
            groups[position].rows.append(row)
        }
        // Without groupings there is one group, with or without rows.
        if query.groups.isEmpty, groups.isEmpty { groups = [Group(keys: [])] }
        return groups
    }
}

extension ResolvedQuery.Grouping {
    /// Returns a row's grouping value: the column's value, or the start of its bucket.
    func value(of row: [Value]) -> Value {
        switch (self, row[column]) {
        case (.column, let value): value
        case (.bucket(_, let rule), .timestamp(let instant)): .timestamp(rule.start(ofKey: rule.key(of: instant)))
        case (.bucket(_, let rule), .date(let day)): .date(rule.granularity.floor(day: day))
        case (.part(_, let part, let zone), .timestamp(let instant)): .integer(part.value(of: instant, in: zone))
        case (.part(_, let part, _), .date(let day)): .integer(part.value(of: day))
        case (.bucket, _), (.part, _): .null
        }
    }
}
