import Models
import Synchronization

/// A reader of an answer with filled gaps, whose batches are built as they are read.
final class GapFilledReader: ResultReader {
    let columns: [ResultColumn]
    let dataVersion: Int64
    let total: Int64?
    let isTruncated: Bool
    private let groups: HeldGroups
    /// The groups of the page, in order.
    private let page: ArraySlice<Entry>
    private let given: Mutex<Int>

    /// A group of the answer.
    private struct Entry {
        /// The combination of the other groupings.
        let combination: Int
        /// The start of its bucket; `nil` for rows without a time.
        let start: Int64?
        /// The group of rows; `nil` for a gap.
        let group: Int?
    }

    /// Fills the gaps between groups, filters the groups, orders them and applies offset and limit.
    ///
    /// - Throws: ``StorageError/tooManyGroups(limit:)``.
    init(_ groups: HeldGroups, dataVersion: Int64) throws(StorageError) {
        let query = groups.query
        let entries = try Self.entries(of: groups)
        columns = query.output
        self.dataVersion = dataVersion
        total = query.wantsTotal ? Int64(entries.count) : nil
        let rest = entries.dropFirst(query.offset)
        page = query.limit.map { rest.prefix($0) } ?? rest
        isTruncated = page.count < rest.count
        self.groups = groups
        given = Mutex(0)
    }

    func next() async throws(StorageError) -> RowBatch? {
        guard !Task.isCancelled else { throw .cancelled }
        let query = groups.query
        var batch = RowBatch(types: columns.map(\.type))
        let size = BatchSize(batch)
        given.withLock { given in
            while given < page.count, batch.rowCount == 0 || !size.isFull(batch) {
                append(page[page.startIndex + given], of: query, to: &batch)
                given += 1
            }
        }
        return batch.rowCount == 0 ? nil : batch
    }

    func close() async { given.withLock { $0 = page.count } }

    private func append(_ entry: Entry, of query: ResolvedQuery, to batch: inout RowBatch) {
        for (index, other) in groups.others.enumerated() {
            batch.columns[other].append(row: entry.combination, of: groups.combinations[index])
        }
        if let start = entry.start {
            batch.columns[groups.fill.group].append(integer: start)
        } else {
            batch.columns[groups.fill.group].appendNull()
        }
        for index in 0..<query.visibleMeasures {
            let column = query.groups.count + index
            if let group = entry.group {
                batch.columns[column].append(row: group, of: groups.measures[index])
            } else {
                batch.columns[column].append(query.measures[index].valueOverNoRows)
            }
        }
    }

    /// Returns the groups that pass the condition on groups, in order.
    private static func entries(of groups: HeldGroups) throws(StorageError) -> [Entry] {
        /// A combination in a bucket.
        struct Place: Hashable {
            let combination: Int
            let start: Int64
        }
        var taken: Set<Place> = []
        var entries: [Entry] = []
        for (group, combination) in groups.members.enumerated() {
            let start = groups.starts.isNull(group) ? nil : groups.starts.integers[group]
            if let start { taken.insert(Place(combination: combination, start: start)) }
            if groups.passes(group) { entries.append(Entry(combination: combination, start: start, group: group)) }
        }
        var count = groups.members.count
        let starts = try groups.bucketStarts()
        for combination in 0..<groups.combinationCount {
            for start in starts
            where !taken.contains(Place(combination: combination, start: start)) {
                count += 1
                entries.append(Entry(combination: combination, start: start, group: nil))
            }
        }
        guard count <= GapFill.maximumGroups else { throw .tooManyGroups(limit: GapFill.maximumGroups) }
        let order = EntryOrder(groups)
        entries.sort { order.precedes($0, $1) }
        return entries
    }

    /// The order that a query asks for.
    private struct EntryOrder {
        private enum Item {
            case start(descending: Bool)
            /// The rank of each combination, from 0; nulls rank last.
            case combination(ranks: [Int])
            case measure(Int, descending: Bool)
        }

        private let items: [Item]
        private let groups: HeldGroups

        init(_ groups: HeldGroups) {
            self.groups = groups
            items = groups.query.order.map { order in
                switch order.target {
                case .measure(let index): return .measure(index, descending: order.descending)
                case .group(groups.fill.group): return .start(descending: order.descending)
                case .group(let group):
                    let values = groups.combinations[groups.others.firstIndex(of: group) ?? 0]
                    return .combination(ranks: Self.ranks(values, groups.combinationCount, order.descending))
                }
            }
        }

        private static func ranks(_ values: ColumnVector, _ count: Int, _ descending: Bool) -> [Int] {
            let sorted = (0..<count).sorted { values.order($0, values, $1, descending: descending) == .before }
            var ranks = [Int](repeating: 0, count: count)
            for (position, row) in sorted.enumerated().dropFirst() {
                let before = sorted[position - 1]
                ranks[row] = ranks[before] + (values.order(before, values, row) == .same ? 0 : 1)
            }
            return ranks
        }

        func precedes(_ a: Entry, _ b: Entry) -> Bool {
            for item in items {
                let first: Bool?
                switch item {
                case .start(let descending):
                    switch (a.start, b.start) {
                    case (let left?, let right?): first = left == right ? nil : (left < right) != descending
                    case (nil, nil): first = nil
                    case (nil, _): first = false
                    case (_, nil): first = true
                    }
                case .combination(let ranks):
                    let (left, right) = (ranks[a.combination], ranks[b.combination])
                    first = left == right ? nil : left < right
                case .measure(let index, let descending): first = measurePrecedes(index, a, b, descending)
                }
                if let first { return first }
            }
            return false
        }

        private func measurePrecedes(_ index: Int, _ a: Entry, _ b: Entry, _ descending: Bool) -> Bool? {
            let values = groups.measures[index]
            switch (a.group, b.group) {
            case (let left?, let right?):
                switch values.order(left, values, right, descending: descending) {
                case .same: return nil
                case .before: return true
                case .after: return false
                }
            case (nil, nil): return nil
            case (let left?, nil):
                return values.value(at: left).precedes(gap(index), descending: descending)
            case (nil, let right?):
                return gap(index).precedes(values.value(at: right), descending: descending)
            }
        }

        private func gap(_ measure: Int) -> Value { groups.query.measures[measure].valueOverNoRows }
    }
}
