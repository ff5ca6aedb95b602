/// How long a cache relies on what it holds, and how it treats a provider that fails.
public struct SecretCacheRules: Sendable, Hashable {
    /// How long a value counts as fresh: 0 to 3600 seconds. Each value gets between half of it and all of it, so that
    /// many processes that started together do not ask together.
    ///
    /// Zero turns the cache off: every call asks the provider, and calls at the same time share one answer.
    public let lifetime: Duration

    /// The most secrets that are held; the one that was not asked for the longest goes first.
    public let maximumEntries: Int

    /// The wait after the first failure. It doubles with each further one, up to ``longestBackoff``; of that each wait is
    /// between half and all.
    public let firstBackoff: Duration

    /// The longest wait after a failure.
    public let longestBackoff: Duration

    /// The least time between two refreshes of a secret that callers force.
    public let forcedInterval: Duration

    /// Creates rules. What lies outside of its range is taken as the nearest that does not.
    /// - Parameters:
    ///   - lifetime: How long a value counts as fresh, 0 to 3600 seconds; 300 by default.
    ///   - maximumEntries: The most secrets that are held, at least 1; 1000 by default.
    ///   - firstBackoff: The wait after the first failure; one second by default.
    ///   - longestBackoff: The longest wait after a failure; 60 seconds by default.
    ///   - forcedInterval: The least time between two forced refreshes of a secret; one second by default.
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

    /// The wait after a number of failures in a row.
    /// - Parameter random: From 0 to 1.
    func backoff(failures: Int, random: Double) -> Duration {
        // 2³² seconds are past every limit.
        Self.spread(min(firstBackoff * (1 << min(max(failures - 1, 0), 32)), longestBackoff), random)
    }

    /// How long a value that came now is fresh.
    /// - Parameter random: From 0 to 1.
    func freshness(random: Double) -> Duration { Self.spread(lifetime, random) }

    /// Between half of a duration and all of it.
    private static func spread(_ duration: Duration, _ random: Double) -> Duration {
        duration * (0.5 + 0.5 * min(max(random, 0), 1))
    }
}
