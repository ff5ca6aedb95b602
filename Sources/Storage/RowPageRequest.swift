public import Models

/// A request for a page of rows.
public struct RowPageRequest: Sendable, Hashable {
    /// The default of ``bytes``. A page is held in memory, and rows may be a hundred bytes long or a million.
    public static let defaultBytes = 8 << 20

    /// The condition on rows. Its operands are column indices.
    public var filter: ResolvedFilter
    /// The last id of the previous page; the page has larger ids only.
    public var after: Int64?
    /// The maximum number of rows, at least 1.
    public var limit: Int
    /// The size at which a page ends: the row that brings the values to so many bytes (``RowBatch/byteCount``) is its last, so a
    /// page has at least one row.
    public var bytes: Int

    /// Creates a request.
    public init(filter: ResolvedFilter = .always, after: Int64? = nil, limit: Int, bytes: Int = Self.defaultBytes) {
        self.filter = filter
        self.after = after
        self.limit = limit
        self.bytes = bytes
    }

    /// Returns `true` if a page with these rows is full. Every store ends its pages by this rule.
    package func isFull(_ rows: RowBatch, count: Int) -> Bool {
        count >= limit || (count > 0 && rows.byteCount >= bytes)
    }
}
