import Basics
package import Models

/// The clocks and the source of request ids of a server, which tests replace.
package struct ServerEnvironment: Sendable {
    /// The wall clock.
    package var now: @Sendable () -> Timestamp
    /// A monotonic clock.
    package var uptime: @Sendable () -> Duration
    /// Creates a request id of at most 128 visible ASCII characters.
    package var newRequestID: @Sendable () -> String
    /// Returns a random number, for the ids of traces and spans.
    package var random: @Sendable () -> UInt64
    /// Waits for a duration, or until the task is cancelled, and then throws.
    package var sleep: @Sendable (Duration) async throws -> Void

    /// Creates an environment.
    package init(
        now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration,
        newRequestID: @escaping @Sendable () -> String,
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: 0 ... .max) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await ContinuousClock().sleep(for: $0) }
    ) {
        self.now = now
        self.uptime = uptime
        self.newRequestID = newRequestID
        self.random = random
        self.sleep = sleep
    }
}

extension ServerEnvironment {
    /// The system's clocks, and random ids of 128 bits in hexadecimal.
    package static var system: ServerEnvironment {
        ServerEnvironment(
            now: Timestamp.now,
            uptime: ContinuousClock().stopwatch(),
            newRequestID: {
                var generator = SystemRandomNumberGenerator()
                return String(hexadecimal: generator.next()) + String(hexadecimal: generator.next())
            })
    }
}
