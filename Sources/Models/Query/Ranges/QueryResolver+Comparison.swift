import Diagnostics

/// The time ranges that a query compares, and the column that they are ranges of.
struct ComparedRanges {
    /// The index of the time column.
    let column: Int
    /// The ranges.
    let ranges: [ResolvedRange]
    /// The index of the measure that counts the rows of each range.
    var counts: [Int] = []
    /// The number of the range of each measure; measures without an entry are those of the first range.
    var measures: [Int: Int] = [:]

    /// The ranges as instants; days are days of UTC.
    var instants: [Range<Timestamp>] { ranges.compactMap(\.instants) }

    /// The comparison of a query, after all of its measures are known.
    var resolved: ResolvedQuery.Comparison {
        ResolvedQuery.Comparison(column: column, ranges: instants, measures: measures, counts: counts)
    }

    /// Returns a measure of rows for one of the ranges.
    func measure(_ measure: Measure, in range: Int) -> Measure {
        let condition = ResolvedFilter.test(
            operand: column, .inRange(from: ranges[range].from, to: ranges[range].before))
        return measure.filtered(by: measure.condition == .always ? condition : .and([condition, measure.condition]))
    }
}

extension QueryResolver {
    /// The numbers of ranges that can be compared.
    private static let comparedRanges = 2...4

    /// Reads the ranges that a time dimension compares and returns the condition on rows.
    mutating func compare(_ item: TimeDimension, at pointer: String, column: Int) -> ResolvedFilter {
        let type = columns[column].type
        let place = pointer + "/compareDateRange"
        guard comparison == nil, item.dateRange == nil, item.relativeRange == nil else {
            report(
                .invalidShape, at: place, "a query compares ranges of one time dimension, which has no dateRange beside"
            )
            return .always
        }
        guard Self.comparedRanges.contains(item.compareDateRange.count) else {
            report(
                .valueCount, at: place,
                "got \(item.compareDateRange.count.counted("range")), expected \(Self.comparedRanges.lowerBound) to \(Self.comparedRanges.upperBound)"
            )
            return .always
        }
        let ranges = item.compareDateRange.enumerated().compactMap { index, range -> ResolvedRange? in
            switch range {
            case .bounds(let bounds): dateRange(bounds, of: item.dimension, type, at: "\(place)/\(index)")
            case .relative(let text):
                relativeRange(text, at: now, of: item.dimension, type, at: "\(place)/\(index)")
            }
        }
        guard ranges.count == item.compareDateRange.count else { return .always }
        comparison = ComparedRanges(column: column, ranges: ranges)
        return .or(ranges.map { .test(operand: column, .inRange(from: $0.from, to: $0.before)) })
    }

    /// Computes the result's measures for each of the compared ranges: `sum(x)`, `sum(x)@1`, `sum(x)@1.change`.
    ///
    /// - Returns: The number of measures in the result.
    mutating func resolveComparison(_ query: Query) -> Int {
        guard var compared = comparison, !isFull, measures.count >= query.measures.count else {
            return query.measures.count
        }
        if groups.count(where: \.isBucket) > 1 {
            report(
                .invalidShape, at: "/timeDimensions",
                "a query that compares ranges has at most one time dimension with a granularity")
        }
        let (written, names) = (measures, output.dropFirst(groups.count).map(\.name))
        output.removeSubrange(groups.count...)
        measures = []
        measureNames = [:]
        // The measures of the result come first, then the ones from which ratios are computed.
        var ratios: [(place: Int, measure: Measure, range: Int)] = []
        for (index, item) in query.measures.enumerated() where index < names.count {
            let measure = written[index]
            if measure.stage == .answer {
                report(
                    .typeMismatch, at: "/measures/\(index)",
                    "\(measure.function.rawValue) cannot be compared between ranges")
            }
            for range in compared.ranges.indices {
                let name = range == 0 ? names[index] : "\(names[index])@\(range)"
                let place = measures.count
                compared.measures[place] = range
                add(measure.stage == .rows ? compared.measure(measure, in: range) : measure, named: name, at: index)
                if measure.stage == .groups { ratios.append((place, measure, range)) }
                if range == 0, item.filters.isEmpty, measureNames[item.measure] == nil {
                    measureNames[item.measure] = place
                }
                guard range > 0, measure.type.isNumeric else { continue }
                let first = measureNames[names[index]] ?? 0
                add(
                    Measure(function: .difference, column: nil, type: measure.type, operands: [first, place]),
                    named: name + ".change", at: index)
            }
        }
        let visible = measures.count
        for (place, measure, range) in ratios {
            let operands = measure.operands.map { operand in
                measures.append(compared.measure(written[operand], in: range))
                compared.measures[measures.count - 1] = range
                return measures.count - 1
            }
            measures[place] = Measure(function: measure.function, column: nil, type: measure.type, operands: operands)
        }
        for range in compared.ranges.indices {
            compared.counts.append(measures.count)
            compared.measures[measures.count] = range
            measures.append(compared.measure(Measure(function: .count, column: nil, type: .integer), in: range))
        }
        if measures.count > Self.maximumMeasures {
            report(
                .outOfRange, at: "/measures",
                "got \(measures.count) measures for all ranges together, expected at most \(Self.maximumMeasures)")
        }
        comparison = compared
        return visible
    }

    private mutating func add(_ measure: Measure, named name: String, at index: Int) {
        addOutput(ResultColumn(name: name, type: measure.type), at: "/measures/\(index)")
        measureNames[name] = measures.count
        measures.append(measure)
    }
}
