import Models
import Synchronization

/// A reader that streams a query's rows from the server.
final class PostgresResultReader: ResultReader {
    let columns: [ResultColumn]
    let dataVersion: Int64
    let total: Int64?
    /// Always `false`; ``LimitedReader`` sets it.
    let isTruncated = false
    private let dataset: Dataset
    private let schema: PostgresSchema
    private let readers: [ColumnReader]
    private let lease: ConnectionLease<PostgresConnection>
    private let state = Mutex(State())

    private struct State {
        var hasEnded = false
        /// The batch that was read ahead.
        var ahead: RowBatch?
    }

    init(
        _ query: ResolvedQuery, on dataset: Dataset, in schema: PostgresSchema, dataVersion: Int64, total: Int64?,
        keeping: Int, lease: ConnectionLease<PostgresConnection>
    ) {
        self.dataset = dataset
        self.schema = schema
        columns = query.output
        self.dataVersion = dataVersion
        self.total = total
        readers = Array(query.readers.prefix(keeping))
        self.lease = lease
    }

    /// Reads the first rows, which ``next()`` returns later.
    func readAhead() async throws(StorageError) {
        guard let batch = try await next() else { return }
        state.withLock { $0.ahead = batch }
    }

    func next() async throws(StorageError) -> RowBatch? {
        guard let connection = lease.connection else { return nil }
        let (ahead, hasEnded) = state.withLock { ($0.ahead.take(), $0.hasEnded) }
        if let ahead { return ahead }
        if hasEnded { return nil }
        let readers = self.readers
        let (batch, isLast) = try await connection.run(on: dataset, in: schema) {
            session throws(StorageError) -> (RowBatch, Bool) in
            var batch = RowBatch(types: readers.map(\.type))
            let size = BatchSize(batch)
            while batch.rowCount == 0 || !size.isFull(batch) {
                guard let row = try session.nextRow() else { return (batch, true) }
                for index in readers.indices { try row.append(0, index, readers[index], to: &batch.columns[index]) }
            }
            return (batch, false)
        }
        if isLast { state.withLock { $0.hasEnded = true } }
        return batch.rowCount == 0 ? nil : batch
    }

    func close() async { await lease.end() }
}
