public import Models

/// A row of a dataset, with its id and version.
public struct StoredRow: Sendable, Hashable {
    /// The ``Models/Dataset/id`` of its dataset.
    public var dataset: Int64
    /// The dataset's columns when the row was read.
    public var columns: [Column]
    /// The row's id, unique in its dataset and never reused.
    public var id: Int64
    /// The number of times that the row has been written: 1 for a new row, one more with each change.
    public var version: Int64
    /// The values, as a batch of one row.
    public var values: RowBatch
    /// The ``Models/Dataset/dataVersion`` that the row was read from, or that its change made.
    public var dataVersion: Int64
    /// The ``Models/Dataset/definitionVersion`` of ``columns``.
    public var definitionVersion: Int64

    /// Creates a row.
    public init(
        dataset: Int64, columns: [Column], id: Int64, version: Int64, values: RowBatch, dataVersion: Int64,
        definitionVersion: Int64 = 0
    ) {
        self.dataset = dataset
        self.columns = columns
        self.id = id
        self.version = version
        self.values = values
        self.dataVersion = dataVersion
        self.definitionVersion = definitionVersion
    }
}
