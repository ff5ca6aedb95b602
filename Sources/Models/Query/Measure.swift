/// A function over the rows of a group.
package struct Measure: Sendable, Hashable {
    /// An aggregate function.
    package enum Function: String, Sendable, Hashable, CaseIterable {
        /// The number of rows, or of rows with a value in the column.
        case count
        /// The exact number of distinct values.
        case countDistinct
        /// The sum of the values; null without values.
        case sum
        /// The mean of the values, as a double; null without values.
        case avg
        /// The smallest value; null without values.
        case min
        /// The largest value; null without values.
        case max
    }

    /// The function.
    package let function: Function
    /// The index of the argument column; `nil` for `count` of rows.
    package let column: Int?
    /// The type of the result.
    package let type: ColumnType

    /// Creates a measure without checks; ``Query/resolved(against:limits:)`` creates checked ones.
    package init(function: Function, column: Int?, type: ColumnType) {
        self.function = function
        self.column = column
        self.type = type
    }

    /// `true` if the result is exact: a mean is rounded to a double, and a sum of doubles depends on the order of the additions.
    package var isExact: Bool { function != .avg && (function != .sum || type != .double) }

    /// `true` if the result over no rows is 0 instead of null.
    package var isCount: Bool { function == .count || function == .countDistinct }
}
