import Storage
import Synchronization

/// Holds queries back until a test lets them go on or they are cancelled.
final class QueryGate: Sendable {
    private let held = Mutex<[AsyncStream<Void>.Continuation]>([])
    private let arrivals = AsyncStream<Void>.makeStream()
    private let cancellations = AsyncStream<Void>.makeStream()

    /// Waits until one more query is held.
    func arrival() async { for await _ in arrivals.stream { return } }

    /// Waits until one more query that was held has been cancelled.
    func cancellation() async { for await _ in cancellations.stream { return } }

    /// Lets go on what is held now.
    func release() {
        for query in held.withLock({ $0 }) { query.yield() }
    }

    /// Where a query waits.
    func pass() async throws(StorageError) {
        let (stream, query) = AsyncStream<Void>.makeStream()
        held.withLock { $0.append(query) }
        arrivals.continuation.yield()
        // Ends without an element when the task is cancelled.
        for await _ in stream { return }
        cancellations.continuation.yield()
        throw .cancelled
    }
}
