import Models
import Storage
import Synchronization

/// The rows of a request's body as a store takes them: from a spool that a task of its own fills while the client sends.
///
/// A store that is quicker than the client does not wait for it with a connection: ``next()`` throws ``UploadLag`` then, the store
/// takes everything back, and ``write(into:dataset:key:)`` begins again once the body is complete.
final class SpooledRowSource: RowSource {
    /// The bytes of rows after which a store may begin although more are to come, if they came within ``eagerTime``: a client so
    /// quick keeps a store busy.
    static let eagerBytes = 4 << 20
    static let eagerTime = Duration.seconds(2)
    /// The longest time for which a store waits for the next rows.
    static let patience = Duration.milliseconds(250)
    /// The bytes of rows up to which a complete upload counts as short.
    static let shortBytes = 1 << 20

    private let source: BodyRowSource
    private let spool: RowSpool
    private let uptime: @Sendable () -> Duration
    private let began: Duration
    private let filling: Task<Void, Never>
    private let lagged = Mutex(false)

    /// Begins to fill the spool.
    ///
    /// - Parameters:
    ///   - source: Reads and parses the body.
    ///   - types: The types of the dataset's columns.
    ///   - budget: The room for spooling.
    ///   - uptime: The time since some fixed moment, never running backwards.
    init(
        _ source: BodyRowSource, types: [ColumnType], budget: SpoolBudget, uptime: @escaping @Sendable () -> Duration
    ) {
        self.source = source
        self.uptime = uptime
        began = uptime()
        let spool = RowSpool(types: types, budget)
        self.spool = spool
        filling = Task(executorPreference: WorkerExecutor.shared) { await Self.fill(spool, from: source) }
    }

    private static func fill(_ spool: RowSpool, from source: BodyRowSource) async {
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

    /// Writes the rows into a dataset: while they come, if the client is quick; otherwise once all are there.
    func write(
        into dataset: Dataset, of store: any AnalyticsStore, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        let outcome = await withTaskCancellationHandler {
            await written(into: dataset, of: store, idempotencyKey: key)
        } onCancel: {
            filling.cancel()
        }
        // Whatever comes of it, nothing reads the body any more when this returns.
        filling.cancel()
        await filling.value
        return try outcome.get()
    }

    private func written(
        into dataset: Dataset, of store: any AnalyticsStore, idempotencyKey key: String?
    ) async -> Result<IngestOutcome, StorageError> {
        do throws(StorageError) {
            try await spool.wait { self.isQuick }
            do throws(StorageError) {
                return .success(try await store.ingest(self, into: dataset, idempotencyKey: key))
            } catch {
                guard case .sourceFailed(is UploadLag) = error else { throw error }
                lagged.withLock { $0 = true }
            }
            try await spool.wait()
            spool.rewind()
            return .success(try await store.ingest(self, into: dataset, idempotencyKey: key))
        } catch {
            return .failure(error)
        }
    }

    /// The bytes of rows that have arrived.
    var spooledBytes: Int { spool.byteCount }

    /// A Boolean value that indicates whether the store gave the rows back because the client fell behind.
    var hasLagged: Bool { lagged.withLock { $0 } }

    private var isQuick: Bool { spool.byteCount >= Self.eagerBytes && uptime() - began <= Self.eagerTime }

    // MARK: RowSource

    func next() async throws(StorageError) -> RowBatch? {
        switch try await spool.next(patience: Self.patience) {
        case .batch(let batch): return batch
        case .end: return nil
        case .lagging: throw .sourceFailed(UploadLag())
        }
    }

    var fingerprint: [UInt8] { source.fingerprint }

    var rejections: IngestRejections { source.rejections }

    var isShort: Bool { spool.isComplete && spool.byteCount <= Self.shortBytes }

    func lines(ofRow row: Int64) async -> ClosedRange<Int>? { await ended.lines(ofRow: row) }

    func elements(ofRow row: Int64) async -> ClosedRange<Int>? { await ended.elements(ofRow: row) }

    /// The source when nothing reads from it any more. The store has refused a row, so the rest of the body makes no difference; and
    /// one task at a time uses a source.
    private var ended: any RowSource {
        get async {
            filling.cancel()
            await filling.value
            return source
        }
    }
}

/// A client that sends more slowly than the store writes.
struct UploadLag: Error {}
