/// The gauges and counters of a ``WorkQueue``.
package struct QueueMetrics: Sendable, Hashable {
    /// The maximum number of running callers.
    package var maximum = 0
    /// Running callers.
    package var running = 0
    /// Waiting callers.
    package var waiting = 0
    /// Callers that had to wait since the start.
    package var waits = 0
    /// The total time that callers waited.
    package var waited = Duration.zero
}
