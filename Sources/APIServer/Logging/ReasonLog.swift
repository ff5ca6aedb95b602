import Basics
import Logging
import Synchronization

/// Logs the reason of a lasting failure when it changes, and then once a minute.
final class ReasonLog: Sendable {
    private static let interval = Duration.seconds(60)

    private let logger: Logger
    private let message: Logger.Message
    private let elapsed: @Sendable () -> Duration
    private let last = Mutex<(reason: String, at: Duration)?>(nil)

    /// - Parameters:
    ///   - message: The message; the reason is in its metadata under `cause`.
    ///   - elapsed: A monotonic clock; the system's by default.
    init(_ logger: Logger, _ message: Logger.Message, elapsed: (@Sendable () -> Duration)? = nil) {
        self.logger = logger
        self.message = message
        self.elapsed = elapsed ?? ContinuousClock().stopwatch()
    }

    /// Logs a reason unless it was logged in the last minute.
    func write(_ reason: String) {
        let now = elapsed()
        let isDue = last.withLock { last in
            if let last, last.reason == reason, now - last.at < Self.interval { return false }
            last = (reason, now)
            return true
        }
        if isDue { logger.error(message, metadata: ["cause": "\(reason)"]) }
    }

    /// Records the end of the failure, so that its next occurrence is logged.
    func clear() { last.withLock { $0 = nil } }
}
