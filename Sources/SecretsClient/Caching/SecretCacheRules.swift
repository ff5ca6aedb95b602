import Basics

/// The lifetime, size and back-off of a cache of secrets.
public struct SecretCacheRules: Sendable, Hashable {
    /// The time for which a value is fresh: 0 to 3600 seconds. Each value gets between half and all of it, so that
    /// processes started together do not refresh together.
    ///
    /// Zero turns the cache off: every call reads from the provider, and concurrent calls share one request.
    public let lifetime: Duration

    /// The maximum number of secrets, with least-recently-used eviction.
    public let maximumEntries: Int

    /// The back-off after the first failure. It doubles with each further one, up to ``longestBackoff``, with jitter between
    /// half and all of it.
    public let firstBackoff: Duration

    /// The maximum back-off.
    public let longestBackoff: Duration

    /// The minimum time between two forced refreshes of a secret.
    public let forcedInterval: Duration

    /// Creates rules, with values clamped to their ranges.
    /// - Parameters:
    ///   - lifetime: The time for which a value is fresh, 0 to 3600 seconds; 300 by default.
    ///   - maximumEntries: The maximum number of secrets, at least 1; 1000 by default.
    ///   - firstBackoff: The back-off after the first failure; one second by default.
    ///   - longestBackoff: The maximum back-off; 60 seconds by default.
    ///   - forcedInterval: The minimum time between two forced refreshes of a secret; one second by default.
    public init(
        lifetime: Duration = .seconds(300), maximumEntries: Int = 1000, firstBackoff: Duration = .seconds(1),
        longestBackoff: Duration = .seconds(60), forcedInterval: Duration = .seconds(1)
    ) {
        self.lifetime = min(max(lifetime, .zero), .seconds(3600))
        self.maximumEntries = max(maximumEntries, 1)
        self.firstBackoff = max(firstBackoff, .zero)
        self.longestBackoff = max(longestBackoff, .zero)
        self.forcedInterval = max(forcedInterval, .zero)
    }

    /// The back-off after a number of consecutive failures.
    /// - Parameter random: A number from 0 to 1.
    func backoff(failures: Int, random: Double) -> Duration {
        Backoff(first: firstBackoff, longest: longestBackoff).delay(afterFailures: failures, random: random)
    }

    /// The time for which a new value is fresh.
    /// - Parameter random: A number from 0 to 1.
    func freshness(random: Double) -> Duration { Backoff.vary(lifetime, by: .equal, random: random) }
}
