/// The newest entries of a query log, with their numbers from 1. A value without a clock.
struct QueryLogState: Sendable {
    /// The maximum number of entries.
    let capacity: Int
    /// The number of all entries so far, which is that of the newest one.
    private(set) var count: Int64 = 0
    /// The entries, as a ring: the entry of a number is at its remainder.
    private var ring: [QueryLogEntry] = []

    /// Creates a log without entries.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Adds an entry in place of the oldest one, if there are as many as allowed.
    mutating func add(_ entry: QueryLogEntry) {
        if ring.count < capacity { ring.append(entry) } else { ring[Int(count % Int64(capacity))] = entry }
        count += 1
    }

    /// The entries with their numbers, the oldest first.
    var entries: (numbers: [Int64], entries: [QueryLogEntry]) {
        let first = count - Int64(ring.count)
        let numbers = (first..<count).map { $0 + 1 }
        return (numbers, (first..<count).map { ring[Int($0 % Int64(capacity))] })
    }
}
