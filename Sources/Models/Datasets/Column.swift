/// A column of a dataset.
public struct Column: Hashable, Sendable {
    /// The column's name, unique in the dataset.
    public let name: Identifier
    /// The type of the column's values.
    public let type: ColumnType
    /// A Boolean value that indicates whether a row may leave the column out.
    public let nullable: Bool
    /// The column's use, from which a store derives an index; results do not depend on it.
    public let use: ColumnUse?

    /// Creates a column; nullable by default, because real data has gaps.
    public init(name: Identifier, type: ColumnType, nullable: Bool = true, use: ColumnUse? = nil) {
        self.name = name
        self.type = type
        self.nullable = nullable
        self.use = use
    }
}
