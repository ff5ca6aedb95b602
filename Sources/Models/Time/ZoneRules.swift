import Basics

/// The offsets of a time zone from UTC, with their transitions.
///
/// Grouping by local days looks up an offset for every row: a binary search in an array, without locks or a calendar.
public struct ZoneRules: Sendable, Hashable {
    /// A change of the offset.
    package struct Transition: Sendable, Hashable {
        /// The instant of the change, in seconds since the Unix epoch.
        package let at: Int64
        /// The offset after the change, in seconds east of UTC.
        package let offset: Int

        /// Creates a transition.
        package init(at: Int64, offset: Int) {
            self.at = at
            self.offset = offset
        }
    }

    /// The IANA name, such as `Europe/Berlin`.
    public let identifier: String
    /// The offset before the first transition, in seconds east of UTC.
    package let initialOffset: Int
    /// The transitions, earliest first.
    package let transitions: [Transition]

    /// UTC.
    public static let utc = ZoneRules(identifier: "UTC", initialOffset: 0, transitions: [])

    /// Creates rules; transitions must be sorted, earliest first.
    package init(identifier: String, initialOffset: Int, transitions: [Transition]) {
        self.identifier = identifier
        self.initialOffset = initialOffset
        self.transitions = transitions
    }

    /// Returns the offset at an instant, in seconds east of UTC.
    public func offset(at instant: Timestamp) -> Int {
        let seconds = instant.microseconds.dividedRoundingDown(by: 1_000_000)
        let next = firstTransition(after: seconds)
        return next == 0 ? initialOffset : transitions[next - 1].offset
    }

    /// Returns the instant of a local time.
    ///
    /// A skipped local time is read with the offset before the transition, so that midnight in a gap from midnight is the instant
    /// of the transition. Of a local time that occurs twice, the first occurrence is returned.
    ///
    /// - Parameter local: Microseconds since 1970-01-01T00:00 in local time.
    package func instant(ofLocal local: Int64) -> Timestamp { resolve(local: local).instant }

    /// Returns the first instant at which local clocks show a time or a later one.
    ///
    /// A day or another bucket of the calendar begins there, even if its first local times are skipped.
    ///
    /// - Parameter local: Microseconds since 1970-01-01T00:00 in local time.
    package func firstInstant(ofLocal local: Int64) -> Timestamp {
        let resolved = resolve(local: local)
        return resolved.gap ?? resolved.instant
    }

    /// Returns the instant of a local time, and the transition that skips the local time, if there is one.
    private func resolve(local: Int64) -> (instant: Timestamp, gap: Timestamp?) {
        let localSeconds = local.dividedRoundingDown(by: 1_000_000)
        // No offset reaches 26 hours, so only transitions inside this window matter.
        var index = firstTransition(after: localSeconds - 93_600)
        var offset = index == 0 ? initialOffset : transitions[index - 1].offset
        while index < transitions.count, transitions[index].at <= localSeconds + 93_600 {
            let change = transitions[index]
            // With the offset before the transition, the local time comes first: it is the first occurrence, or lies in the gap.
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

    /// Returns the first transition after an instant.
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
