import AnalyticsAPI
import Synchronization

/// The spans between the requests that record them and the export; it never waits.
final class SpanBuffer: SpanRecorder {
    /// The maximum number of waiting spans, about four megabytes.
    static let capacity = 4096

    private let queue: Mutex<SpanQueue>

    init(capacity: Int = SpanBuffer.capacity) { queue = Mutex(SpanQueue(capacity: capacity)) }

    func record(_ spans: [Span]) { queue.withLock { $0.add(spans) } }

    /// Takes the oldest spans.
    func take(atMost most: Int) -> [Span] { queue.withLock { $0.take(atMost: most) } }

    /// Counts spans whose export failed.
    func drop(_ spans: [Span]) { queue.withLock { $0.drop(spans) } }

    /// Writes the number of waiting and dropped spans into a table.
    func write(into table: inout MetricTable) {
        let (count, dropped) = queue.withLock { ($0.count, $0.dropped) }
        table.set(.queuedSpans, [], Double(count))
        table.set(.droppedSpans, [], Double(dropped))
    }
}
