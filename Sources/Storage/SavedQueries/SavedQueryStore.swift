package import Models

/// A store of saved queries, which the stores of datasets keep in the same database. Dropping a dataset drops its queries.
///
/// Every implementation passes one contract suite. Reads are from the primary.
package protocol SavedQueryStore: Sendable {
    /// Returns the queries of a dataset, ordered by name; none if the dataset has been dropped.
    func savedQueries(of dataset: Dataset) async throws(StorageError) -> [SavedQueryRecord]

    /// Returns a query of a dataset; `nil` if there is none of this name.
    func savedQuery(_ name: Identifier, of dataset: Dataset) async throws(StorageError) -> SavedQueryRecord?

    /// Writes a query if a condition holds. Test and change are atomic.
    ///
    /// - Parameters:
    ///   - query: The new query, or the new document and author of the existing one.
    ///   - dataset: The dataset.
    ///   - condition: The condition on the current query.
    ///   - limit: The maximum number of queries in the dataset.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)`` if the dataset has been dropped since.
    func saveQuery(
        _ query: SavedQueryRecord, in dataset: Dataset, if condition: SavedQueryCondition, limit: Int
    ) async throws(StorageError) -> SavedQueryOutcome

    /// Deletes a query if a condition holds. Test and change are atomic.
    ///
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)`` if the dataset has been dropped since.
    func deleteSavedQuery(
        _ name: Identifier, of dataset: Dataset, if condition: SavedQueryCondition
    ) async throws(StorageError) -> SavedQueryOutcome
}
