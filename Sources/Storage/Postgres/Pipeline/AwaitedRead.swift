import Models
import Synchronization

/// A ``PipelinedRead`` with a caller that awaits its answer.
///
/// `@unchecked Sendable`: inherited from a class that cannot be checked; its own mutable state is guarded by a `Mutex`.
final class AwaitedRead<Success: Sendable>: PipelinedRead, @unchecked Sendable {
    typealias Decoder = @Sendable (borrowing PostgresResult, OpaquePointer) throws(StorageError) -> Success

    private enum Waiting {
        case pending
        case waiter(CheckedContinuation<Result<Success, StorageError>, Never>)
        case settled(Result<Success, StorageError>)
        case over
    }

    private let decode: Decoder
    private let waiting = Mutex(Waiting.pending)

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
            case .pending, .waiter: false
            case .settled, .over: true
            }
        }
    }

    /// Waits for the answer; call at most once.
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

    /// Resumes the caller with the first answer; later ones are ignored.
    private func settle(_ result: Result<Success, StorageError>) {
        let waiter = waiting.withLock { waiting -> CheckedContinuation<Result<Success, StorageError>, Never>? in
            switch waiting {
            case .pending:
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
