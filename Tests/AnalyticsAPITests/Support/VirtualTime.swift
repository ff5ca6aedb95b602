import Models
import Synchronization

/// A monotonic clock that stands still until the test moves it.
final class VirtualTime: Sendable {
    private struct State {
        var now = Duration.zero
        var sleepers: [(until: Duration, wake: AsyncStream<Void>.Continuation)] = []
    }

    private let state = Mutex(State())
    private let arrivals = AsyncStream<Void>.makeStream()

    /// The time since the clock was made.
    var now: Duration { state.withLock { $0.now } }
    /// The time of day, which begins with the year 2026.
    var day: Timestamp { Timestamp(microseconds: 1_767_225_600_000_000 + now.components.seconds * 1_000_000) }

    /// Moves the clock, and wakes those whose time has come.
    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.until <= state.now }
            state.sleepers.removeAll { $0.until <= state.now }
            return due
        }
        for sleeper in due { sleeper.wake.yield() }
    }

    /// Waits until the clock has moved on by a duration.
    func sleep(_ duration: Duration) async throws {
        let (stream, wake) = AsyncStream<Void>.makeStream()
        state.withLock { $0.sleepers.append(($0.now + duration, wake)) }
        arrivals.continuation.yield()
        for await _ in stream { return }
        // The stream ends without an element when the task is cancelled.
        throw CancellationError()
    }

    /// Waits until another task sleeps; supports one waiting task.
    func sleeper() async { for await _ in arrivals.stream { return } }
}
