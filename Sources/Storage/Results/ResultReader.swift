public import Models

/// The source of a ``QueryResult``: the batches of an answer, read from one snapshot of the data.
///
/// Stores implement it; callers use ``QueryResult``, which closes its reader. One task at a time uses a reader.
public protocol ResultReader: AnyObject, Sendable {
    /// The columns of each batch.
    var columns: [ResultColumn] { get }
    /// The ``Models/Dataset/dataVersion`` that the answer is read from.
    var dataVersion: Int64 { get }
    /// The versions of the datasets that values are looked up in, in the order in which the query names them; empty for one dataset.
    var lookupVersions: [DatasetVersion] { get }
    /// The number of groups before limit and offset, if the query asks for it.
    var total: Int64? { get }
    /// A Boolean value that indicates whether the query's limit cuts the answer; known once ``next()`` has returned `nil`.
    var isTruncated: Bool { get }

    /// Returns the next rows, or `nil` after the last.
    func next() async throws(StorageError) -> RowBatch?

    /// Returns the reader's connection to its pool, when no call of ``next()`` is running. Further calls have no effect.
    func close() async
}
