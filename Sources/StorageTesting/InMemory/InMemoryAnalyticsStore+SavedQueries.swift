package import Models
package import Storage

extension InMemoryAnalyticsStore: SavedQueryStore {
    /// Returns the queries of a dataset.
    package func savedQueries(of dataset: Dataset) async throws(StorageError) -> [SavedQueryRecord] {
        try read { state throws(StorageError) in
            guard let table = state.tables[dataset.name], table.id == dataset.id else { return [] }
            return table.savedQueries.values.sorted { $0.name < $1.name }
        }
    }

    /// Returns a query of a dataset.
    package func savedQuery(
        _ name: Identifier, of dataset: Dataset
    ) async throws(StorageError) -> SavedQueryRecord? {
        try await savedQueries(of: dataset).first { $0.name == name }
    }

    /// Writes a query if a condition holds.
    package func saveQuery(
        _ query: SavedQueryRecord, in dataset: Dataset, if condition: SavedQueryCondition, limit: Int
    ) async throws(StorageError) -> SavedQueryOutcome {
        try read { state throws(StorageError) in
            var table = try state.table(of: dataset)
            let current = table.savedQueries[query.name]
            guard condition.holds(for: current) else { return .conflict }
            guard current != nil || table.savedQueries.count < limit else { return .full }
            let written = current?.changed(by: query) ?? query
            table.savedQueries[query.name] = written
            state.tables[dataset.name] = table
            return .done(written)
        }
    }

    /// Deletes a query if a condition holds.
    package func deleteSavedQuery(
        _ name: Identifier, of dataset: Dataset, if condition: SavedQueryCondition
    ) async throws(StorageError) -> SavedQueryOutcome {
        try read { state throws(StorageError) in
            var table = try state.table(of: dataset)
            guard let current = table.savedQueries[name], condition.holds(for: current) else { return .conflict }
            table.savedQueries[name] = nil
            state.tables[dataset.name] = table
            return .done(current)
        }
    }
}
