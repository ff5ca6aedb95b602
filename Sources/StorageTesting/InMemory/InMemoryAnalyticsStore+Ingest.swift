public import Models
public import Storage
import Synchronization

extension InMemoryAnalyticsStore {
    /// Reads the source to its end, then writes its rows under the lock.
    public func ingest(
        _ rows: any RowSource, into dataset: Dataset, mode: IngestMode, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        try mode.check(dataset)
        if let record = try begin(dataset, key: key) {
            _ = try await drain(rows)
            guard await rows.fingerprint == record.fingerprint else { throw .idempotencyConflict(record.key) }
            var outcome = record.outcome
            outcome.replayed = true
            return outcome
        }
        do throws(StorageError) {
            let values = try await drain(rows)
            let rejections = await rows.rejections
            try mode.check(inserted: Int64(values.count), rejections)
            let fingerprint = await rows.fingerprint
            let commit = try commit(
                values, to: dataset, mode: mode, rejections: rejections, key: key, fingerprint: fingerprint)
            switch commit {
            case .done(let outcome): return outcome
            case .outside(let outside):
                throw await IngestMode.outside(outside, count: Int64(outside.count), in: rows)
            case .duplicate(let row):
                let error = RowError(
                    line: await rows.lines(ofRow: Int64(row))?.lowerBound,
                    element: await rows.elements(ofRow: Int64(row))?.lowerBound, column: nil,
                    code: .constraintViolation, got: "a key that exists already", expected: "a new key")
                throw .rejected(IngestRejections(count: 1, errors: [error]))
            }
        } catch {
            abandon(dataset, key: key)
            throw error
        }
    }

    /// Claims the key, or returns the record of its earlier ingest.
    private func begin(_ dataset: Dataset, key: String?) throws(StorageError) -> IngestRecord? {
        let oldest = IdempotencyRetention.oldest(at: now())
        return try read { state throws(StorageError) in
            let table = try state.table(of: dataset)
            guard let key else { return nil }
            if let record = table.records[Array(key.utf8)], record.createdAt >= oldest { return record }
            guard !table.running.contains(Array(key.utf8)) else { throw .idempotencyInProgress(key) }
            state.tables[dataset.name]?.running.insert(Array(key.utf8))
            return nil
        }
    }

    private func drain(_ source: any RowSource) async throws(StorageError) -> [[Value]] {
        var rows: [[Value]] = []
        while let batch = try await source.next() {
            guard !Task.isCancelled else { throw .cancelled }
            for row in 0..<batch.rowCount { rows.append(batch[row]) }
        }
        return rows
    }

    /// The end of an ingest.
    private enum Commit: Sendable {
        case done(IngestOutcome)
        /// Nothing was written, because these rows may not take the place of other ones.
        case outside([Int64])
        /// Nothing was written, because this row has the key of another one.
        case duplicate(Int)
    }

    private func commit(
        _ rows: [[Value]], to dataset: Dataset, mode: IngestMode, rejections: IngestRejections, key: String?,
        fingerprint: [UInt8]
    ) throws(StorageError) -> Commit {
        let now = now()
        return try read { state throws(StorageError) in
            var table = try state.table(of: dataset)
            let known = table
            if case .replace(let filter) = mode { table.remove(filter) }
            let deleted = known.rows.count - table.rows.count
            var counts = (inserted: rows.count, updated: 0, ignored: 0, outside: [Int64]())
            switch mode {
            case .append, .replace:
                if let duplicate = table.duplicate(in: rows) { return .duplicate(duplicate) }
                table.append(rows)
                table.dataVersion = known.dataVersion + (deleted > 0 || !rows.isEmpty ? 1 : 0)
            case .merge, .ignoreDuplicates: counts = table.write(rows, mode)
            }
            guard counts.outside.isEmpty else { return .outside(counts.outside) }
            let outcome = IngestOutcome(
                inserted: Int64(counts.inserted), deleted: Int64(deleted), updated: Int64(counts.updated),
                ignored: Int64(counts.ignored), rejections: rejections, dataVersion: table.dataVersion)
            if let key {
                table.running.remove(Array(key.utf8))
                table.records[Array(key.utf8)] = IngestRecord(
                    key: key, fingerprint: fingerprint, outcome: outcome, createdAt: now)
            }
            state.tables[dataset.name] = table
            return .done(outcome)
        }
    }

    private func abandon(_ dataset: Dataset, key: String?) {
        guard let key else { return }
        state.withLock { state in
            guard state.tables[dataset.name]?.id == dataset.id else { return }
            state.tables[dataset.name]?.running.remove(Array(key.utf8))
        }
    }
}
