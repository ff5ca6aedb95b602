/// One mistake in a query, with the place it stands at.
public struct QueryProblem: Error, Sendable, Hashable {
    /// The kind of mistake; stable, documented in the API's contract.
    public enum Code: String, Sendable, CaseIterable {
        /// Not JSON, or a part of the wrong JSON type.
        case invalidShape = "invalid_shape"
        /// A key the format does not have.
        case unknownKey = "unknown_key"
        /// A column the dataset does not have.
        case unknownColumn = "unknown_column"
        /// A measure there is none of.
        case unknownMeasure = "unknown_measure"
        /// An operator there is none of.
        case unknownOperator = "unknown_operator"
        /// A granularity there is none of.
        case unknownGranularity = "unknown_granularity"
        /// A time zone there is none of.
        case unknownTimeZone = "unknown_time_zone"
        /// A name to order by that the answer does not have.
        case unknownMember = "unknown_member"
        /// A function or operator that the column's type does not have.
        case typeMismatch = "type_mismatch"
        /// A value that is not of the column's type.
        case invalidValue = "invalid_value"
        /// More or fewer values than the operator takes.
        case valueCount = "value_count"
        /// A number outside its range.
        case outOfRange = "out_of_range"
        /// One name twice in the answer.
        case duplicateName = "duplicate_name"
        /// Conditions on rows and on groups inside one `or`.
        case mixedFilter = "mixed_filter"
        /// Neither a measure nor a grouping.
        case emptyQuery = "empty_query"
    }

    /// The kind of mistake.
    public let code: Code
    /// The JSON pointer (RFC 6901) of the part concerned, from the query's root.
    public let pointer: String
    /// What was got, what was expected, what to do.
    public let detail: String
    /// The valid name the writer most likely meant.
    public let nearest: String?

    /// Describes a mistake.
    public init(_ code: Code, at pointer: String, _ detail: String, nearest: String? = nil) {
        self.code = code
        self.pointer = pointer
        self.detail = detail
        self.nearest = nearest
    }
}

/// The mistakes found in a query, at most 100.
public struct InvalidQuery: Error, Sendable, Hashable {
    /// The mistakes, at least one and at most 100, in the order of the query.
    public let problems: [QueryProblem]

    /// Collects mistakes.
    public init(_ problems: [QueryProblem]) { self.problems = problems }
}
