/// A column of an answer.
public struct ResultColumn: Sendable, Hashable {
    /// Its name: a column's, `ts.day` for a time bucket, a measure as written or its alias.
    public let name: String
    /// The type of its values.
    public let type: ColumnType
    /// For a time bucket the zone in whose local time it is written; `nil` writes instants in UTC.
    public let zone: ZoneRules?

    /// Describes a column.
    public init(name: String, type: ColumnType, zone: ZoneRules? = nil) {
        self.name = name
        self.type = type
        self.zone = zone
    }
}
