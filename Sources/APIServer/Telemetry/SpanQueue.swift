import AnalyticsAPI

/// The bounded queue of spans that wait for their export: a pure value.
struct SpanQueue: Sendable {
    /// The maximum number of spans.
    let capacity: Int
    private var waiting: [Span] = []
    /// The number of spans dropped since the start.
    private(set) var dropped = 0

    init(capacity: Int) { self.capacity = capacity }

    /// The number of waiting spans.
    var count: Int { waiting.count }

    /// Adds the spans of a request, or drops all of them: a part of a request would look like the whole.
    mutating func add(_ spans: [Span]) {
        guard waiting.count + spans.count <= capacity else {
            dropped += spans.count
            return
        }
        waiting += spans
    }

    /// Takes the oldest spans.
    mutating func take(atMost most: Int) -> [Span] {
        let batch = Array(waiting.prefix(most))
        waiting.removeFirst(batch.count)
        return batch
    }

    /// Counts spans whose export failed.
    mutating func drop(_ spans: [Span]) { dropped += spans.count }
}
