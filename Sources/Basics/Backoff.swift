/// An exponential back-off: the delay doubles with each failure, up to a maximum, and varies at random.
///
/// The jitter keeps clients that failed together from retrying together ("Exponential Backoff And Jitter", AWS Architecture Blog).
/// The caller supplies the random number, so that a delay can be tested.
package struct Backoff: Sendable, Hashable {
    /// The random part of a delay.
    package enum Jitter: Sendable, Hashable {
        /// No random part: the delay is the doubled one.
        case none
        /// Half to all of the doubled delay.
        case equal
        /// Zero to all of the doubled delay.
        case full
    }

    /// The delay after the first failure, before the jitter.
    package let first: Duration
    /// The maximum delay.
    package let longest: Duration
    /// The random part of each delay.
    package let jitter: Jitter

    /// Creates a back-off.
    package init(first: Duration, longest: Duration, jitter: Jitter = .equal) {
        self.first = first
        self.longest = longest
        self.jitter = jitter
    }

    /// Returns the delay after a number of consecutive failures.
    ///
    /// - Parameters:
    ///   - failures: The number of failures; less than 1 counts as 1.
    ///   - random: A random number; values outside 0 to 1 are clamped.
    package func delay(afterFailures failures: Int, random: Double = 1) -> Duration {
        var delay = min(first, longest)
        var remaining = failures
        // Ends after at most 127 doublings, whatever the number of failures.
        while remaining > 1, delay > .zero, delay < longest {
            delay = min(delay * 2, longest)
            remaining -= 1
        }
        return Self.vary(delay, by: jitter, random: random)
    }

    /// Returns a duration with a jitter.
    package static func vary(_ duration: Duration, by jitter: Jitter, random: Double) -> Duration {
        let random = min(max(random, 0), 1)
        return switch jitter {
        case .none: duration
        case .equal: duration * (0.5 + 0.5 * random)
        case .full: duration * random
        }
    }
}
