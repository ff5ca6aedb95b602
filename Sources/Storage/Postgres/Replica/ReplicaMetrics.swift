/// What a store's replica does and has done, to be shown as metrics.
public struct ReplicaMetrics: Sendable, Hashable {
    /// How old the newest data may be that the replica lacks; `nil` if that is not known.
    public var staleness: Duration?
    /// Reads that the replica answered since the start.
    public var answered = 0
    /// Reads that went to the primary since the start because the replica was too far behind, or nothing was known of it.
    public var stale = 0
    /// Reads that the replica could not answer and the primary was asked since the start: the dataset's version was not there yet,
    /// or the replica was away.
    public var failedOver = 0
    /// The replica's connections.
    public var pool = PoolMetrics()
}
