import Diagnostics

/// The errors of a query, at most 100.
public struct QueryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of error; stable and documented in the API's contract.
    public enum Code: String, Sendable, CaseIterable {
        /// A text that is not JSON, or a part of the wrong JSON type.
        case invalidShape = "invalid_shape"
        /// A key that the format does not have.
        case unknownKey = "unknown_key"
        /// A column that the dataset does not have.
        case unknownColumn = "unknown_column"
        /// A text that names no measure.
        case unknownMeasure = "unknown_measure"
        /// A text that names no operator.
        case unknownOperator = "unknown_operator"
        /// A text that names no granularity.
        case unknownGranularity = "unknown_granularity"
        /// A text that names no time zone.
        case unknownTimeZone = "unknown_time_zone"
        /// An order by a member that the result does not have.
        case unknownMember = "unknown_member"
        /// A function or operator that the column's type does not have.
        case typeMismatch = "type_mismatch"
        /// A value that is not of the column's type.
        case invalidValue = "invalid_value"
        /// More or fewer values than the operator takes.
        case valueCount = "value_count"
        /// A number outside its range.
        case outOfRange = "out_of_range"
        /// A name that two columns of the result have.
        case duplicateName = "duplicate_name"
        /// Conditions on rows and on groups inside one `or`.
        case mixedFilter = "mixed_filter"
        /// A query without a measure and without a grouping.
        case emptyQuery = "empty_query"
    }

    /// An error in one part of a query.
    public struct Issue: Sendable, Hashable, CustomStringConvertible {
        /// The kind of error.
        public let code: Code
        /// The JSON pointer (RFC 6901) of the invalid part, from the query's root.
        public let pointer: String
        /// The invalid value, the expected value and the remedy.
        public let detail: String
        /// The nearest valid name.
        public let nearest: String?

        /// Creates an error.
        package init(_ code: Code, at pointer: String, _ detail: String, nearest: String? = nil) {
            self.code = code
            self.pointer = pointer
            self.detail = detail
            self.nearest = nearest
        }

        /// The pointer, the detail and the nearest valid name.
        public var description: String {
            (pointer.isEmpty ? "" : pointer + ": ") + detail + NearestName.hint(nearest)
        }
    }

    /// The errors, at least one and at most 100, in the order of the query.
    public let issues: [Issue]

    /// Creates a list of errors.
    package init(_ issues: [Issue]) { self.issues = issues }

    /// The descriptions of all errors, one on each line.
    public var description: String { issues.map(\.description).joined(separator: "\n") }
}
