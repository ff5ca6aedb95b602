/// A store's description of a dataset: its definition and its present content.
public struct Dataset: Hashable, Sendable {
    /// The store's key for the dataset.
    ///
    /// A key is never reused: a dataset that is dropped and created again under the same name gets a new one.
    public let id: Int64
    /// The name, the columns and the time column.
    public let definition: DatasetDefinition
    /// The number of rows.
    public let rowCount: Int64
    /// A number that every committed change of rows or columns increases by one; equal versions give equal results.
    public let dataVersion: Int64
    /// A number that increases with every change after which a caller that knows the columns of before cannot go on: columns were
    /// renamed or dropped, or changed their type.
    public let definitionVersion: Int64
    /// The time at which the dataset was created.
    public let createdAt: Timestamp
    /// The size of rows and indexes on disk in bytes; `nil` if it is costly to determine.
    public let sizeBytes: Int64?

    /// Creates a description.
    package init(
        id: Int64, definition: DatasetDefinition, rowCount: Int64, dataVersion: Int64, createdAt: Timestamp,
        sizeBytes: Int64? = nil, definitionVersion: Int64 = 0
    ) {
        self.id = id
        self.definition = definition
        self.rowCount = rowCount
        self.dataVersion = dataVersion
        self.createdAt = createdAt
        self.sizeBytes = sizeBytes
        self.definitionVersion = definitionVersion
    }

    /// The dataset's name.
    public var name: Identifier { definition.name }
    /// The columns, in order.
    public var columns: [Column] { definition.columns }
}
