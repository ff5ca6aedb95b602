import HTTPTypes
import Models
import Storage
import Synchronization

/// The recent queries of this process, in memory.
package final class QueryLog: Sendable {
    /// The maximum number of entries, a few megabytes.
    package static let capacity = 10_000

    private let state: Mutex<QueryLogState>

    /// Creates a log without entries.
    package init(capacity: Int = QueryLog.capacity) { state = Mutex(QueryLogState(capacity: capacity)) }

    /// Adds an entry.
    func add(_ entry: QueryLogEntry) { state.withLock { $0.add(entry) } }

    /// Returns the entries as a dataset in a store of its own.
    ///
    /// - Parameters:
    ///   - spool: The disk space, of which the store's file takes a part.
    ///   - start: The start of the process, from which data versions count.
    /// - Throws: ``APIError`` with 503 if there is no space; ``Storage/StorageError``.
    func open(in spool: SpoolBudget, since start: Timestamp) async throws -> QueryLogStore {
        let (count, entries) = state.withLock { ($0.count, $0.entries) }
        // Versions of one process differ from those of another, because clients keep tags across a restart.
        do {
            return try await QueryLogStore(
                entries.entries, numbers: entries.numbers, version: start.microseconds + count, since: start, in: spool)
        } catch let error as SpoolError {
            throw APIError(
                .unavailable,
                "the server has no disk space left for a copy of the log of queries; try again later, or raise SPOOL_LIMIT",
                headers: [.retryAfter: "5"], cause: "spool: \(error)")
        }
    }
}

/// Counts the rows of a result while it is read.
final class CountedReader: ResultReader {
    private let result: QueryResult
    private let timing: RequestTiming

    init(_ result: QueryResult, _ timing: RequestTiming) {
        self.result = result
        self.timing = timing
    }

    var columns: [ResultColumn] { result.columns }
    var dataVersion: Int64 { result.dataVersion }
    var lookupVersions: [DatasetVersion] { result.lookupVersions }
    var total: Int64? { result.total }
    var isTruncated: Bool { result.isTruncated }

    func next() async throws(StorageError) -> RowBatch? {
        let batch = try await result.nextBatch()
        if let batch { timing.count(rows: batch.rowCount) }
        return batch
    }

    func close() async { await result.close() }
}
