public import Models

/// What a server takes from the world besides its store: clocks and chance, so that tests decide both.
public struct ServerEnvironment: Sendable {
    /// The time of day.
    public var now: @Sendable () -> Timestamp
    /// The time since some fixed moment, never running backwards.
    public var uptime: @Sendable () -> Duration
    /// A new request id; at most 128 visible ASCII characters.
    public var newRequestID: @Sendable () -> String

    /// Takes clocks and a source of ids.
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
    /// The machine's clocks, and random ids of 128 bits in hexadecimal.
    public static var system: ServerEnvironment {
        let clock = ContinuousClock()
        let start = clock.now
        return ServerEnvironment(
            now: Timestamp.now,
            uptime: { start.duration(to: clock.now) },
            newRequestID: {
                var generator = SystemRandomNumberGenerator()
                return hexadecimal(generator.next()) + hexadecimal(generator.next())
            })
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
