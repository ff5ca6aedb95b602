/// How instants are grouped: a width, in a zone.
///
/// A bucket has a *key*, what rows are grouped by, and a *start*, the instant that is shown. For widths that divide an hour
/// the key is the start itself; for wider ones it is the local time of the start, so that a day of 23 or 25 hours is one
/// bucket whatever the database thinks of the instant in between.
///
/// A day of a date column has no zone: its buckets are days (``Granularity/floor(day:)``).
public struct BucketRule: Hashable, Sendable {
    /// The width.
    public let granularity: Granularity
    /// The zone whose clocks cut the buckets.
    public let zone: ZoneRules

    /// Groups by this width in this zone.
    public init(granularity: Granularity, zone: ZoneRules) {
        self.granularity = granularity
        self.zone = zone
    }

    /// The key of the bucket an instant belongs to, in microseconds.
    public func key(of instant: Timestamp) -> Int64 {
        let shift = Int64(zone.offset(at: instant)) * 1_000_000
        let floor = granularity.floor(local: instant.microseconds + shift)
        return granularity.dividesAnHour ? floor - shift : floor
    }

    /// The first instant of the bucket with this key; where the bucket begins before the calendar, the first that is stored.
    public func start(ofKey key: Int64) -> Timestamp { max(unboundedStart(ofKey: key), .earliest) }

    private func unboundedStart(ofKey key: Int64) -> Timestamp {
        guard granularity.dividesAnHour else { return zone.firstInstant(ofLocal: key) }
        let instant = Timestamp(microseconds: key)
        // Where clocks shift by less than the width (Lord Howe: half an hour), the instant that the rule counts back to lies
        // before the change, in the bucket before; this one begins with the change.
        guard self.key(of: instant) != key, let change = zone.transition(after: instant) else { return instant }
        return change
    }

    /// The key of the bucket that follows.
    public func key(after key: Int64) -> Int64 {
        guard granularity.dividesAnHour else { return granularity.next(afterLocal: key) }
        let width = granularity.next(afterLocal: 0)
        // Where the clocks shift by less than the width, the next bucket's start is that of the instant one width on, or
        // the one after it.
        let candidate = self.key(of: Timestamp(microseconds: key + width))
        return candidate > key ? candidate : self.key(of: Timestamp(microseconds: key + 2 * width))
    }
}
