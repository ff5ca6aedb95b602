import Basics
public import Models

/// The clocks and the source of request ids of a server, which tests replace.
public struct ServerEnvironment: Sendable {
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// A monotonic clock.
    public var uptime: @Sendable () -> Duration
    /// Creates a request id of at most 128 visible ASCII characters.
    public var newRequestID: @Sendable () -> String

    /// Creates an environment.
    public init(
        now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration,
        newRequestID: @escaping @Sendable () -> String
    ) {
        self.now = now
        self.uptime = uptime
        self.newRequestID = newRequestID
    }
}

extension ServerEnvironment {
    /// The system's clocks, and random ids of 128 bits in hexadecimal.
    public static var system: ServerEnvironment {
        ServerEnvironment(
            now: Timestamp.now,
            uptime: ContinuousClock().stopwatch(),
            newRequestID: {
                var generator = SystemRandomNumberGenerator()
                return String(hexadecimal: generator.next()) + String(hexadecimal: generator.next())
            })
    }
}
