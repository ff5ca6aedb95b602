import Synchronization

/// The metrics of a server: counters that its parts increase, and sources of the numbers that other parts keep themselves.
///
/// A small registry instead of a backend of swift-metrics: every metric is known in advance (``Metric``), readers need one
/// consistent value of all of them, and a request takes one lock and one lookup
/// (`Docs/Decisions/0055-telemetry-in-process.md`).
package final class MetricsRegistry: Sendable {
    private struct State {
        var table = MetricTable()
        var requests = RequestTable()
        var inFlight = 0
    }

    private let state = Mutex(State())
    private let sources = Mutex<[@Sendable (inout MetricTable) -> Void]>([])

    /// A request that is being answered, until the last reference to it is released.
    final class Flight: Sendable {
        private let registry: MetricsRegistry

        fileprivate init(_ registry: MetricsRegistry) {
            self.registry = registry
            registry.state.withLock { $0.inFlight += 1 }
        }

        deinit { registry.state.withLock { $0.inFlight -= 1 } }
    }

    /// Creates a registry without values.
    package init() {}

    /// Adds to a counter.
    package func add(_ metric: Metric, _ labels: [String] = [], _ amount: Double = 1) {
        state.withLock { $0.table.add(metric, labels, amount) }
    }

    /// Adds a source, which writes its current numbers into each collection.
    package func addSource(_ source: @escaping @Sendable (inout MetricTable) -> Void) {
        sources.withLock { $0.append(source) }
    }

    /// Counts a request in flight.
    func beginRequest() -> Flight { Flight(self) }

    /// Counts an answered request.
    func add(_ record: RequestTable.Record) { state.withLock { $0.requests.add(record) } }

    /// Collects the current values of all metrics.
    package func collect() -> [MetricFamily] {
        let state = state.withLock { $0 }
        var table = state.table
        state.requests.write(into: &table)
        table.set(.requestsInFlight, [], Double(state.inFlight))
        for source in sources.withLock({ $0 }) { source(&table) }
        return table.families
    }
}
