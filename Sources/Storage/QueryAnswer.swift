public import Models

/// The answer to a query, read batch by batch from one snapshot of the data.
///
/// It holds a database connection until it is closed, so close it on every path. One task at a time uses it.
public protocol QueryAnswer: AnyObject, Sendable {
    /// The columns of every batch.
    var columns: [ResultColumn] { get }
    /// The ``Dataset/dataVersion`` that the answer is of.
    var dataVersion: Int64 { get }
    /// How many groups there are without limit and offset, if the query asked.
    var total: Int64? { get }
    /// A Boolean value that indicates whether further groups follow the last that the query's limit allows; known once
    /// ``next()`` has returned `nil`.
    var isTruncated: Bool { get }

    /// The next rows, or `nil` after the last.
    func next() async throws(StorageError) -> RowBatch?

    /// Gives the connection back; harmless when called again.
    func close() async
}

/// Which rows to list.
public struct RowPageRequest: Sendable, Hashable {
    /// The bytes of values after which a page ends unless it is asked for otherwise: a page is held in memory, and rows may be a
    /// hundred bytes long or a million.
    public static let defaultBytes = 8 << 20

    /// The condition on rows; operands are column indices.
    public var filter: Predicate
    /// Rows with larger ids than this one only: the last id of the page before.
    public var after: Int64?
    /// The most rows, at least 1.
    public var limit: Int
    /// The page ends with the row that brings its values to so many bytes (``RowBatch/byteCount``), so it has one row in any case.
    public var bytes: Int

    /// Asks for a page.
    public init(filter: Predicate = .always, after: Int64? = nil, limit: Int, bytes: Int = Self.defaultBytes) {
        self.filter = filter
        self.after = after
        self.limit = limit
        self.bytes = bytes
    }

    /// Whether a page with these rows has no room for another.
    ///
    /// The specification of where pages end, for every store.
    public func isFull(_ rows: RowBatch, count: Int) -> Bool {
        count >= limit || (count > 0 && rows.byteCount >= bytes)
    }
}

/// Some rows with their ids.
public struct RowPage: Sendable, Hashable {
    /// The row ids, ascending.
    public var ids: [Int64]
    /// The rows' versions (see ``StoredRow/version``).
    public var versions: [Int64]
    /// The rows, columns as in the dataset.
    public var rows: RowBatch
    /// Whether more rows follow.
    public var hasMore: Bool
    /// The ``Dataset/dataVersion`` that the page is of.
    public var dataVersion: Int64

    /// Puts a page together.
    public init(ids: [Int64], versions: [Int64], rows: RowBatch, hasMore: Bool, dataVersion: Int64) {
        self.ids = ids
        self.versions = versions
        self.rows = rows
        self.hasMore = hasMore
        self.dataVersion = dataVersion
    }
}
