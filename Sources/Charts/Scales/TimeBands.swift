import Models

/// The bands of bars over time: one for each bucket, those without rows included.
struct TimeBands: Sendable {
    /// The maximum number of bands; a longer range leaves out empty buckets.
    private static let maximum = 100_000

    /// The start of each band, in microseconds since the Unix epoch.
    let starts: [Int64]
    /// The index of the time in each band; `nil` for an empty bucket.
    let places: [Int?]
    /// `false` if empty buckets are left out.
    let isComplete: Bool

    /// Creates the bands of sorted times.
    init(_ times: [Int64], rule: BucketRule?) {
        guard let rule, let first = times.first, let last = times.last else {
            starts = times
            places = times.indices.map { $0 }
            isComplete = true
            return
        }
        var starts: [Int64] = []
        var places: [Int?] = []
        var key = rule.key(of: Timestamp(microseconds: first))
        let end = rule.key(of: Timestamp(microseconds: last))
        var next = 0
        while key <= end, next < times.count {
            guard starts.count < Self.maximum else {
                self.starts = times
                self.places = times.indices.map { $0 }
                isComplete = false
                return
            }
            if rule.key(of: Timestamp(microseconds: times[next])) == key {
                starts.append(times[next])
                places.append(next)
                next += 1
            } else {
                starts.append(rule.start(ofKey: key).microseconds)
                places.append(nil)
            }
            key = rule.key(after: key)
        }
        self.starts = starts
        self.places = places
        isComplete = true
    }
}
