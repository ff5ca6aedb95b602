public import Models
public import Storage

extension InMemoryAnalyticsStore {
    /// Deletes rows, and the values that idempotency records quote, under the lock.
    public func eraseRows(
        of dataset: Dataset, matching filter: ResolvedFilter
    ) async throws(StorageError) -> ErasureReceipt {
        try read { state throws(StorageError) in
            var table = try state.table(of: dataset)
            let count = Int64(table.rows.count { row in filter.holds { row[$0] } })
            table.remove(filter)
            if count > 0 { table.dataVersion += 1 }
            var records: Int64 = 0
            for (key, record) in table.records where !record.outcome.rejections.errors.isEmpty {
                table.records[key]?.outcome.rejections.errors = []
                records += 1
            }
            state.tables[dataset.name] = table
            return ErasureReceipt(rows: count, records: records, dataVersion: table.dataVersion, remains: [])
        }
    }
}
