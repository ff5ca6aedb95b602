internal import Synchronization

/// A clock whose sleeps return at once and advance its time to their deadline.
///
/// It records the durations of its sleeps, so that tests check back-off without waiting.
public final class StepClock: Clock {
    /// An instant of this clock.
    public struct Instant: InstantProtocol {
        /// The time since the clock's creation.
        public let offset: Duration

        /// Returns the instant after a duration.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        /// Returns the duration from this instant to another.
        public func duration(to other: Instant) -> Duration { other.offset - offset }

        /// `true` if the first instant is before the second.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex<(now: Duration, sleeps: [Duration])>((.zero, []))

    /// Creates a clock at instant zero.
    public init() {}

    /// The current instant.
    public var now: Instant { Instant(offset: state.withLock { $0.now }) }

    /// The minimum resolution, zero.
    public var minimumResolution: Duration { .zero }

    /// The durations of all sleeps so far.
    public var sleeps: [Duration] { state.withLock { $0.sleeps } }

    /// Moves the clock to the deadline.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps.append(max(.zero, deadline.offset - state.now))
            state.now = max(state.now, deadline.offset)
        }
    }
}
