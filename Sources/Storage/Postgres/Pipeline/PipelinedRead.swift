import Models
import Synchronization

/// A short read that shares a connection with others: a statement and the receiver of its answer.
///
/// The answer is decoded on the connection's queue. Cancelling the caller abandons the read here; on the server it goes on, as a
/// cancel request would hit whichever of the connection's reads runs at that moment.
///
/// `@unchecked Sendable`: a non-final class cannot be checked; all mutable state is guarded by a `Mutex`.
class PipelinedRead: @unchecked Sendable {
    let sql: String
    let values: [Value]
    /// The time of the request.
    let begun = ContinuousClock.now
    /// The numbers of retries by cause.
    private let repetitions = Mutex((sent: 0, prepared: 0, cancelled: 0))
    private let probing = Mutex(false)

    init(_ sql: String, _ values: [Value]) {
        self.sql = sql
        self.values = values
    }

    /// `true` if the read probes whether its table is still locked, with a short lock time-out; see ``ReadStallState``.
    var isProbe: Bool {
        get { probing.withLock { $0 } }
        set { probing.withLock { $0 = newValue } }
    }

    /// `true` if its caller no longer waits.
    var isOver: Bool { false }

    /// Decodes the answer and resumes the caller with it.
    func deliver(_ result: borrowing PostgresResult, on connection: OpaquePointer) {}

    /// Resumes the caller with an error.
    func fail(_ error: StorageError) {}

    /// Counts a retry on another connection; `false` once the limit is exceeded.
    func mayBeSentAgain(limit: Int) -> Bool {
        repetitions.withLock { count in
            count.sent += 1
            return count.sent <= limit
        }
    }

    /// Counts a retry after a cancellation; `false` once the limit is exceeded.
    func mayBeCancelledAgain(limit: Int) -> Bool {
        repetitions.withLock { count in
            count.cancelled += 1
            return count.cancelled <= limit
        }
    }

    /// Counts a repeated preparation of the statement; `false` once the limit is exceeded.
    func mayBePreparedAgain(limit: Int) -> Bool {
        repetitions.withLock { count in
            count.prepared += 1
            return count.prepared <= limit
        }
    }
}
