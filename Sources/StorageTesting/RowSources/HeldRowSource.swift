package import Models
package import Storage
import Synchronization

/// A ``RowSource`` that returns its batches and then blocks until it is released, so that a test can keep an ingest open.
package final class HeldRowSource: RowSource {
    private let source: ScriptedRowSource
    private let remaining: Mutex<Int>
    private let held = AsyncStream<Never>.makeStream()
    private let reached = AsyncStream<Never>.makeStream()

    /// Creates a source of batches.
    package init(_ batches: [RowBatch]) {
        source = ScriptedRowSource(batches)
        remaining = Mutex(batches.count)
    }

    /// Lets the source end.
    package func release() { held.continuation.finish() }

    /// Waits until the store has read all batches and asks for more.
    package func waitUntilReached() async { for await _ in reached.stream {} }

    /// Returns the next batch; waits for ``release()`` after the last.
    package func next() async throws(StorageError) -> RowBatch? {
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
    package var fingerprint: [UInt8] { get async { await source.fingerprint } }

    /// No rejections.
    package var rejections: IngestRejections { get async { await source.rejections } }
}
