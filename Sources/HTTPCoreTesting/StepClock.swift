internal import Synchronization

/// A clock that passes no time: a sleep ends at once, and the clock then shows the time it would have ended at.
///
/// It remembers how long it was asked to sleep, so that waits can be tested without waiting.
public final class StepClock: Clock {
    /// A moment of this clock.
    public struct Instant: InstantProtocol {
        /// The time since the clock was made.
        public let offset: Duration

        /// The moment that follows after a duration.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        /// The time from this moment to another.
        public func duration(to other: Instant) -> Duration { other.offset - offset }

        /// Whether one moment comes before another.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex<(now: Duration, sleeps: [Duration])>((.zero, []))

    /// Creates a clock that shows zero.
    public init() {}

    /// What the clock shows.
    public var now: Instant { Instant(offset: state.withLock { $0.now }) }

    /// Nothing is too short for this clock.
    public var minimumResolution: Duration { .zero }

    /// How long each sleep so far was to be.
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
