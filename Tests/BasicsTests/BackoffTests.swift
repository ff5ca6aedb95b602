import Basics
import Testing

@Suite struct BackoffTests {
    @Test(
        "The delay doubles with each failure up to the maximum",
        arguments: [(-1, 1), (0, 1), (1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (Int.max, 60)])
    func doubles(failures: Int, seconds: Int) {
        let backoff = Backoff(first: .seconds(1), longest: .seconds(60), jitter: .none)
        #expect(backoff.delay(afterFailures: failures, random: 0) == .seconds(seconds))
    }

    @Test(
        "The jitter is nothing, half or all of the delay",
        arguments: [
            (.none, 0, 4), (.none, 1, 4), (.equal, 0, 2), (.equal, 0.5, 3), (.equal, 1, 4), (.full, 0, 0),
            (.full, 0.5, 2),
            (.full, 1, 4), (.full, 7, 4), (.equal, -7, 2),
        ] as [(Backoff.Jitter, Double, Double)])
    func jitter(jitter: Backoff.Jitter, random: Double, seconds: Double) {
        let backoff = Backoff(first: .seconds(1), longest: .seconds(60), jitter: jitter)
        #expect(backoff.delay(afterFailures: 3, random: random) == .seconds(seconds))
    }

    @Test("A delay of zero stays zero, and a first delay over the maximum is the maximum")
    func limits() {
        #expect(Backoff(first: .zero, longest: .seconds(1)).delay(afterFailures: .max) == .zero)
        #expect(Backoff(first: .seconds(9), longest: .seconds(1)).delay(afterFailures: 1) == .seconds(1))
    }
}

@Suite struct ClockStopwatchTests {
    /// A clock that the test advances.
    private final class TestClock: Clock, @unchecked Sendable {
        struct Instant: InstantProtocol {
            var offset: Duration
            func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Duration { other.offset - offset }
            static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        }

        // Used by one task only.
        var now = Instant(offset: .seconds(100))
        let minimumResolution = Duration.nanoseconds(1)
        func sleep(until deadline: Instant, tolerance: Duration?) async throws { now = max(now, deadline) }
    }

    @Test("A stopwatch gives the time since its start")
    func elapsed() {
        let clock = TestClock()
        let stopwatch = (clock as any Clock<Duration>).stopwatch()
        #expect(stopwatch() == .zero)
        clock.now = clock.now.advanced(by: .seconds(3))
        #expect(stopwatch() == .seconds(3))
    }
}
