public import Models

/// The values of a column that cannot be converted to another type.
public struct ConversionReport: Sendable, Hashable {
    /// A value and its row.
    public struct Example: Sendable, Hashable {
        /// The row's id.
        public var row: Int64
        /// The value, as text.
        public var value: String

        /// Creates an example.
        public init(row: Int64, value: String) {
            self.row = row
            self.value = value
        }
    }

    /// The maximum number of examples.
    public static let maximumExamples = 100

    /// The column.
    public var column: Identifier
    /// The conversion.
    public var conversion: ColumnConversion
    /// The number of values that cannot be converted.
    public var count: Int64
    /// The first of them by row id, at most ``maximumExamples``.
    public var examples: [Example]

    /// Creates a report.
    public init(column: Identifier, conversion: ColumnConversion, count: Int64, examples: [Example]) {
        self.column = column
        self.conversion = conversion
        self.count = count
        self.examples = examples
    }
}
