/// A column of a result.
public struct ResultColumn: Sendable, Hashable {
    /// The column's name: that of a dataset's column, `ts.day` for a time bucket, a measure as written or its alias.
    public let name: String
    /// The type of the column's values.
    public let type: ColumnType
    /// The time zone in whose local time a bucket is written; `nil` for UTC.
    public let zone: ZoneRules?

    /// Creates a column.
    package init(name: String, type: ColumnType, zone: ZoneRules? = nil) {
        self.name = name
        self.type = type
        self.zone = zone
    }
}
