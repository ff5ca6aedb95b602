/// What is known of how far a replica is behind, from looks at both servers.
///
/// The primary's position in its log is noted with the time at which it was asked for. Once the replica has replayed that
/// position, it has everything that was committed before that time. Only this program's own clock is read, so servers whose
/// clocks differ do no harm; a replica that has lost its primary stops proving anything, and one whose primary is idle proves as
/// much as ever.
struct ReplicaFreshness: Sendable {
    /// A look at the primary.
    private struct Sample {
        let time: Duration
        let position: Int64
    }

    /// The most looks that wait for the replica to get there. When there are more every second one is dropped, which makes what
    /// is known of a replica far behind coarser, never wrong.
    private static let most = 64

    /// In the order in which they were made.
    private var samples: [Sample] = []
    /// Everything that was committed before then is on the replica.
    private(set) var proven: Duration?

    /// The primary was at this position, or before it, at that time.
    mutating func sawPrimary(at position: Int64, time: Duration) {
        samples.append(Sample(time: time, position: position))
        guard samples.count > Self.most else { return }
        samples = samples.enumerated().filter { $0.offset % 2 == 1 || $0.offset == samples.count - 1 }.map(\.element)
    }

    /// The replica has replayed the log up to this position.
    mutating func sawReplica(at position: Int64) {
        guard let last = samples.lastIndex(where: { $0.position <= position }) else { return }
        proven = max(proven ?? samples[last].time, samples[last].time)
        samples.removeFirst(last + 1)
    }

    /// The replica is none, or not the one it was: nothing is known of it.
    mutating func forget() {
        samples = []
        proven = nil
    }

    /// How old the newest data may be that the replica lacks; `nil` if that is not known.
    func staleness(now: Duration) -> Duration? { proven.map { max(.zero, now - $0) } }
}
