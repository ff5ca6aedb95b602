/// A time zone's offsets from UTC, as the moments at which they change.
///
/// A value of its own, because grouping by local days asks for an offset once a row: a binary search in an array, without
/// locks or a calendar.
public struct ZoneRules: Sendable, Hashable {
    /// A moment from which another offset holds.
    public struct Transition: Sendable, Hashable {
        /// Seconds since the Unix epoch.
        public let at: Int64
        /// Seconds east of UTC from then on.
        public let offset: Int

        /// Describes a change.
        public init(at: Int64, offset: Int) {
            self.at = at
            self.offset = offset
        }
    }

    /// The IANA name, e.g. `Europe/Berlin`.
    public let identifier: String
    /// Seconds east of UTC before the first transition.
    public let initialOffset: Int
    /// The changes, earliest first.
    public let transitions: [Transition]

    /// UTC itself.
    public static let utc = ZoneRules(identifier: "UTC", initialOffset: 0, transitions: [])

    /// Describes a zone; transitions earliest first.
    public init(identifier: String, initialOffset: Int, transitions: [Transition]) {
        self.identifier = identifier
        self.initialOffset = initialOffset
        self.transitions = transitions
    }

    /// Seconds east of UTC at an instant.
    public func offset(at instant: Timestamp) -> Int {
        let seconds = instant.microseconds.dividedRoundingDown(by: 1_000_000)
        let next = firstTransition(after: seconds)
        return next == 0 ? initialOffset : transitions[next - 1].offset
    }

    /// The instant at which clocks in the zone show a local time.
    ///
    /// A local time that a forward change skips is read with the offset before the change (so midnight in a gap that begins
    /// at midnight is the moment of the change); one that occurs twice is its first occurrence.
    ///
    /// - Parameter local: Microseconds since 1970-01-01T00:00 on the zone's clocks.
    public func instant(ofLocal local: Int64) -> Timestamp { place(ofLocal: local).instant }

    /// The first instant at which clocks in the zone show a local time or a later one: where a day or another bucket of the
    /// calendar begins, also if its first moments are skipped.
    ///
    /// - Parameter local: Microseconds since 1970-01-01T00:00 on the zone's clocks.
    public func firstInstant(ofLocal local: Int64) -> Timestamp {
        let place = place(ofLocal: local)
        return place.change ?? place.instant
    }

    /// The instant of a local time, and the change that skips it, if one does.
    private func place(ofLocal local: Int64) -> (instant: Timestamp, change: Timestamp?) {
        let localSeconds = local.dividedRoundingDown(by: 1_000_000)
        // No offset reaches 26 hours, so only changes inside this window can decide.
        var index = firstTransition(after: localSeconds - 93_600)
        var offset = index == 0 ? initialOffset : transitions[index - 1].offset
        while index < transitions.count, transitions[index].at <= localSeconds + 93_600 {
            let change = transitions[index]
            // Read with the offset in force before the change, the local time comes first: that is its first occurrence,
            // or lies in the gap that the change opens.
            if localSeconds - Int64(offset) < change.at { break }
            if localSeconds < change.at + Int64(change.offset) {
                let instant = Timestamp(microseconds: local - Int64(offset) * 1_000_000)
                return (instant, Timestamp(microseconds: change.at * 1_000_000))
            }
            offset = change.offset
            index += 1
        }
        return (Timestamp(microseconds: local - Int64(offset) * 1_000_000), nil)
    }

    /// The first moment after an instant at which another offset begins to hold.
    func transition(after instant: Timestamp) -> Timestamp? {
        let next = firstTransition(after: instant.microseconds.dividedRoundingDown(by: 1_000_000))
        return next == transitions.count ? nil : Timestamp(microseconds: transitions[next].at * 1_000_000)
    }

    private func firstTransition(after seconds: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension FixedWidthInteger {
    /// The quotient rounded towards minus infinity; the divisor is positive.
    @inline(__always)
    package func dividedRoundingDown(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
