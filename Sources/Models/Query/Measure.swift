/// A function over the rows of a group.
public struct Measure: Sendable, Hashable {
    /// The functions there are.
    public enum Function: String, Sendable, Hashable, CaseIterable {
        /// How many rows, or how many with a value in the column.
        case count
        /// The exact number of different values.
        case countDistinct
        /// The sum of the values; null over none.
        case sum
        /// The mean of the values, as a double; null over none.
        case avg
        /// The smallest value; null over none.
        case min
        /// The largest value; null over none.
        case max
    }

    /// The function.
    public let function: Function
    /// The index of the column it reads, or `nil` for `count` of rows.
    public let column: Int?
    /// The type of its result.
    public let type: ColumnType

    /// Puts a measure together; ``Query/resolved(against:limits:)`` checks before it does.
    public init(function: Function, column: Int?, type: ColumnType) {
        self.function = function
        self.column = column
        self.type = type
    }

    /// `true` if the result is the true one: a mean is rounded to a double, and a sum of doubles depends on the order in which the
    /// database adds them.
    public var isExact: Bool { function != .avg && (function != .sum || type != .double) }

    /// Whether the value over no rows is 0 rather than null.
    public var isCount: Bool { function == .count || function == .countDistinct }
}
