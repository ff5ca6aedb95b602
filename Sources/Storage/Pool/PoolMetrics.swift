/// The gauges and counters of a connection pool.
public struct PoolMetrics: Sendable, Hashable {
    /// The most connections at once.
    public var maximum = 0
    /// Leased connections, including those being opened.
    public var inUse = 0
    /// Idle connections.
    public var idle = 0
    /// Callers in the wait queue.
    public var waiting = 0
    /// Connections opened since the start.
    public var opened = 0
    /// Connections closed since the start.
    public var closed = 0
    /// Failed attempts to connect since the start.
    public var failures = 0
    /// Callers that had to wait since the start.
    public var waits = 0
    /// The total time that callers waited.
    public var waited: Duration = .zero
}
