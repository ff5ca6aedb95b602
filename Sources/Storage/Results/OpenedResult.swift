import Models

/// The beginning of a result: what the operation that starts a statement reads.
///
/// One operation starts the statement and reads the first batch, since each operation on a connection costs two changes of threads.
struct OpenedResult: Sendable {
    /// The dataset's version in the snapshot.
    var dataVersion: Int64
    /// The versions of ``Models/ResolvedQuery/lookupDatasets`` in the snapshot.
    var lookupVersions: [DatasetVersion] = []
    /// The number of groups before limit and offset, if the query asks for it.
    var total: Int64?
    /// The first rows; `nil` if there are none.
    var first: RowBatch?
    /// A Boolean value that indicates whether the first batch is the whole result; the transaction has then ended.
    var isWhole: Bool
}
