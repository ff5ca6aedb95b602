import Storage
import Synchronization

/// Holds queries until the test releases them or they are cancelled.
final class QueryGate: Sendable {
    private let held = Mutex<[AsyncStream<Void>.Continuation]>([])
    private let arrivals = AsyncStream<Void>.makeStream()
    private let cancellations = AsyncStream<Void>.makeStream()

    /// Waits until another query is held.
    func arrival() async { for await _ in arrivals.stream { return } }

    /// Waits until another held query has been cancelled.
    func cancellation() async { for await _ in cancellations.stream { return } }

    /// Releases the queries that are held now.
    func release() {
        for query in held.withLock({ $0 }) { query.yield() }
    }

    /// Holds a query until its release or cancellation.
    func pass() async throws(StorageError) {
        let (stream, query) = AsyncStream<Void>.makeStream()
        held.withLock { $0.append(query) }
        arrivals.continuation.yield()
        // The stream ends without an element when the task is cancelled.
        for await _ in stream { return }
        cancellations.continuation.yield()
        throw .cancelled
    }
}
