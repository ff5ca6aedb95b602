/// The range of a time column that two bounds of a query mean: half-open, whatever the bounds were.
public struct ResolvedRange: Sendable, Hashable {
    /// The JSON pointer of the part of the query that has the bounds.
    public let pointer: String
    /// The column or measure as the query names it.
    public let member: String
    /// The first value inside: an instant, or for a date a day.
    public let from: Value
    /// The first value past the range.
    public let before: Value
    /// The query's zone, in which instants are shown.
    public let zone: ZoneRules

    /// Describes a range.
    public init(pointer: String, member: String, from: Value, before: Value, zone: ZoneRules = .utc) {
        self.pointer = pointer
        self.member = member
        self.from = from
        self.before = before
        self.zone = zone
    }

    /// A Boolean value that indicates whether the range holds every value from ``from`` on.
    public var isOpenEnded: Bool {
        switch before {
        case .timestamp(let instant): instant > .latest
        case .date(let day): day > .latest
        default: false
        }
    }
}
