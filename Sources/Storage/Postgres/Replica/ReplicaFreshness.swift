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
        let position: LogPosition
    }

    /// The most looks that are kept while the replica is not there yet. When there are more, every second one is dropped and
    /// further ones are kept as far apart, which makes what is known of a replica far behind coarser, never wrong.
    private static let most = 64

    /// In the order in which they were made.
    private var samples: [Sample] = []
    private var spacing = Duration.zero
    /// The last one, kept in any case.
    private var newest: Sample?
    /// Everything that was committed before then is on the replica.
    private(set) var proven: Duration?

    /// The primary was at this position, or before it, at that time.
    mutating func sawPrimary(at position: LogPosition, time: Duration) {
        // What was proven is of another history.
        if let newest, newest.position.history != position.history { forget() }
        let sample = Sample(time: time, position: position)
        newest = sample
        if let last = samples.last, time - last.time < spacing { return }
        samples.append(sample)
        guard samples.count > Self.most, let first = samples.first else { return }
        samples = samples.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        spacing = (time - first.time) / (Self.most / 2)
    }

    /// The replica has replayed the log up to this position.
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

    /// The replica is none, or not the one it was: nothing is known of it.
    mutating func forget() {
        samples = []
        spacing = .zero
        newest = nil
        proven = nil
    }

    /// How old the newest data may be that the replica lacks; `nil` if that is not known.
    func staleness(now: Duration) -> Duration? { proven.map { max(.zero, now - $0) } }
}
