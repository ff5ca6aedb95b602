/// How far a server is in its write-ahead log.
struct LogPosition: Sendable, Hashable {
    /// Which log: the cluster and its timeline. After a restore or a fail-over there is another, in which the same offset is
    /// something else.
    let history: String
    /// Bytes since the log's beginning.
    let offset: Int64
}
