/// When to try again and how long to wait: the "standard" mode of AWS's SDKs, as a value without a clock or dice.
///
/// Every retry takes tokens out of a bucket that successes fill again. When a service is down for everyone, the bucket
/// runs dry and requests fail at once instead of adding to the load. "Retry behavior", AWS SDKs and Tools Reference
/// Guide.
public struct RetryPolicy: Sendable, Hashable {
    /// How often a request is tried in all, the first time included.
    public var maximumAttempts: Int
    /// The longest wait that the policy itself chooses.
    public var longestDelay: Duration
    /// The longest wait that a service may ask for. A longer one ends the attempts: the caller gets the answer instead
    /// of hanging.
    public var longestServerDelay: Duration
    /// What a retry costs.
    public var cost: Int
    /// What a retry after a time-out costs.
    public var timeoutCost: Int

    /// Creates a policy; each default is what AWS's SDKs use.
    /// - Parameters:
    ///   - maximumAttempts: How often a request is tried in all, at least once; 3 by default.
    ///   - longestDelay: The longest wait that the policy itself chooses; 20 seconds by default.
    ///   - longestServerDelay: The longest wait that a service may ask for; 60 seconds by default.
    ///   - cost: What a retry costs; 5 by default.
    ///   - timeoutCost: What a retry after a time-out costs; 10 by default.
    public init(
        maximumAttempts: Int = 3, longestDelay: Duration = .seconds(20), longestServerDelay: Duration = .seconds(60),
        cost: Int = 5, timeoutCost: Int = 10
    ) {
        self.maximumAttempts = max(1, maximumAttempts)
        self.longestDelay = longestDelay
        self.longestServerDelay = longestServerDelay
        self.cost = cost
        self.timeoutCost = timeoutCost
    }

    /// What to do after a failed attempt.
    public enum Decision: Sendable, Hashable {
        /// Wait, then try again. The tokens have been taken.
        case retry(after: Duration, cost: Int)
        /// Give the caller what there is.
        case stop(StopReason)
    }

    /// Why there is no further attempt.
    public enum StopReason: Sendable, Hashable {
        /// The request has been tried as often as it may be.
        case attemptsExhausted
        /// Too many requests have been retried lately.
        case bucketEmpty
        /// The service asks for a longer wait than is acceptable.
        case serverDelayTooLong
    }

    /// Decides what follows a failed attempt.
    /// - Parameters:
    ///   - attempt: Which attempt failed; 1 is the first.
    ///   - reason: Why it failed.
    ///   - serverDelay: How long the service asked to wait, if it did.
    ///   - bucket: The tokens to take from.
    ///   - random: A number from 0 to 1 that spreads the waits of many clients.
    /// - Returns: Whether to try again, and when.
    public func decide(
        afterAttempt attempt: Int, reason: RetryReason, serverDelay: Duration? = nil, bucket: inout RetryTokenBucket,
        random: Double
    ) -> Decision {
        guard attempt < maximumAttempts else { return .stop(.attemptsExhausted) }
        if let serverDelay, serverDelay > longestServerDelay { return .stop(.serverDelayTooLong) }
        let cost = reason == .timeout ? timeoutCost : cost
        guard bucket.take(cost) else { return .stop(.bucketEmpty) }
        let delay = backoff(afterAttempt: attempt) * min(max(random, 0), 1)
        return .retry(after: max(delay, serverDelay ?? .zero), cost: cost)
    }

    /// The upper end of the wait after an attempt: one second, doubled each time, up to ``longestDelay``.
    func backoff(afterAttempt attempt: Int) -> Duration {
        // 2⁶² is the last power that fits; the limit has long been reached by then.
        min(.seconds(1 << min(max(attempt - 1, 0), 62)), longestDelay)
    }
}
