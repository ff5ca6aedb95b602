/// What retries are paid from.
public struct RetryTokenBucket: Sendable, Hashable {
    /// The most tokens there can be.
    public let capacity: Int
    /// The tokens there are.
    public private(set) var available: Int

    /// Creates a full bucket.
    /// - Parameter capacity: The most tokens there can be; 500 by default.
    public init(capacity: Int = 500) {
        self.capacity = max(0, capacity)
        self.available = self.capacity
    }

    /// Takes tokens if there are enough.
    /// - Parameter cost: How many.
    /// - Returns: Whether they were taken.
    public mutating func take(_ cost: Int) -> Bool {
        guard cost <= available else { return false }
        available -= cost
        return true
    }

    /// Puts tokens back after a success: what the last retry cost, or one if none was needed.
    /// - Parameter lastCost: What the last retry of the request cost, or `nil` if it succeeded at once.
    public mutating func succeeded(lastCost: Int?) {
        available = min(capacity, available + (lastCost ?? 1))
    }
}
