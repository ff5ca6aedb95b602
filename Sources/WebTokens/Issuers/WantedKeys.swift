/// The ids of keys that requests have named and that are not known, and the order in which they are fetched.
///
/// The table has few places, which go to the ids that most requests name: ids that are made up for one request each do not take the
/// place of one that many requests name. In turn, the id that most requests name and the one that has waited longest are fetched, so
/// that an id which is named more often than a real one does not keep it from its turn for good.
struct WantedKeys: Sendable {
    /// The maximum number of ids.
    static let maximumCount = 16
    /// The time after which an id is forgotten that no request has named again.
    static let maximumAge = Duration.seconds(60)
    /// The ids whose requests are counted at a time, twice.
    static let maximumCounted = 8192

    private struct Entry: Sendable {
        let id: String
        var count: Int
        var lastSeen: Duration
    }

    /// The ids, the one that has waited longest first.
    private var entries: [Entry] = []
    /// The requests by the hash of the id: the newest, and those before them.
    private var counts: (newest: [Int: Int], before: [Int: Int]) = ([:], [:])
    private var isTurnOfOldest = false

    /// Returns `true` if the id is in the table.
    func contains(_ id: String) -> Bool { entries.contains { $0.id == id } }

    /// Notes that a request names an id.
    mutating func note(_ id: String, at now: Duration) {
        entries.removeAll { now - $0.lastSeen >= Self.maximumAge }
        // The hash is seeded at random, so no client knows ids with equal ones.
        let hash = id.hashValue
        if counts.newest.count >= Self.maximumCounted { counts = ([:], counts.newest) }
        counts.newest[hash, default: 0] += 1
        let entry = Entry(id: id, count: (counts.newest[hash] ?? 0) + (counts.before[hash] ?? 0), lastSeen: now)
        if let index = entries.firstIndex(where: { $0.id == id }) {
            entries[index] = entry
            return
        }
        if entries.count == Self.maximumCount {
            guard let least = entries.map(\.count).min(), least < entry.count,
                let index = entries.lastIndex(where: { $0.count == least })
            else { return }
            entries.remove(at: index)
        }
        entries.append(entry)
    }

    /// Removes an id.
    mutating func remove(_ id: String) { entries.removeAll { $0.id == id } }

    /// Returns the id to fetch next; `nil` if there is none.
    ///
    /// - Parameter resting: The ids whose turn has not come again after a failure.
    mutating func next(leavingOut resting: Set<String>) -> String? {
        let ready = entries.filter { !resting.contains($0.id) }
        guard let most = ready.map(\.count).max() else { return nil }
        defer { isTurnOfOldest.toggle() }
        return isTurnOfOldest ? ready.first?.id : ready.first { $0.count == most }?.id
    }
}
