public import Models
public import Storage
import Synchronization

/// A ``RowSource`` that gives its batches and then stands still until it is released: an ingest that a test keeps open for
/// as long as it needs.
public final class HeldRowSource: RowSource {
    private let source: ArrayRowSource
    private let remaining: Mutex<Int>
    private let held = AsyncStream<Never>.makeStream()
    private let reached = AsyncStream<Never>.makeStream()

    /// Gives these batches, then waits.
    public init(_ batches: [RowBatch]) {
        source = ArrayRowSource(batches)
        remaining = Mutex(batches.count)
    }

    /// Lets the source end.
    public func release() { held.continuation.finish() }

    /// Returns once the store has taken all batches and asks for more.
    public func waitUntilReached() async { for await _ in reached.stream {} }

    /// The next batch; waits after the last.
    public func next() async throws(StorageError) -> RowBatch? {
        let isLast = remaining.withLock { remaining in
            remaining -= 1
            return remaining < 0
        }
        guard isLast else { return try await source.next() }
        reached.continuation.finish()
        for await _ in held.stream {}
        guard !Task.isCancelled else { throw .cancelled }
        return try await source.next()
    }

    /// A digest of the batches given so far.
    public var fingerprint: [UInt8] { get async { await source.fingerprint } }

    /// None.
    public var rejections: IngestRejections { get async { await source.rejections } }
}
