import Dispatch
import Synchronization

/// A connection with blocking calls, which run one at a time on a queue of its own and never block a cooperative thread.
protocol SerialConnection: AnyObject, Sendable {
    /// The blocking interface of the connection; used only on its queue.
    associatedtype Session

    /// The serial queue of the blocking calls.
    var queue: DispatchQueue { get }
    /// The blocking interface, on the queue; `nil` if the connection is closed.
    var session: Session? { get }
    /// The operation that runs on the queue.
    var running: RunningOperation { get }
    /// `true` if the connection is up and outside of any transaction. Read only while no operation runs.
    var isClean: Bool { get }

    /// Adds a block to the serial queue.
    func enqueue(_ work: @escaping @Sendable () -> Void)
    /// Prepares an operation, on the queue before it can be stopped.
    func operationWillBegin(_ session: Session)
    /// Completes an operation, on the queue after it can no longer be stopped.
    func operationDidEnd(_ session: Session)
    /// Stops an operation whose task was cancelled, if it still runs; must not block.
    func stop(_ operation: RunningOperation.ID)
    /// `true` for errors with which a stopped operation ends.
    static func isFromStop(_ error: StorageError) -> Bool
    /// Stops a running statement and rolls an open transaction back.
    ///
    /// - Returns: `true` if the connection can be reused.
    func reset() async -> Bool
}

extension SerialConnection {
    func enqueue(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

    /// Runs `body` on the connection's queue. Cancelling the task stops the running statement.
    func run<Success: Sendable>(
        _ body: @escaping @Sendable (Session) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let operation = running.makeID()
        let cancelled = Mutex(false)
        let outcome = await withTaskCancellationHandler {
            await perform { session throws(StorageError) in
                self.operationWillBegin(session)
                self.running.begin(operation)
                defer {
                    self.running.end()
                    self.operationDidEnd(session)
                }
                // Checked after the operation has begun: an earlier cancellation found nothing to stop.
                guard !cancelled.withLock({ $0 }) else { throw .cancelled }
                return try body(session)
            }
        } onCancel: {
            cancelled.withLock { $0 = true }
            stop(operation)
        }
        do throws(StorageError) {
            return try outcome.get()
        } catch {
            // A time-out ends with the same error as a stop.
            if Self.isFromStop(error), cancelled.withLock({ $0 }) { throw .cancelled }
            throw error
        }
    }

    /// Runs `body` even if the task has been cancelled, so that a transaction can always be ended.
    func runToEnd<Success: Sendable>(
        _ body: @escaping @Sendable (Session) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await perform(body).get()
    }

    private func perform<Success: Sendable>(
        _ body: @escaping @Sendable (Session) throws(StorageError) -> Success
    ) async -> Result<Success, StorageError> {
        await withCheckedContinuation { continuation in
            enqueue {
                guard let session = self.session else {
                    return continuation.resume(returning: .failure(.unavailable(.closed)))
                }
                do throws(StorageError) {
                    continuation.resume(returning: .success(try body(session)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }
}

/// The operation that runs on a connection's queue, so that a late cancellation never stops the next one.
final class RunningOperation: Sendable {
    typealias ID = UInt64

    private let state = Mutex<(current: ID, last: ID)>((0, 0))

    /// The id of a new operation.
    func makeID() -> ID {
        state.withLock { state in
            state.last += 1
            return state.last
        }
    }

    func begin(_ operation: ID) { state.withLock { $0.current = operation } }

    func end() { state.withLock { $0.current = 0 } }

    /// Runs `body` if an operation runs, and keeps it from ending and the next one from beginning meanwhile.
    ///
    /// - Returns: The result of `body`; `nil` if the operation does not run.
    func ifRuns<Result>(_ operation: ID, _ body: () -> Result) -> Result? {
        state.withLock { $0.current == operation ? body() : nil }
    }
}
