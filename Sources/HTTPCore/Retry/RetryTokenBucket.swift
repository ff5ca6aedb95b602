/// A bucket of tokens that limits retries.
public struct RetryTokenBucket: Sendable, Hashable {
    /// The maximum number of tokens.
    public let capacity: Int
    /// The current number of tokens.
    public private(set) var available: Int

    /// Creates a full bucket.
    /// - Parameter capacity: The maximum number of tokens; 500 by default.
    public init(capacity: Int = 500) {
        self.capacity = max(0, capacity)
        self.available = self.capacity
    }

    /// Takes tokens if enough are available.
    /// - Parameter cost: The number of tokens.
    /// - Returns: `true` if the tokens were taken.
    public mutating func take(_ cost: Int) -> Bool {
        guard cost <= available else { return false }
        available -= cost
        return true
    }

    /// Returns tokens after a success: the cost of the last retry, or one token if the first attempt succeeded.
    /// - Parameter lastCost: The cost of the request's last retry, or `nil` if the first attempt succeeded.
    public mutating func succeeded(lastCost: Int?) {
        available = min(capacity, available + (lastCost ?? 1))
    }
}
