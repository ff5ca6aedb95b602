internal import HTTPCore

/// Time limits for what would otherwise take for ever.
enum Deadline {
    /// Waits until the time is over or the task is cancelled, and tells which.
    static func silence(until deadline: ContinuousClock.Instant?) async -> TransportError {
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

    /// Runs an operation, and gives up waiting for it when the time is over.
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
            group.addTask { .failure(await silence(until: deadline)) }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(exceeded)
        }
        return try result.get()
    }

    private static let exceeded = TransportError(.timeout, "the exchange did not end in the time allowed for it")
}
