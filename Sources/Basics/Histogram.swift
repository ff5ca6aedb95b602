/// The distribution of a number, such as a duration in seconds: counts in buckets with fixed bounds, and the sum.
package struct Histogram: Sendable, Hashable {
    /// Bounds for durations from a millisecond to a minute, in seconds.
    package static let secondBounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    /// The upper bounds of the buckets, inclusive and ascending. A last bucket without a bound follows.
    package let bounds: [Double]
    /// The counts of the buckets, one more than bounds, not cumulative.
    package private(set) var counts: [UInt64]
    /// The sum of all numbers.
    package private(set) var sum = 0.0

    /// Creates an empty histogram.
    package init(bounds: [Double] = secondBounds) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// The count of all numbers.
    package var count: UInt64 { counts.reduce(0, &+) }

    /// Records a number.
    ///
    /// - Returns: The index of its bucket.
    @discardableResult
    package mutating func record(_ number: Double) -> Int {
        let index = bounds.firstIndex { number <= $0 } ?? bounds.count
        counts[index] &+= 1
        sum += number
        return index
    }

    /// Records a duration in seconds.
    ///
    /// - Returns: The index of its bucket.
    @discardableResult
    package mutating func record(_ duration: Duration) -> Int { record(duration.inSeconds) }

    /// Adds the numbers of another histogram with the same bounds.
    package mutating func add(_ other: Histogram) {
        guard other.bounds == bounds else { return }
        for index in counts.indices { counts[index] &+= other.counts[index] }
        sum += other.sum
    }

    /// Returns the histogram of the numbers that were recorded after an earlier state.
    package func since(_ earlier: Histogram) -> Histogram {
        guard earlier.bounds == bounds else { return self }
        var difference = self
        for index in counts.indices { difference.counts[index] &-= earlier.counts[index] }
        difference.sum -= earlier.sum
        return difference
    }

    /// Returns at most a number of values that represent the distribution: each has the same share of the count.
    ///
    /// Values are interpolated within their bucket; those of the last bucket are its lower bound.
    package func representatives(atMost most: Int) -> [Double] {
        let total = count
        let number = min(UInt64(max(0, most)), total)
        guard number > 0 else { return [] }
        var values: [Double] = []
        var (bucket, before) = (0, UInt64(0))
        for index in 0..<number {
            let rank = (Double(index) + 0.5) / Double(number) * Double(total)
            while bucket < bounds.count, Double(before + counts[bucket]) < rank {
                before += counts[bucket]
                bucket += 1
            }
            let lower = bucket == 0 ? 0 : bounds[bucket - 1]
            let upper = bucket < bounds.count ? bounds[bucket] : lower
            let share = counts[bucket] == 0 ? 0 : (rank - Double(before)) / Double(counts[bucket])
            values.append(lower + (upper - lower) * share)
        }
        return values
    }
}

extension Duration {
    /// The duration in seconds.
    package var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
