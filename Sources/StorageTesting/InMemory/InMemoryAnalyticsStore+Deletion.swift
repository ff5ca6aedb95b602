public import Models
public import Storage

extension InMemoryAnalyticsStore {
    /// Deletes rows under the lock.
    public func deleteRows(
        of dataset: Dataset, matching filter: ResolvedFilter, atMost limit: Int64?
    ) async throws(StorageError) -> RowDeletion {
        try read { state throws(StorageError) in
            var table = try state.table(of: dataset)
            let count = Int64(table.rows.count { row in filter.holds { row[$0] } })
            if let limit, count > limit { return .tooMany(count) }
            if count > 0 {
                table.remove(filter)
                table.dataVersion += 1
                state.tables[dataset.name] = table
            }
            return .deleted(count, dataVersion: table.dataVersion)
        }
    }
}

extension Table {
    /// Removes the rows that meet a condition.
    mutating func remove(_ filter: ResolvedFilter) {
        let kept = rows.indices.filter { index in !filter.holds { rows[index][$0] } }
        ids = kept.map { ids[$0] }
        versions = kept.map { versions[$0] }
        rows = kept.map { rows[$0] }
    }
}
