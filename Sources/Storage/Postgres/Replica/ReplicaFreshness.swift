/// A replica's staleness, from log positions of both servers.
///
/// Each log position of the primary is recorded with the time of the query. Once the replica has replayed that position, it has
/// every commit from before that time. Only this program's clock is read, so the servers' clocks may differ. A replica that has
/// lost its primary proves nothing new; one whose primary is idle stays fresh.
struct ReplicaFreshness: Sendable {
    /// A log position of the primary.
    private struct Sample {
        let time: Duration
        let position: LogPosition
    }

    /// The most samples kept until the replica reaches them. Beyond it every second one is dropped and the spacing doubled, which
    /// makes the staleness of a replica far behind coarser, but never too small.
    private static let most = 64

    /// Samples in chronological order.
    private var samples: [Sample] = []
    private var spacing = Duration.zero
    /// The last sample, kept in any case.
    private var newest: Sample?
    /// The replica has every commit from before this time.
    private(set) var proven: Duration?

    /// Records that the primary had not passed this position at that time.
    mutating func sawPrimary(at position: LogPosition, time: Duration) {
        // A new timeline invalidates the samples.
        if let newest, newest.position.history != position.history { forget() }
        let sample = Sample(time: time, position: position)
        newest = sample
        if let last = samples.last, time - last.time < spacing { return }
        samples.append(sample)
        guard samples.count > Self.most, let first = samples.first else { return }
        samples = samples.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        spacing = (time - first.time) / (Self.most / 2)
    }

    /// Records that the replica has replayed the log up to this position.
    mutating func sawReplica(at position: LogPosition) {
        guard let newest else { return }
        guard newest.position.history == position.history else { return forget() }
        if newest.position.offset <= position.offset {
            proven = max(proven ?? newest.time, newest.time)
            samples = []
            spacing = .zero
        } else if let last = samples.lastIndex(where: { $0.position.offset <= position.offset }) {
            proven = max(proven ?? samples[last].time, samples[last].time)
            samples.removeFirst(last + 1)
        }
    }

    /// Discards all samples: the server is not a replica, or not the same one.
    mutating func forget() {
        samples = []
        spacing = .zero
        newest = nil
        proven = nil
    }

    /// An upper bound of the replica's staleness; `nil` if unknown.
    func staleness(now: Duration) -> Duration? { proven.map { max(.zero, now - $0) } }
}

/// A position in a server's write-ahead log.
struct LogPosition: Sendable, Hashable {
    /// The cluster and its timeline. Offsets are comparable only within one timeline; a restore or a failover starts another.
    let history: String
    /// The offset in bytes from the beginning of the log.
    let offset: Int64
}
