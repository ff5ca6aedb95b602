internal import HTTPCore

/// Time-outs for operations of the fake.
enum Deadline {
    /// Waits until the deadline or the task's cancellation and returns the respective error.
    static func wait(until deadline: ContinuousClock.Instant?) async -> TransportError {
        do {
            if let deadline {
                try await Task.sleep(until: deadline, clock: .continuous)
                return exceeded
            }
            while true { try await Task.sleep(for: .seconds(3600)) }
        } catch {
            return TransportError(.cancelled, "the exchange was cancelled")
        }
    }

    /// Runs an operation and throws if it has not ended by the deadline.
    static func run<Value: Sendable>(
        until deadline: ContinuousClock.Instant?,
        _ operation: @escaping @Sendable () async throws(TransportError) -> Value
    ) async throws(TransportError) -> Value {
        let result = await withTaskGroup(of: Result<Value, TransportError>.self) { group in
            group.addTask {
                do throws(TransportError) {
                    return .success(try await operation())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask { .failure(await wait(until: deadline)) }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(exceeded)
        }
        return try result.get()
    }

    private static let exceeded = TransportError(.timeout, "the exchange exceeded its time-out")
}
