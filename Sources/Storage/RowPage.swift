public import Models

/// A page of rows with their ids.
public struct RowPage: Sendable, Hashable {
    /// The row ids, ascending.
    public var ids: [Int64]
    /// The rows' versions (``StoredRow/version``).
    public var versions: [Int64]
    /// The rows, with the dataset's columns.
    public var rows: RowBatch
    /// A Boolean value that indicates whether more rows follow.
    public var hasMore: Bool
    /// The ``Dataset/dataVersion`` that the page was read from.
    public var dataVersion: Int64

    /// Creates a page.
    public init(ids: [Int64], versions: [Int64], rows: RowBatch, hasMore: Bool, dataVersion: Int64) {
        self.ids = ids
        self.versions = versions
        self.rows = rows
        self.hasMore = hasMore
        self.dataVersion = dataVersion
    }
}

extension RowPage {
    /// The rows, preceded by a column of ids and a column of versions.
    var withIDs: RowBatch {
        var id = ColumnVector(type: .integer)
        for value in ids { id.append(integer: value) }
        var version = ColumnVector(type: .integer)
        for value in versions { version.append(integer: value) }
        return RowBatch(columns: [id, version] + rows.columns)
    }
}
