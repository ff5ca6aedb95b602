public import Models

/// Creates datasets with their first rows.
extension AnalyticsStore {
    /// Creates a dataset and writes its first rows in one transaction; if they cannot be written, the dataset is dropped again.
    ///
    /// A process that ends between the two leaves an empty dataset.
    ///
    /// - Parameters:
    ///   - definition: The definition.
    ///   - rows: The rows of the dataset's columns.
    /// - Returns: The dataset with its rows, and the outcome of writing them.
    public func createDataset(
        _ definition: DatasetDefinition, rows: any RowSource
    ) async throws(StorageError) -> (dataset: Dataset, outcome: IngestOutcome) {
        let made = try await createDataset(definition)
        do throws(StorageError) {
            let outcome = try await ingest(rows, into: made, idempotencyKey: nil)
            return (try await dataset(named: definition.name), outcome)
        } catch {
            // A task of its own, because this one may have been cancelled. The version protects rows that another client wrote.
            await Task { try? await dropDataset(named: definition.name, expecting: made.dataVersion) }.value
            throw error
        }
    }
}
