/// What a pool of connections does and has done, to be shown as metrics.
public struct PoolMetrics: Sendable, Hashable {
    /// The most connections at once.
    public var maximum = 0
    /// Connections that callers have, those being made included.
    public var inUse = 0
    /// Connections that wait for callers.
    public var idle = 0
    /// Callers that wait for connections.
    public var waiting = 0
    /// Connections made since the start.
    public var opened = 0
    /// Connections closed since the start.
    public var closed = 0
    /// Attempts to connect that failed since the start.
    public var failures = 0
    /// Callers who had to wait since the start.
    public var waits = 0
    /// How long they waited in all.
    public var waited: Duration = .zero
}
