/// Actions in the order of their time; those of one time in the order in which they were added.
struct Agenda {
    struct Entry {
        let ticket: Int
        let time: Duration
        let action: (FakeWorld) -> Void
    }

    /// The entries, the last one first, so that removing the next is cheap.
    private var entries: [Entry] = []
    private var lastTicket = 0

    mutating func add(at time: Duration, _ action: @escaping (FakeWorld) -> Void) -> Int {
        lastTicket += 1
        // The first index whose entry is due no later than the new one.
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].time > time { low = middle + 1 } else { high = middle }
        }
        entries.insert(Entry(ticket: lastTicket, time: time, action: action), at: low)
        return lastTicket
    }

    mutating func remove(_ ticket: Int) { entries.removeAll { $0.ticket == ticket } }

    mutating func next(until time: Duration) -> Entry? {
        guard let last = entries.last, last.time <= time else { return nil }
        return entries.removeLast()
    }

    var firstTime: Duration? { entries.last?.time }
}
