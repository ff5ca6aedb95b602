public import Models

/// One row as it is in its dataset.
public struct StoredRow: Sendable, Hashable {
    /// The ``Models/Dataset/id`` of its dataset.
    public var dataset: Int64
    /// The dataset's columns when the row was read.
    public var columns: [Column]
    /// The row's id: unique in its dataset, never given to another row.
    public var id: Int64
    /// How often the row has been written: 1 once it is there, one more with every change.
    public var version: Int64
    /// The row alone.
    public var values: RowBatch
    /// The ``Models/Dataset/dataVersion`` of the dataset in which the row was found; of a row that was changed, that which
    /// the change made.
    public var dataVersion: Int64

    /// Describes a row.
    public init(dataset: Int64, columns: [Column], id: Int64, version: Int64, values: RowBatch, dataVersion: Int64) {
        self.dataset = dataset
        self.columns = columns
        self.id = id
        self.version = version
        self.values = values
        self.dataVersion = dataVersion
    }
}
