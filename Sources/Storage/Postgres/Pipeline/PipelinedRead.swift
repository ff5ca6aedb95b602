import Models
import Synchronization

/// A short read that shares a connection with others: a statement, and where its answer goes.
///
/// The answer is read on the connection's thread. Cancelling whoever waits gives the read up here; on the server it goes on, as
/// a cancel request would hit whichever of the shared connection's reads runs at that moment.
///
/// `@unchecked Sendable`: a class that others inherit from cannot be checked; what changes here and below is behind a `Mutex`.
class PipelinedRead: @unchecked Sendable {
    let sql: String
    let values: [Value]
    /// When it was asked for.
    let begun = ContinuousClock.now
    /// How often it was sent again, and how often its statement was prepared again.
    private let repetitions = Mutex((sent: 0, prepared: 0, cancelled: 0))
    private let probing = Mutex(false)

    fileprivate init(_ sql: String, _ values: [Value]) {
        self.sql = sql
        self.values = values
    }

    /// `true` if it is sent to find out if its table is still locked, and waits for no lock; see ``ReadStallState``.
    var isProbe: Bool {
        get { probing.withLock { $0 } }
        set { probing.withLock { $0 = newValue } }
    }

    /// `true` if its caller waits no more.
    var isOver: Bool { false }

    /// Takes the answer.
    func deliver(_ result: borrowing PostgresResult, on connection: OpaquePointer) {}

    /// Takes a failure.
    func fail(_ error: StorageError) {}

    /// Whether it may be sent again, which counts as having been.
    func mayBeSentAgain(limit: Int) -> Bool {
        repetitions.withLock { count in
            count.sent += 1
            return count.sent <= limit
        }
    }

    /// `true` if it may be asked for again after it was cancelled, which counts as having been.
    func mayBeCancelledAgain(limit: Int) -> Bool {
        repetitions.withLock { count in
            count.cancelled += 1
            return count.cancelled <= limit
        }
    }

    /// Whether its statement may be prepared again, which counts as having been.
    func mayBePreparedAgain(limit: Int) -> Bool {
        repetitions.withLock { count in
            count.prepared += 1
            return count.prepared <= limit
        }
    }
}

/// A ``PipelinedRead`` with somebody who waits for it.
final class AwaitedRead<Success: Sendable>: PipelinedRead, @unchecked Sendable {
    typealias Decoder = @Sendable (borrowing PostgresResult, OpaquePointer) throws(StorageError) -> Success

    private enum Waiting {
        case nobodyYet
        case waiter(CheckedContinuation<Result<Success, StorageError>, Never>)
        case settled(Result<Success, StorageError>)
        case over
    }

    private let decode: Decoder
    private let waiting = Mutex(Waiting.nobodyYet)

    init(_ sql: String, _ values: [Value], decode: @escaping Decoder) {
        self.decode = decode
        super.init(sql, values)
    }

    override func deliver(_ result: borrowing PostgresResult, on connection: OpaquePointer) {
        do throws(StorageError) {
            settle(.success(try decode(result, connection)))
        } catch {
            settle(.failure(error))
        }
    }

    override func fail(_ error: StorageError) { settle(.failure(error)) }

    override var isOver: Bool {
        waiting.withLock { waiting in
            switch waiting {
            case .nobodyYet, .waiter: false
            case .settled, .over: true
            }
        }
    }

    /// Waits for the answer; once only.
    func answer() async throws(StorageError) -> Success {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early = waiting.withLock { waiting -> Result<Success, StorageError>? in
                    if case .settled(let result) = waiting {
                        waiting = .over
                        return result
                    }
                    waiting = .waiter(continuation)
                    return nil
                }
                if let early { continuation.resume(returning: early) }
            }
        } onCancel: {
            settle(.failure(.cancelled))
        }
        return try result.get()
    }

    /// The first answer counts.
    private func settle(_ result: Result<Success, StorageError>) {
        let waiter = waiting.withLock { waiting -> CheckedContinuation<Result<Success, StorageError>, Never>? in
            switch waiting {
            case .nobodyYet:
                waiting = .settled(result)
                return nil
            case .waiter(let continuation):
                waiting = .over
                return continuation
            case .settled, .over: return nil
            }
        }
        waiter?.resume(returning: result)
    }
}
