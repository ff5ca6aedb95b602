import Models
import Synchronization

/// A reader of an answer whose groups are held in memory; its batches are built as they are read.
final class HeldAnswerReader: ResultReader {
    let columns: [ResultColumn]
    let dataVersion: Int64
    let lookupVersions: [DatasetVersion]
    let total: Int64?
    let isTruncated: Bool
    private let groups: HeldGroups
    private let windows: Windows
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
        /// The place among all groups of the answer.
        var number = 0
    }

    /// The measures that are computed from all groups, by their index; the rows are the groups by ``Entry/number``.
    private typealias Windows = [Int: ColumnVector]

    /// Fills the gaps between groups, filters the groups, computes measures from all of them, orders them and applies offset and
    /// limit.
    ///
    /// - Throws: ``StorageError/tooManyGroups(limit:)``, ``StorageError/answerTooLarge(limit:_:)``, ``StorageError/overflow``.
    init(
        _ groups: HeldGroups, dataVersion: Int64, lookupVersions: [DatasetVersion] = []
    ) throws(StorageError) {
        let query = groups.query
        var entries = try Self.entries(of: groups)
        let windows = try Self.windows(of: groups, entries)
        let order = EntryOrder(groups, windows)
        entries.sort { order.precedes($0, $1) }
        columns = query.output
        self.dataVersion = dataVersion
        self.lookupVersions = lookupVersions
        total = query.wantsTotal ? Int64(entries.count) : nil
        let rest = entries.dropFirst(query.offset)
        page = query.limit.map { rest.prefix($0) } ?? rest
        isTruncated = page.count < rest.count
        self.groups = groups
        self.windows = windows
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
        if let time = groups.time {
            if let start = entry.start {
                batch.columns[time].append(integer: start)
            } else {
                batch.columns[time].appendNull()
            }
        }
        for index in 0..<query.visibleMeasures {
            let column = query.groups.count + index
            if let window = windows[index] {
                batch.columns[column].append(row: entry.number, of: window)
            } else if let group = entry.group {
                batch.columns[column].append(row: group, of: groups.measures[index])
            } else {
                batch.columns[column].append(query.measures[index].valueOverNoRows)
            }
        }
    }

    /// Returns the groups that pass the condition on groups.
    private static func entries(of groups: HeldGroups) throws(StorageError) -> [Entry] {
        /// A combination in a bucket.
        struct Place: Hashable {
            let combination: Int
            let start: Int64
        }
        var taken: Set<Place> = []
        var entries: [Entry] = []
        for (group, combination) in groups.members.enumerated() {
            let start = groups.start(of: group)
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
        for number in entries.indices { entries[number].number = number }
        return entries
    }

    private static func windows(of groups: HeldGroups, _ entries: [Entry]) throws(StorageError) -> Windows {
        let query = groups.query
        guard query.hasWindows else { return [:] }
        let places = entries.map { WindowEvaluation.Place(combination: $0.combination, start: $0.start) }
        let evaluation = try WindowEvaluation(query, places)
        var windows: Windows = [:]
        var bytes = 0
        for (index, measure) in query.measures.enumerated() where measure.stage == .answer {
            let values = try evaluation.values(of: measure) { operand, number in
                entries[number].group.map { groups.measures[operand].value(at: $0) }
                    ?? query.measures[operand].valueOverNoRows
            }
            var window = ColumnVector(type: measure.type)
            for value in values { window.append(value) }
            bytes += window.byteCount
            guard bytes <= GapFill.maximumBytes else {
                throw .answerTooLarge(limit: GapFill.maximumBytes, .windows)
            }
            windows[index] = window
        }
        return windows
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
        private let windows: Windows

        init(_ groups: HeldGroups, _ windows: Windows) {
            self.groups = groups
            self.windows = windows
            items = groups.query.order.map { order in
                switch order.target {
                case .measure(let index): return .measure(index, descending: order.descending)
                case .group(groups.time): return .start(descending: order.descending)
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

        private func precedes(_ values: ColumnVector, _ left: Int, _ right: Int, _ descending: Bool) -> Bool? {
            switch values.order(left, values, right, descending: descending) {
            case .same: nil
            case .before: true
            case .after: false
            }
        }

        private func measurePrecedes(_ index: Int, _ a: Entry, _ b: Entry, _ descending: Bool) -> Bool? {
            if let window = windows[index] { return precedes(window, a.number, b.number, descending) }
            let values = groups.measures[index]
            switch (a.group, b.group) {
            case (let left?, let right?): return precedes(values, left, right, descending)
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
