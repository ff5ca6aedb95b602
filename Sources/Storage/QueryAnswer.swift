public import Models

/// The answer to a query, read batch by batch from one snapshot of the data.
///
/// It holds a database connection until it is closed, so close it on every path. One task at a time uses an answer.
public protocol QueryAnswer: AnyObject, Sendable {
    /// The columns of each batch.
    var columns: [ResultColumn] { get }
    /// The ``Dataset/dataVersion`` that the answer was read from.
    var dataVersion: Int64 { get }
    /// The number of groups before limit and offset, if the query asks for it.
    var total: Int64? { get }
    /// A Boolean value that indicates whether the query's limit cuts the answer; known once ``next()`` has returned `nil`.
    var isTruncated: Bool { get }

    /// Returns the next rows, or `nil` after the last.
    func next() async throws(StorageError) -> RowBatch?

    /// Returns the connection to its pool. Further calls have no effect.
    func close() async
}
