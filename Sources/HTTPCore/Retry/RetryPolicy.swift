import Basics

/// Retry decisions and back-off of the "standard" mode of AWS's SDKs, as a pure value: time and randomness are inputs.
///
/// Every retry takes tokens from a bucket that successes refill. While a service is down, the bucket is empty and
/// requests fail at once instead of adding to the load. Source: "Retry behavior", AWS SDKs and Tools Reference Guide.
public struct RetryPolicy: Sendable, Hashable {
    /// The maximum number of attempts, the first one included.
    public var maximumAttempts: Int
    /// The maximum back-off.
    public var longestDelay: Duration
    /// The maximum delay that a service may request. A longer one ends the attempts, and the caller gets the response.
    public var longestServerDelay: Duration
    /// The cost of a retry in tokens.
    public var cost: Int
    /// The cost of a retry after a time-out in tokens.
    public var timeoutCost: Int

    /// Creates a policy; the defaults are those of AWS's SDKs.
    /// - Parameters:
    ///   - maximumAttempts: The maximum number of attempts, at least one; 3 by default.
    ///   - longestDelay: The maximum back-off; 20 seconds by default.
    ///   - longestServerDelay: The maximum delay that a service may request; 60 seconds by default.
    ///   - cost: The cost of a retry; 5 tokens by default.
    ///   - timeoutCost: The cost of a retry after a time-out; 10 tokens by default.
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

    /// The decision after a failed attempt.
    public enum Decision: Sendable, Hashable {
        /// Retry after a delay. The tokens have been taken.
        case retry(after: Duration, cost: Int)
        /// Return the failed attempt's result to the caller.
        case stop(StopReason)
    }

    /// The reason to stop.
    public enum StopReason: Sendable, Hashable {
        /// The maximum number of attempts is reached.
        case attemptsExhausted
        /// Recent retries have used up the tokens.
        case bucketEmpty
        /// The service requests a longer delay than the policy allows.
        case serverDelayTooLong
    }

    /// Decides whether to retry after a failed attempt.
    /// - Parameters:
    ///   - attempt: The number of the failed attempt, from 1.
    ///   - reason: The reason of the failure.
    ///   - serverDelay: The delay that the service requested, if any.
    ///   - bucket: The bucket to take tokens from.
    ///   - random: A number from 0 to 1, the jitter that spreads the retries of many clients.
    /// - Returns: The decision, with the delay of a retry.
    public func decide(
        afterAttempt attempt: Int, reason: RetryReason, serverDelay: Duration? = nil, bucket: inout RetryTokenBucket,
        random: Double
    ) -> Decision {
        guard attempt < maximumAttempts else { return .stop(.attemptsExhausted) }
        if let serverDelay, serverDelay > longestServerDelay { return .stop(.serverDelayTooLong) }
        let cost = reason == .timeout ? timeoutCost : cost
        guard bucket.take(cost) else { return .stop(.bucketEmpty) }
        let backoff = Backoff(first: .seconds(1), longest: longestDelay, jitter: .full)
        let delay = backoff.delay(afterFailures: attempt, random: random)
        return .retry(after: max(delay, serverDelay ?? .zero), cost: cost)
    }
}
