import Models
import Storage
import Synchronization

/// The rows of a request's body, read from a spool that a separate task fills while the client sends.
///
/// A store does not hold a database connection while it waits for a slow client: ``next()`` throws ``UploadLagError``, the
/// store rolls back, and ``write(into:of:mode:idempotencyKey:)`` starts again once the body is complete.
final class SpooledRowSource: RowSource {
    /// The bytes of rows that must arrive within ``eagerTime`` for the store to start before the upload is complete: such a
    /// client keeps the store busy.
    static let eagerBytes = 4 << 20
    /// The time limit for ``eagerBytes``.
    static let eagerTime = Duration.seconds(2)
    /// The maximum time a store waits for the next rows.
    static let rowTimeout = Duration.milliseconds(250)
    /// The maximum size of a short upload, in bytes of rows.
    static let shortBytes = 1 << 20

    private let source: GuardedRowSource
    private let spool: RowSpool
    private let uptime: @Sendable () -> Duration
    private let began: Duration
    private let filling: Task<Void, Never>
    private let lagged = Mutex(false)

    /// Creates a source and starts to fill its spool.
    ///
    /// - Parameters:
    ///   - source: Reads and parses the body, and tests its rows.
    ///   - types: The types of the dataset's columns.
    ///   - budget: The disk space for spooling.
    ///   - uptime: A monotonic clock.
    init(
        _ source: GuardedRowSource, types: [ColumnType], budget: SpoolBudget, uptime: @escaping @Sendable () -> Duration
    ) {
        self.source = source
        self.uptime = uptime
        began = uptime()
        let spool = RowSpool(types: types, budget)
        self.spool = spool
        filling = Task(executorPreference: WorkerExecutor.shared) { await Self.fill(spool, from: source) }
    }

    private static func fill(_ spool: RowSpool, from source: GuardedRowSource) async {
        do throws(StorageError) {
            while let batch = try await source.next() {
                do {
                    try spool.append(batch)
                } catch {
                    throw .sourceFailed(error)
                }
            }
            spool.finish(.success(()))
        } catch {
            spool.finish(.failure(error))
        }
    }

    /// Writes the rows into a dataset: while they arrive from a fast client, otherwise once the upload is complete.
    func write(
        into dataset: Dataset, of store: any AnalyticsStore, mode: IngestMode = .append, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        let outcome = await withTaskCancellationHandler {
            await written(into: dataset, of: store, mode: mode, idempotencyKey: key)
        } onCancel: {
            filling.cancel()
        }
        // Nothing may read the body after this function returns.
        filling.cancel()
        await filling.value
        return try outcome.get()
    }

    private func written(
        into dataset: Dataset, of store: any AnalyticsStore, mode: IngestMode, idempotencyKey key: String?
    ) async -> Result<IngestOutcome, StorageError> {
        do throws(StorageError) {
            try await spool.wait { self.isFast }
            do throws(StorageError) {
                return .success(try await store.ingest(self, into: dataset, mode: mode, idempotencyKey: key))
            } catch {
                guard case .sourceFailed(is UploadLagError) = error else { throw error }
                lagged.withLock { $0 = true }
            }
            try await spool.wait()
            spool.rewind()
            return .success(try await store.ingest(self, into: dataset, mode: mode, idempotencyKey: key))
        } catch {
            return .failure(error)
        }
    }

    /// The bytes of rows that have arrived.
    var spooledBytes: Int { spool.byteCount }

    /// A Boolean value that indicates whether the store rolled back because the client fell behind.
    var hasLagged: Bool { lagged.withLock { $0 } }

    private var isFast: Bool { spool.byteCount >= Self.eagerBytes && uptime() - began <= Self.eagerTime }

    // MARK: RowSource

    func next() async throws(StorageError) -> RowBatch? {
        switch try await spool.next(timeout: Self.rowTimeout) {
        case .batch(let batch): return batch
        case .end: return nil
        case .lagging: throw .sourceFailed(UploadLagError())
        }
    }

    var fingerprint: [UInt8] { source.fingerprint }

    var rejections: IngestRejections { source.rejections }

    var isShort: Bool { spool.isComplete && spool.byteCount <= Self.shortBytes }

    func lines(ofRow row: Int64) async -> ClosedRange<Int>? { await ended.lines(ofRow: row) }

    func elements(ofRow row: Int64) async -> ClosedRange<Int>? { await ended.elements(ofRow: row) }

    /// The source, after the filling task has ended: one task at a time uses a source. The store calls this after it rejected a
    /// row, so the rest of the body is not needed.
    private var ended: any RowSource {
        get async {
            filling.cancel()
            await filling.value
            return source
        }
    }
}

/// A client that sends more slowly than the store writes.
struct UploadLagError: Error {}
