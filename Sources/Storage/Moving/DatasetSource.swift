public import Models

/// A dataset with all its rows, to be put into another store.
///
/// One task at a time uses a source.
public protocol DatasetSource: AnyObject, Sendable {
    /// The dataset: its definition, data version and creation are kept, its id is not.
    var dataset: Dataset { get }

    /// The next rows with their ids, ascending, and versions; `nil` after the last.
    func next() async throws(StorageError) -> RowPage?
}
