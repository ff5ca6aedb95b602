#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The effects that the engine needs: calls, time, randomness and a place for progress.
package struct EngineContext: Sendable {
    /// The calls of AWS.
    package var calls: any AWSCalls
    /// The clock that the engine sleeps on between two looks. The engine has one loop and never sleeps in two tasks at once, so a
    /// test's clock may return at once from a sleep and advance its time.
    package var clock: any Clock<Duration>
    /// Returns the current time.
    package var now: @Sendable () -> Date
    /// Returns a number from 0 to 1, the jitter of pauses.
    package var random: @Sendable () -> Double
    /// Receives progress as it happens.
    package var report: @Sendable (ProgressEvent) -> Void
    /// The interrupt requested since the last look, such as Ctrl-C; nil without one. A look takes it.
    package var takeInterrupt: @Sendable () -> Interrupt?

    /// A request of the operator while the engine works.
    package enum Interrupt: Sendable, Hashable {
        /// Leave the operation running in AWS and end; `attach` continues.
        case detach
        /// Cancel the operation in AWS as far as its status allows.
        case cancel
    }

    /// Creates a context.
    package init(
        calls: any AWSCalls, clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Date = { Date() },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        report: @escaping @Sendable (ProgressEvent) -> Void = { _ in },
        takeInterrupt: @escaping @Sendable () -> Interrupt? = { nil }
    ) {
        self.calls = calls
        self.clock = clock
        self.now = now
        self.random = random
        self.report = report
        self.takeInterrupt = takeInterrupt
    }
}
