/// The half-open range of a time column between two bounds of a query.
package struct ResolvedRange: Sendable, Hashable {
    /// The JSON pointer of the part of the query with the bounds.
    package let pointer: String
    /// The name of the column or measure in the query.
    package let member: String
    /// The first value of the range: an instant, or a day of a date column.
    package let from: Value
    /// The first value past the range.
    package let before: Value
    /// The query's time zone, in which instants are written.
    package let zone: ZoneRules

    /// Creates a range.
    package init(pointer: String, member: String, from: Value, before: Value, zone: ZoneRules = .utc) {
        self.pointer = pointer
        self.member = member
        self.from = from
        self.before = before
        self.zone = zone
    }

    /// A Boolean value that indicates whether the range has no upper bound.
    package var isOpenEnded: Bool {
        switch before {
        case .timestamp(let instant): instant > .latest
        case .date(let day): day > .latest
        default: false
        }
    }
}
