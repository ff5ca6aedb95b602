/// A dataset as a store describes it: the definition and what is in it now.
public struct Dataset: Hashable, Sendable {
    /// The store's own key for the dataset: never reused, so that a dataset dropped and made anew under the same name is
    /// told from its predecessor.
    public let id: Int64
    /// Name, columns, time column.
    public let definition: DatasetDefinition
    /// The number of rows.
    public let rowCount: Int64
    /// Grows by one with every committed change of rows or columns; equal versions mean equal answers.
    public let dataVersion: Int64
    /// When the dataset was made.
    public let createdAt: Timestamp
    /// Bytes on disk, rows and indexes, where the store can tell cheaply.
    public let sizeBytes: Int64?

    /// Puts a description together.
    public init(
        id: Int64, definition: DatasetDefinition, rowCount: Int64, dataVersion: Int64, createdAt: Timestamp,
        sizeBytes: Int64? = nil
    ) {
        self.id = id
        self.definition = definition
        self.rowCount = rowCount
        self.dataVersion = dataVersion
        self.createdAt = createdAt
        self.sizeBytes = sizeBytes
    }

    /// The dataset's name.
    public var name: Identifier { definition.name }
    /// The columns, in order.
    public var columns: [Column] { definition.columns }
}
