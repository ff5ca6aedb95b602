import Models
import Storage

/// A query answered step by step, as its meaning is told: filter rows, group, aggregate, filter groups, fill, order, page.
struct QueryEvaluation {
    let query: ResolvedQuery

    func page(of rows: [[Value]]) throws(StorageError) -> GapFill.Page {
        var groups = RowBatch(types: types)
        for group in try grouped(rows) {
            var row = group.keys
            for (measure, values) in zip(query.measures, group.operands) { row.append(try measure.value(over: values)) }
            let measures = row.dropFirst(query.groups.count)
            if query.groupFilter.holds({ measures[measures.startIndex + $0] }) { groups.append(row: row) }
        }
        return try GapFill.page(of: groups, for: query)
    }

    /// The types of the groupings and of all measures.
    private var types: [ColumnType] {
        query.output.prefix(query.groups.count).map(\.type) + query.measures.map(\.type)
    }

    private struct Group {
        var keys: [Value]
        /// For each measure the values of its column, one a row; for `count` of rows, anything but null.
        var operands: [[Value]]
    }

    private func grouped(_ rows: [[Value]]) throws(StorageError) -> [Group] {
        var positions: [[UInt8]: Int] = [:]
        var groups: [Group] = []
        let none = query.measures.map { _ in [Value]() }
        for row in rows {
            guard !Task.isCancelled else { throw .cancelled }
            guard query.rowFilter.holds({ row[$0] }) else { continue }
            let keys = query.groups.map { $0.value(of: row) }
            var exact: [UInt8] = []
            for key in keys { key.appendKey(to: &exact) }
            let position = positions[exact, default: groups.count]
            if position == groups.count {
                positions[exact] = position
                groups.append(Group(keys: keys, operands: none))
            }
            for (index, measure) in query.measures.enumerated() {
                groups[position].operands[index].append(measure.column.map { row[$0] } ?? .boolean(true))
            }
        }
        // Without groupings there is one group, rows or not.
        if query.groups.isEmpty, groups.isEmpty { groups = [Group(keys: [], operands: none)] }
        return groups
    }
}

extension ResolvedQuery.Grouping {
    /// What a row is grouped under: the column's value, or the start of its bucket.
    func value(of row: [Value]) -> Value {
        switch (self, row[column]) {
        case (.column, let value): value
        case (.bucket(_, let rule), .timestamp(let instant)): .timestamp(rule.start(ofKey: rule.key(of: instant)))
        case (.bucket(_, let rule), .date(let day)):
            .timestamp(
                rule.start(
                    ofKey: rule.granularity.floor(local: Int64(day.daysSinceEpoch) * Timestamp.microsecondsPerDay)))
        case (.bucket, _): .null
        }
    }
}
