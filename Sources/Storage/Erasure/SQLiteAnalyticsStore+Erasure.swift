public import Models

extension SQLiteAnalyticsStore {
    /// Deletes rows, and the values that idempotency records quote, in one transaction; then empties the log.
    ///
    /// The writing connection overwrites deleted values with zeros (`secure_delete`).
    public func eraseRows(
        of dataset: Dataset, matching filter: ResolvedFilter
    ) async throws(StorageError) -> ErasureReceipt {
        let slot = dataset.rowCount >= RowDeletion.longWork ? try await largeUploads.enter() : nil
        defer { slot?.leave() }
        return try await writer.run { raw throws(StorageError) in
            try execute(raw, "BEGIN IMMEDIATE")
            let catalog = SQLiteCatalog(raw)
            let current = try catalog.current(dataset)
            let rows = try catalog.diagnosing(dataset) { () throws(StorageError) in
                try SQLiteRowDeletion(connection: raw, dataset: dataset).delete(filter)
            }
            let version = rows > 0 ? try catalog.changed(dataset.id, inserted: -rows) : current.dataVersion
            let records = try SQLiteStatement(
                raw,
                """
                UPDATE weir_ingest SET rejections =
                    json_object('count', json_extract(rejections, '$.count'), 'errors', json('[]'))
                WHERE dataset_id = ?1 AND json_array_length(rejections, '$.errors') > 0 RETURNING 1
                """)
            try records.bind(.integer(dataset.id), at: 1)
            var count: Int64 = 0
            while try records.step() { count += 1 }
            try eraseStatistics(raw, dataset.id)
            try execute(raw, "COMMIT")
            // The log still has the pages as they were. A reader of an older snapshot keeps it from being emptied.
            let isBusy = try SQLiteStatement(raw, "PRAGMA wal_checkpoint(TRUNCATE)").firstInteger() != 0
            var remains = ["backups and snapshots of the file, until they expire"]
            if isBusy { remains.append("the write-ahead log, until the readers that were running have ended") }
            return ErasureReceipt(rows: rows, records: count, dataVersion: version, remains: remains)
        }
    }
}

/// Deletes the values that `ANALYZE` has sampled from a dataset and from the server's own tables, in builds with
/// `SQLITE_ENABLE_STAT4` (SQLite documentation, "Database File Format: The sqlite_stat4 table").
private func eraseStatistics(_ raw: OpaquePointer, _ dataset: Int64) throws(StorageError) {
    for table in ["sqlite_stat3", "sqlite_stat4"] {
        let exists = try SQLiteStatement(
            raw, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '\(table)'")
        guard try exists.firstInteger() == 1 else { continue }
        let name = SQLiteSchema.table(dataset)
        try execute(raw, "DELETE FROM \(table) WHERE tbl = '\(name)' OR substr(tbl, 1, 5) = 'weir_'")
    }
}
