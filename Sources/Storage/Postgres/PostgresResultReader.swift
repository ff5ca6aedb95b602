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
    private let pool: LeasePool<PostgresConnection>
    private let lease: Mutex<Lease?>

    private struct Lease {
        let connection: PostgresConnection
        let run: QueryRun
        var ended = false
        /// The batch that was read ahead.
        var ahead: RowBatch?
    }

    init(
        _ query: ResolvedQuery, on dataset: Dataset, in schema: PostgresSchema, dataVersion: Int64, total: Int64?,
        keeping: Int, connection: PostgresConnection, pool: LeasePool<PostgresConnection>, run: QueryRun
    ) {
        self.dataset = dataset
        self.schema = schema
        columns = query.output
        self.dataVersion = dataVersion
        self.total = total
        readers = Array(query.readers.prefix(keeping))
        self.pool = pool
        lease = Mutex(Lease(connection: connection, run: run))
    }

    /// Reads the first rows, which ``next()`` returns later.
    func readAhead() async throws(StorageError) {
        guard let batch = try await next() else { return }
        lease.withLock { $0?.ahead = batch }
    }

    func next() async throws(StorageError) -> RowBatch? {
        if let ahead = lease.withLock({ $0?.ahead.take() }) { return ahead }
        guard let lease = lease.withLock({ $0 }), !lease.ended else { return nil }
        let readers = self.readers
        let (batch, ended) = try await lease.connection.run(on: dataset, in: schema) {
            session throws(StorageError) -> (RowBatch, Bool) in
            var batch = RowBatch(types: readers.map(\.type))
            let size = BatchSize(batch)
            while batch.rowCount == 0 || !size.isFull(batch) {
                guard let row = try session.nextRow() else { return (batch, true) }
                for index in readers.indices { try row.append(0, index, readers[index], to: &batch.columns[index]) }
            }
            return (batch, false)
        }
        if ended { self.lease.withLock { $0?.ended = true } }
        return batch.rowCount == 0 ? nil : batch
    }

    func close() async {
        guard let lease = lease.withLock({ $0.take() }) else { return }
        defer { lease.run.end() }
        await pool.giveBack(lease.connection, reusable: await lease.connection.reset())
    }
}
