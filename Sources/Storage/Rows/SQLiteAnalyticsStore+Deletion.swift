public import Models

extension SQLiteAnalyticsStore {
    /// Deletes rows in a transaction of the writing connection.
    public func deleteRows(
        of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?
    ) async throws(StorageError) -> RowDeletion {
        let slot = dataset.rowCount >= RowDeletion.longWork ? try await largeUploads.enter() : nil
        defer { slot?.leave() }
        return try await writer.run { raw throws(StorageError) in
            try execute(raw, "BEGIN IMMEDIATE")
            let catalog = SQLiteCatalog(raw)
            let current = try catalog.current(dataset)
            let outcome = try catalog.diagnosing(dataset) { () throws(StorageError) -> RowDeletion in
                let deletion = SQLiteRowDeletion(connection: raw, dataset: dataset)
                if let limit {
                    let count = try deletion.count(filter)
                    guard count <= limit else { return .tooMany(count) }
                }
                let deleted = try deletion.delete(filter)
                guard deleted > 0 else { return .deleted(0, dataVersion: current.dataVersion) }
                return .deleted(deleted, dataVersion: try catalog.changed(dataset.id, inserted: -deleted))
            }
            if case .tooMany = outcome { try execute(raw, "ROLLBACK") } else { try execute(raw, "COMMIT") }
            return outcome
        }
    }
}
