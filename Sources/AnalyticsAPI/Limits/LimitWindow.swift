/// A window of time and what a client has used up since its beginning. A value without a clock.
///
/// The amount of a request is known only at its end, so a client can use up more than the quota. The excess counts in the windows
/// that follow: over time no client gets more than its quota in each window.
struct LimitWindow: Sendable, Hashable {
    /// The beginning, by a monotonic clock.
    private(set) var start: Duration
    /// The amount, in the unit of the quota.
    private(set) var used: Int64

    /// Creates an empty window.
    init(at start: Duration) {
        self.start = start
        used = 0
    }

    /// Returns the window at a later time.
    ///
    /// - Parameters:
    ///   - quota: The quota of each window, at least 1.
    ///   - length: The length of a window in seconds.
    func at(_ now: Duration, quota: Int64, length: Int) -> LimitWindow {
        guard used > 0 else { return LimitWindow(at: now) }
        let passed = Int64(max(0, ((now - start) / .seconds(length)).rounded(.down)))
        guard passed > 0 else { return self }
        guard passed <= used / quota, used - passed * quota > 0 else { return LimitWindow(at: now) }
        var later = self
        later.used -= passed * quota
        later.start += .seconds(length) * passed
        return later
    }

    /// Adds an amount.
    mutating func add(_ amount: Int64) {
        let (sum, overflow) = used.addingReportingOverflow(max(0, amount))
        used = overflow ? .max : sum
    }

    /// Returns the time until something of the quota is left; at least until the end of the window.
    func reset(_ now: Duration, quota: Int64, length: Int) -> Duration {
        // A bound that no amount reaches in practice, so that no sum overflows.
        let windows = min(1_000_000, max(1, used / quota))
        return start + .seconds(length) * windows - now
    }
}
