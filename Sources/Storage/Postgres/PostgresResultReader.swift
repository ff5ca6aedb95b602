import Models
import Synchronization

/// A reader that streams a query's rows from the server, whose first batch has been read.
final class PostgresResultReader: ResultReader {
    let columns: [ResultColumn]
    let dataVersion: Int64
    let lookupVersions: [DatasetVersion]
    let total: Int64?
    /// Always `false`; ``LimitedReader`` sets it.
    let isTruncated = false
    private let dataset: Dataset
    private let lookups: [Dataset]
    private let schema: PostgresSchema
    private let readers: [ColumnReader]
    private let lease: ConnectionLease<PostgresConnection>
    private let state: Mutex<State>

    private struct State {
        var hasEnded: Bool
        /// The batch that was read with the start of the statement.
        var first: RowBatch?
    }

    /// - Parameters:
    ///   - readers: The readers of the columns to return.
    ///   - lease: The statement's connection; it has ended if the first batch is the whole result.
    init(
        _ columns: [ResultColumn], _ readers: [ColumnReader], _ opened: OpenedResult, on dataset: Dataset,
        lookups: [Dataset], in schema: PostgresSchema, lease: ConnectionLease<PostgresConnection>
    ) {
        self.columns = columns
        self.readers = readers
        dataVersion = opened.dataVersion
        lookupVersions = opened.lookupVersions
        total = opened.total
        self.dataset = dataset
        self.lookups = lookups
        self.schema = schema
        self.lease = lease
        state = Mutex(State(hasEnded: opened.isWhole, first: opened.first))
    }

    func next() async throws(StorageError) -> RowBatch? {
        let (first, hasEnded) = state.withLock { ($0.first.take(), $0.hasEnded) }
        if let first { return first }
        guard !hasEnded, let connection = lease.connection else { return nil }
        let readers = self.readers
        let (batch, isLast) = try await connection.run(on: dataset, lookups: lookups, in: schema) {
            session throws(StorageError) -> (RowBatch?, Bool) in
            try session.nextBatch(readers)
        }
        if isLast { state.withLock { $0.hasEnded = true } }
        return batch
    }

    func close() async { await lease.end() }
}

extension PostgresSession {
    /// Reads the next batch of the started statement.
    ///
    /// - Returns: The rows, `nil` if there are none, and `true` if no more follow and the connection is idle.
    func nextBatch(_ readers: [ColumnReader]) throws(StorageError) -> (batch: RowBatch?, isLast: Bool) {
        var batch = RowBatch(types: readers.map(\.type))
        let size = BatchSize(batch)
        while batch.rowCount == 0 || !size.isFull(batch) {
            guard let row = try nextRow() else { return (batch.rowCount == 0 ? nil : batch, true) }
            for index in readers.indices { try row.append(0, index, readers[index], to: &batch.columns[index]) }
        }
        return (batch, false)
    }
}
