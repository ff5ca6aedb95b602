package import Models

extension BucketRule {
    /// Returns the starts of the buckets that overlap a range.
    package func starts(in range: Range<Timestamp>, atMost limit: Int) -> [Timestamp] {
        guard !range.isEmpty else { return [] }
        return starts(fromKey: key(of: range.lowerBound), atMost: limit) { $0 < range.upperBound }
    }

    /// Returns the starts of the buckets from one to another.
    package func starts(from first: Timestamp, through last: Timestamp, atMost limit: Int) -> [Timestamp] {
        starts(fromKey: key(of: first), atMost: limit) { $0 <= last }.filter { $0 >= first }
    }

    private func starts(fromKey first: Int64, atMost limit: Int, while isWanted: (Timestamp) -> Bool) -> [Timestamp] {
        var starts: [Timestamp] = []
        var key = first
        var start = self.start(ofKey: key)
        while isWanted(start), starts.count < limit {
            let nextKey = self.key(after: key)
            let next = self.start(ofKey: nextKey)
            // A local day that the zone skipped (Apia, 2011-12-30) starts when the next one does and makes no bucket.
            if next > start { starts.append(start) }
            guard nextKey > key else { break }
            (key, start) = (nextKey, next)
        }
        return starts
    }
}
