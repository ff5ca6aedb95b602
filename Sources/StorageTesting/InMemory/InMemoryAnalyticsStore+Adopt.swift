public import Models
public import Storage

extension InMemoryAnalyticsStore {
    /// Reads the source to its end, then creates the dataset under the lock.
    public func adopt(_ source: any DatasetSource) async throws(StorageError) -> Dataset {
        var pages: [RowPage] = []
        while let page = try await source.next() { pages.append(page) }
        let (given, all) = (source.dataset, pages)
        return try read { state throws(StorageError) in
            guard state.tables[given.name] == nil else { throw .datasetExists(given.name) }
            state.lastDatasetID += 1
            var table = Table(id: state.lastDatasetID, definition: given.definition, createdAt: given.createdAt)
            for page in all {
                table.ids += page.ids
                table.versions += page.versions
                for row in page.ids.indices { table.rows.append(page.rows[row]) }
            }
            table.lastID = table.ids.last ?? 0
            table.dataVersion = given.dataVersion
            state.tables[given.name] = table
            return table.description
        }
    }
}
