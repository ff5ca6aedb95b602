public import Models

/// Operations on datasets by their names.
extension AnalyticsStore {
    /// Returns the rows of a query on a dataset. The query runs when the iteration begins.
    ///
    /// ```swift
    /// for try await row in store.query(Query(measures: ["sum(n)"], dimensions: ["region"]), on: "orders") {
    ///     print(row)
    /// }
    /// ```
    public func query(_ query: Query, on name: String, reading: ReadConsistency = .current) -> QueryRows {
        QueryRows(query, on: name, in: self, reading: reading)
    }

    /// Creates a dataset of nullable columns.
    ///
    /// - Parameter timeColumn: The column that holds each row's time, if the rows are events.
    /// - Throws: ``StorageError/invalidName(_:)``, ``StorageError/invalidDefinition(_:)``, ``StorageError/datasetExists(_:)``.
    @discardableResult
    public func createDataset(
        _ name: String, columns: KeyValuePairs<String, ColumnType>, timeColumn: String? = nil
    ) async throws(StorageError) -> Dataset {
        let name = try Identifier(named: name)
        var typed: [Column] = []
        for (name, type) in columns { typed.append(Column(name: try Identifier(named: name), type: type)) }
        var time: Identifier?
        if let timeColumn { time = try Identifier(named: timeColumn) }
        let definition: DatasetDefinition
        do throws(DefinitionError) {
            definition = try DatasetDefinition(name: name, columns: typed, timeColumn: time)
        } catch {
            throw .invalidDefinition(error)
        }
        return try await createDataset(definition)
    }
}
