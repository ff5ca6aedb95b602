import Models

/// Ticks of the local calendar on a time axis.
///
/// Ticks are computed on local clocks and then mapped to instants, so that days of 23 and 25 hours have their ticks at midnight.
struct TimeTicks: Hashable, Sendable {
    /// A tick.
    struct Tick: Hashable, Sendable {
        /// The instant, in microseconds since the Unix epoch.
        let instant: Int64
        /// The time on local clocks, in microseconds since 1970-01-01T00:00.
        let local: Int64
        /// The offset in seconds, if clocks show the time twice; `nil` otherwise.
        let offset: Int?
    }

    /// The maximum number of ticks.
    private static let maximum = 500

    /// The distance between ticks.
    let step: TimeStep
    /// The ticks in the range, earliest first.
    let ticks: [Tick]

    /// Creates given ticks.
    init(step: TimeStep, ticks: [Tick]) {
        self.step = step
        self.ticks = ticks
    }

    /// Creates the ticks of a range.
    ///
    /// A local time that clocks skip has no tick, except that a day begins at its first instant. Of a time that clocks show
    /// twice, the first one in the range has the tick.
    ///
    /// - Parameters:
    ///   - range: The range in microseconds since the Unix epoch, its ends included.
    ///   - zone: The zone of the local calendar.
    ///   - count: The wanted number of distances between ticks.
    ///   - finest: The width of buckets, which ticks do not divide.
    init(_ range: ClosedRange<Int64>, zone: ZoneRules, count: Double, finest: Granularity? = nil) {
        let span = Double(range.upperBound - range.lowerBound) / 1_000_000
        let step = TimeStep.nearest(to: span / max(count, 1), finest: finest)
        self.step = step
        var ticks: [Tick] = []
        let first = range.lowerBound + Int64(zone.offset(at: Timestamp(microseconds: range.lowerBound))) * 1_000_000
        let last = range.upperBound + Int64(zone.offset(at: Timestamp(microseconds: range.upperBound))) * 1_000_000
        // Clocks that were set back inside the range show times before that of its beginning.
        var local = step.floor(local: min(first, last) - (step.isWholeDays ? 0 : 3_600_000_000))
        while local <= max(first, last) + 3_600_000_000, ticks.count < Self.maximum {
            if let tick = Self.tick(local, step, zone, in: range) {
                // Of a day that clocks skip as a whole and the next one, which begin together, the next one counts.
                if ticks.last?.instant == tick.instant { ticks.removeLast() }
                ticks.append(tick)
            }
            local = step.next(after: local)
        }
        self.ticks = ticks
    }

    private static func tick(
        _ local: Int64, _ step: TimeStep, _ zone: ZoneRules, in range: ClosedRange<Int64>
    ) -> Tick? {
        guard !step.isWholeDays else {
            let start = zone.firstInstant(ofLocal: local).microseconds
            return range.contains(start) ? Tick(instant: start, local: local, offset: nil) : nil
        }
        let first = zone.instant(ofLocal: local)
        let offset = zone.offset(at: first)
        guard first.microseconds + Int64(offset) * 1_000_000 == local else { return nil }
        // Clocks are set back by three hours at most.
        let later = zone.offset(at: Timestamp(microseconds: first.microseconds + 10_800_000_000))
        let second = Timestamp(microseconds: local - Int64(later) * 1_000_000)
        let isRepeated = later < offset && zone.offset(at: second) == later
        if range.contains(first.microseconds) {
            return Tick(instant: first.microseconds, local: local, offset: isRepeated ? offset : nil)
        }
        guard isRepeated, range.contains(second.microseconds) else { return nil }
        return Tick(instant: second.microseconds, local: local, offset: later)
    }
}
