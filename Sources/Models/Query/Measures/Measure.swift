/// A function over the rows of a group, or over other measures of the group.
package struct Measure: Sendable, Hashable {
    /// An aggregate function.
    package enum Function: String, Sendable, Hashable, CaseIterable {
        /// The number of rows, or of rows with a value in the column.
        case count
        /// The exact number of distinct values.
        case countDistinct
        /// An estimate of the number of distinct values, with a known standard error.
        case countDistinctApprox
        /// The sum of the values; null without values.
        case sum
        /// The mean of the values, as a double; null without values.
        case avg
        /// The smallest value; null without values.
        case min
        /// The largest value; null without values.
        case max
        /// The sample standard deviation, divided by n - 1, as a double; null for fewer than two values.
        case stddev
        /// The standard deviation of a population, divided by n, as a double; null without values.
        case stddevPop
        /// A percentile as a double, interpolated between the two nearest values as SQL's `percentile_cont`; null without values.
        case percentile
        /// The value of the earliest row that has a value and a time; of rows with the same time, that with the lowest id.
        case first
        /// The value of the latest row that has a value and a time; of rows with the same time, that with the highest id.
        case last
        /// The quotient of two measures of the group as a double; null if either is null or the second is 0.
        case ratio
        /// The sum of a measure up to the group's bucket; null before the first value.
        case runningTotal
        /// The mean of a measure over the group's bucket and the ones before it, as a double; null without values.
        case movingAverage
        /// A measure divided by its sum over the groups of the same bucket, or of the answer, as a double.
        case shareOfTotal
        /// The place of a measure among the groups of the same bucket, or of the answer: 1 for the largest; null for null.
        case rank
        /// The difference from the measure in the bucket before; null without one.
        case change
        /// The difference from the measure in the bucket before, divided by that measure, as a double; null without one or if it is 0.
        case changeRatio
        /// The difference of two measures of the group; null if either is null. Queries that compare time ranges have it.
        case difference
    }

    /// The data that a measure is computed from.
    package enum Stage: Sendable, Hashable {
        /// The rows of a group.
        case rows
        /// Other measures of the same group.
        case groups
        /// Another measure of all groups of the answer.
        case answer
    }

    /// The function.
    package let function: Function
    /// The index of the argument column; `nil` for `count` of rows and for functions of measures.
    package let column: Int?
    /// The type of the result.
    package let type: ColumnType
    /// The condition on the rows that the measure is computed from, beside the query's own.
    package let condition: ResolvedFilter
    /// The fraction of a `percentile`, from 0 to 1.
    package let fraction: Double
    /// The index of the time column that orders rows for `first` and `last`.
    package let time: Int?
    /// The indices of the measures that a function of measures is computed from.
    package let operands: [Int]
    /// The number of buckets of a `movingAverage`.
    package let width: Int

    /// Creates a measure without checks; ``Query/resolved(against:limits:)`` creates checked ones.
    package init(
        function: Function, column: Int?, type: ColumnType, condition: ResolvedFilter = .always, fraction: Double = 0,
        time: Int? = nil, operands: [Int] = [], width: Int = 0
    ) {
        self.function = function
        self.column = column
        self.type = type
        self.condition = condition
        self.fraction = fraction
        self.time = time
        self.operands = operands
        self.width = width
    }

    /// The data that the measure is computed from.
    package var stage: Stage { function.stage }

    /// `true` if the result is exact; a sum of doubles is the exact one, rounded once to a double. Other computed doubles are rounded in
    /// between, and an estimate has an error.
    package var isExact: Bool {
        switch function {
        case .sum, .min, .max, .first, .last: true
        case .countDistinctApprox: false
        default: type != .double
        }
    }

    /// `true` if the result over no rows is 0 instead of null.
    package var isCount: Bool {
        switch function {
        case .count, .countDistinct, .countDistinctApprox: true
        default: false
        }
    }

    /// Returns the same measure over fewer rows.
    package func filtered(by condition: ResolvedFilter) -> Measure {
        Measure(
            function: function, column: column, type: type, condition: condition, fraction: fraction, time: time,
            operands: operands, width: width)
    }
}

extension Measure.Function {
    /// The data that the function is computed from.
    package var stage: Measure.Stage {
        switch self {
        case .count, .countDistinct, .countDistinctApprox, .sum, .avg, .min, .max, .stddev, .stddevPop, .percentile,
            .first, .last:
            .rows
        case .ratio: .groups
        case .runningTotal, .movingAverage, .shareOfTotal, .rank, .change, .changeRatio, .difference: .answer
        }
    }

    /// `true` if the function follows the buckets of a time dimension.
    package var followsTime: Bool {
        switch self {
        case .runningTotal, .movingAverage, .change, .changeRatio: true
        default: false
        }
    }

    /// Returns the type of the function's result over a column's or measure's type; `nil` if the function does not apply to it.
    func resultType(over type: ColumnType) -> ColumnType? {
        switch self {
        case .count: .integer
        case .countDistinct, .countDistinctApprox: type.isComparable ? .integer : nil
        case .sum: type.isNumeric ? type : nil
        case .avg, .stddev, .stddevPop, .percentile, .ratio, .movingAverage, .shareOfTotal, .changeRatio:
            type.isNumeric ? .double : nil
        case .runningTotal, .change, .difference: type.isNumeric ? type : nil
        case .rank: type.isNumeric ? .integer : nil
        case .min, .max: type.isComparable && type != .boolean ? type : nil
        case .first, .last: type.isComparable ? type : nil
        }
    }
}
