package import Models

/// The functions of an answer's groups (``Measure/Stage/answer``), computed over all of its groups before offset and limit.
package struct WindowEvaluation {
    /// A group's place in the answer.
    package struct Place: Sendable {
        /// The number of its combination of values of the groupings beside the time.
        let combination: Int
        /// The start of its bucket, in microseconds or days; `nil` for rows without a time, or without a single time dimension.
        let start: Int64?

        /// Creates a place.
        package init(combination: Int, start: Int64?) {
            self.combination = combination
            self.start = start
        }
    }

    private let query: ResolvedQuery
    private let places: [Place]
    /// The groups of each combination that have a time, in its order.
    private var series: [[Int]] = []
    /// The ordinal of each group's bucket in its series: consecutive buckets differ by 1, and more than ``farthest`` stays that.
    private var ordinals: [Int]
    /// The groups among which shares and ranks are computed.
    private var peers: [[Int]] = []

    /// Arranges the groups of an answer.
    package init(_ query: ResolvedQuery, _ places: [Place]) throws(StorageError) {
        self.query = query
        self.places = places
        ordinals = Array(repeating: 0, count: places.count)
        var combinations: [Int: [Int]] = [:]
        var buckets: [Int64?: [Int]] = [:]
        for (group, place) in places.enumerated() {
            if place.start != nil { combinations[place.combination, default: []].append(group) }
            buckets[place.start, default: []].append(group)
        }
        series = combinations.values.map { $0.sorted { (places[$0].start ?? 0) < (places[$1].start ?? 0) } }
        let isWithinBuckets = query.timeGroup != nil && query.groups.count > 1
        peers = isWithinBuckets ? Array(buckets.values) : [Array(places.indices)]
        guard let time = query.timeGroup, case .bucket(_, var rule) = query.groups[time] else { return }
        let isDays = query.type(of: query.groups[time]) == .date
        if isDays { rule = BucketRule(granularity: rule.granularity, zone: .utc) }
        let farthest = (query.measures.map(\.width).max() ?? 0) + 1
        for groups in series {
            for (before, group) in zip(groups, groups.dropFirst()) {
                guard !Task.isCancelled else { throw .cancelled }
                let unit = isDays ? Timestamp.microsecondsPerDay : 1
                let distance = rule.distance(
                    from: Timestamp(microseconds: (places[before].start ?? 0) * unit),
                    to: Timestamp(microseconds: (places[group].start ?? 0) * unit), atMost: farthest)
                ordinals[group] = ordinals[before] + distance
            }
        }
    }

    /// Returns a function's value for each group.
    ///
    /// - Parameters:
    ///   - measure: A measure of the answer.
    ///   - value: Returns the value of a measure, by its index, of a group.
    /// - Throws: ``StorageError/overflow`` if a value does not fit its type.
    package func values(of measure: Measure, _ value: (Int, Int) -> Value) throws(StorageError) -> [Value] {
        func operand(_ group: Int) -> Value { value(measure.operands[0], group) }
        var values = [Value](repeating: .null, count: places.count)
        switch measure.function {
        case .runningTotal:
            for groups in series {
                var total = WindowTotal()
                for group in groups {
                    total.add(operand(group))
                    values[group] = try total.value()
                }
            }
        case .movingAverage:
            for groups in series {
                var first = 0
                for (position, group) in groups.enumerated() {
                    while ordinals[groups[first]] <= ordinals[group] - measure.width { first += 1 }
                    var total = WindowTotal()
                    for other in groups[first...position] { total.add(operand(other)) }
                    values[group] = try total.mean()
                }
                guard !Task.isCancelled else { throw .cancelled }
            }
        case .change, .changeRatio:
            for groups in series {
                for (before, group) in zip(groups, groups.dropFirst()) where ordinals[group] == ordinals[before] + 1 {
                    values[group] =
                        measure.function == .change
                        ? try WindowTotal.difference(operand(group), operand(before))
                        : try WindowTotal.changeRatio(operand(group), operand(before))
                }
            }
        case .shareOfTotal:
            for groups in peers {
                var total = WindowTotal()
                for group in groups { total.add(operand(group)) }
                for group in groups { values[group] = try WindowTotal.quotient(operand(group), total.doubleValue) }
            }
        case .rank:
            for groups in peers {
                let ranked = groups.filter { operand($0) != .null }.sorted { operand($1).isLess(than: operand($0)) }
                var rank = 0
                for (position, group) in ranked.enumerated() {
                    if position == 0 || operand(group).isLess(than: operand(ranked[position - 1])) {
                        rank = position + 1
                    }
                    values[group] = .integer(Int64(rank))
                }
            }
        case .difference:
            for group in places.indices {
                values[group] = try WindowTotal.difference(operand(group), value(measure.operands[1], group))
            }
        default: break
        }
        return values
    }
}

extension BucketRule {
    /// Returns the number of buckets from one start to a later one; a larger number than `most` is one more than that.
    fileprivate func distance(from start: Timestamp, to end: Timestamp, atMost most: Int) -> Int {
        var steps = 1
        var current = end
        while steps <= most {
            // The bucket of the instant before a bucket is the one before it, also where clocks change.
            current = self.start(ofKey: key(of: Timestamp(microseconds: current.microseconds - 1)))
            if current <= start { return steps }
            steps += 1
        }
        return steps
    }
}
