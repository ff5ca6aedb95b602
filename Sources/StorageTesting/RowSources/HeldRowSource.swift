public import Models
public import Storage
import Synchronization

/// A ``RowSource`` that returns its batches and then blocks until it is released, so that a test can keep an ingest open.
public final class HeldRowSource: RowSource {
    private let source: ScriptedRowSource
    private let remaining: Mutex<Int>
    private let held = AsyncStream<Never>.makeStream()
    private let reached = AsyncStream<Never>.makeStream()

    /// Creates a source of batches.
    public init(_ batches: [RowBatch]) {
        source = ScriptedRowSource(batches)
        remaining = Mutex(batches.count)
    }

    /// Lets the source end.
    public func release() { held.continuation.finish() }

    /// Waits until the store has read all batches and asks for more.
    public func waitUntilReached() async { for await _ in reached.stream {} }

    /// Returns the next batch; waits for ``release()`` after the last.
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

    /// A digest of the batches returned so far.
    public var fingerprint: [UInt8] { get async { await source.fingerprint } }

    /// No rejections.
    public var rejections: IngestRejections { get async { await source.rejections } }
}
