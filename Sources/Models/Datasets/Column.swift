/// A column of a dataset.
public struct Column: Hashable, Sendable {
    /// Its name, unique in the dataset.
    public let name: Identifier
    /// The type of its values.
    public let type: ColumnType
    /// Whether a row may leave it out.
    public let nullable: Bool
    /// What it is asked for, so that a store can keep an index; the answers are the same without.
    public let use: ColumnUse?

    /// Makes a column; nullable unless said otherwise, because real data has gaps.
    public init(name: Identifier, type: ColumnType, nullable: Bool = true, use: ColumnUse? = nil) {
        self.name = name
        self.type = type
        self.nullable = nullable
        self.use = use
    }
}
