internal import Synchronization

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A clock whose sleeps return at once and move its time to their deadline.
///
/// The fake account follows it: whatever is due by the clock's time has happened when the account is looked at.
package final class FakeClock: Clock {
    /// An instant: the time since the clock's start.
    package struct Instant: InstantProtocol {
        /// The time since the clock's start.
        package let offset: Duration

        /// Creates an instant.
        package init(offset: Duration) { self.offset = offset }

        /// Returns the instant after a duration.
        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        /// Returns the duration from this instant to another.
        package func duration(to other: Instant) -> Duration { other.offset - offset }

        /// `true` if the first instant is before the second.
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    /// The date of instant zero.
    package let start: Date
    private let state = Mutex<(now: Duration, sleeps: Int)>((.zero, 0))

    /// Creates a clock at instant zero.
    /// - Parameter start: The date of instant zero; the first of January 2030 by default.
    package init(start: Date = Date(timeIntervalSince1970: 1_893_456_000)) { self.start = start }

    /// The current instant.
    package var now: Instant { Instant(offset: elapsed) }

    /// The time since the start.
    package var elapsed: Duration { state.withLock { $0.now } }

    /// The current date.
    package var date: Date { start.addingTimeInterval(elapsed.inSeconds) }

    /// The number of sleeps so far.
    package var sleeps: Int { state.withLock { $0.sleeps } }

    /// The minimum resolution, zero.
    package var minimumResolution: Duration { .zero }

    /// Moves the clock forward.
    package func advance(by duration: Duration) { state.withLock { $0.now += max(.zero, duration) } }

    /// Moves the clock to the deadline and returns.
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps += 1
            state.now = max(state.now, deadline.offset)
        }
    }
}

extension Duration {
    /// The duration in seconds.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
