import Basics
import Models

/// The groups that have rows, held in memory to fill the gaps between them and to compute measures from all of them.
///
/// Each combination of the other groupings is stored once for all its buckets, because it can be a megabyte of text.
struct HeldGroups {
    let query: ResolvedQuery
    /// The gap filling; `nil` if no gaps are filled.
    let fill: ResolvedQuery.Fill?
    /// The index of the time grouping that is filled, or the only one; `nil` without one.
    let time: Int?
    /// The indices of the other groupings.
    let others: [Int]
    /// The combinations of the values of ``others``, one a row.
    private(set) var combinations: [ColumnVector]
    /// The number of combinations, which ``combinations`` cannot tell if there is no other grouping.
    private(set) var combinationCount: Int
    /// The combination of each group.
    private(set) var members: [Int] = []
    /// The start of each group's bucket; empty without a time grouping.
    private(set) var starts: ColumnVector
    /// The column of each measure after the groupings; `nil` for measures that are computed from all groups.
    private let positions: [Int?]
    /// The measures of each group; empty for measures that are computed from all groups.
    private(set) var measures: [ColumnVector]
    /// Combinations by hash.
    private var found: [Int: [Int]] = [:]
    private var combinationBytes = 0
    /// The size from which the maximum capacity is reserved, because a growing array exists twice while it is copied.
    private static let growingBytes = 2 << 20
    private var measureBytes = 0

    init(_ query: ResolvedQuery, _ fill: ResolvedQuery.Fill?) {
        self.query = query
        self.fill = fill
        let time = fill?.group ?? query.timeGroup
        self.time = time
        others = query.groups.indices.filter { $0 != time }
        let selected = query.selectedMeasures
        positions = query.measures.indices.map { selected.firstIndex(of: $0) }
        combinations = others.map { ColumnVector(type: query.output[$0].type) }
        starts = ColumnVector(type: time.map { query.output[$0].type } ?? .integer)
        measures = query.measures.map { ColumnVector(type: $0.type) }
        // Without other groupings there is one combination, with or without rows.
        combinationCount = others.isEmpty ? 1 : 0
    }

    /// Appends groups: all groupings, then all measures.
    ///
    /// - Throws: ``StorageError/tooManyGroups(limit:)``, ``StorageError/answerTooLarge(limit:_:)``.
    mutating func append(_ batch: RowBatch) throws(StorageError) {
        for row in 0..<batch.rowCount {
            guard members.count < GapFill.maximumGroups else { throw .tooManyGroups(limit: GapFill.maximumGroups) }
            members.append(combination(of: row, in: batch))
            if let time { starts.append(row: row, of: batch.columns[time]) }
            for (index, position) in positions.enumerated() {
                guard let position else { continue }
                measures[index].append(row: row, of: batch.columns[query.groups.count + position])
            }
            if row % 16 == 15 || row == batch.rowCount - 1 {
                measureBytes = measures.reduce(0) { $0 + $1.byteCount }
            }
            guard combinationBytes + measureBytes <= GapFill.maximumBytes else {
                throw .answerTooLarge(limit: GapFill.maximumBytes, fill == nil ? .windows : .filling)
            }
        }
    }

    private mutating func combination(of row: Int, in batch: RowBatch) -> Int {
        guard !others.isEmpty else { return 0 }
        var hasher = Hasher()
        for other in others { batch.columns[other].hash(row, into: &hasher) }
        let hash = hasher.finalize()
        let known = found[hash, default: []].first { candidate in
            others.indices.allSatisfy { index in
                combinations[index].order(candidate, batch.columns[others[index]], row) == .same
            }
        }
        if let known { return known }
        found[hash, default: []].append(combinationCount)
        for index in others.indices { combinations[index].append(row: row, of: batch.columns[others[index]]) }
        let before = combinationBytes
        combinationBytes = combinations.reduce(0) { $0 + $1.byteCount }
        if before < Self.growingBytes, combinationBytes >= Self.growingBytes {
            for index in combinations.indices { combinations[index].reserveTextCapacity(GapFill.maximumBytes) }
        }
        combinationCount += 1
        return combinationCount - 1
    }

    /// Returns the starts of the buckets that every combination must have, in the unit of ``starts``.
    ///
    /// - Throws: ``StorageError/tooManyGroups(limit:)``.
    func bucketStarts() throws(StorageError) -> [Int64] {
        guard let fill, combinationCount > 0, case .bucket(_, var rule) = query.groups[fill.group] else { return [] }
        // Days are counted as days of UTC, which has one midnight each.
        let isDays = self.starts.type == .date
        let unit = isDays ? Timestamp.microsecondsPerDay : 1
        if isDays { rule = BucketRule(granularity: rule.granularity, zone: .utc) }
        let most = GapFill.maximumGroups / combinationCount
        let starts: [Timestamp]
        if let range = fill.range {
            starts = rule.starts(in: range, atMost: most + 1)
        } else {
            let present = members.indices.filter { !self.starts.isNull($0) }.map { self.starts.integers[$0] * unit }
            guard let first = present.min(), let last = present.max() else { return [] }
            starts = rule.starts(
                from: Timestamp(microseconds: first), through: Timestamp(microseconds: last), atMost: most + 1)
        }
        guard starts.count <= most else { throw .tooManyGroups(limit: GapFill.maximumGroups) }
        return starts.map { $0.microseconds.dividedRoundingDown(by: unit) }
    }

    /// Returns the start of a group's bucket; `nil` for rows without a time, or without a time grouping.
    func start(of group: Int) -> Int64? { time == nil || starts.isNull(group) ? nil : starts.integers[group] }

    /// Returns `true` if a group that has rows passes the condition on groups.
    func passes(_ group: Int) -> Bool {
        query.groupFilter == .always || query.groupFilter.holds { measures[$0].value(at: group) }
    }
}
