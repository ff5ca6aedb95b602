/// The grouping of instants into buckets: a width in a time zone.
///
/// A bucket has a *key*, by which rows are grouped, and a *start*, the instant in the result. For widths that divide an hour, the
/// key is the start itself. For wider ones it is the local time of the start, so that a day of 23 or 25 hours is one bucket.
///
/// The days of a date column have no time zone: their buckets are days (``Granularity/floor(day:)``).
package struct BucketRule: Hashable, Sendable {
    /// The width.
    package let granularity: Granularity
    /// The time zone of the buckets.
    package let zone: ZoneRules

    /// Creates a grouping.
    package init(granularity: Granularity, zone: ZoneRules) {
        self.granularity = granularity
        self.zone = zone
    }

    /// Returns the key of an instant's bucket, in microseconds.
    package func key(of instant: Timestamp) -> Int64 {
        let shift = Int64(zone.offset(at: instant)) * 1_000_000
        let floor = granularity.floor(local: instant.microseconds + shift)
        return granularity.dividesAnHour ? floor - shift : floor
    }

    /// Returns the first instant of the bucket with this key, but not one before the earliest instant that can be stored.
    package func start(ofKey key: Int64) -> Timestamp { max(unboundedStart(ofKey: key), .earliest) }

    private func unboundedStart(ofKey key: Int64) -> Timestamp {
        guard granularity.dividesAnHour else { return zone.firstInstant(ofLocal: key) }
        let instant = Timestamp(microseconds: key)
        // If clocks shift by less than the width (Lord Howe: half an hour), the floor of the instant can lie before the
        // transition, in the previous bucket; this bucket then begins with the transition.
        guard self.key(of: instant) != key, let change = zone.transition(after: instant) else { return instant }
        return change
    }

    /// Returns the key of the next bucket.
    package func key(after key: Int64) -> Int64 {
        guard granularity.dividesAnHour else { return granularity.next(afterLocal: key) }
        let width = granularity.next(afterLocal: 0)
        // If clocks shift by less than the width, the next bucket is that of the instant one width later, or the one after it.
        let candidate = self.key(of: Timestamp(microseconds: key + width))
        return candidate > key ? candidate : self.key(of: Timestamp(microseconds: key + 2 * width))
    }
}
