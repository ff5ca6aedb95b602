import Basics
import Synchronization

/// An operation that callers share and that begins at most once in an interval.
///
/// A caller gets the result of an operation that begins after its call, so the result is never older than the call. Many callers
/// at once cost one operation.
package final class SharedRefresh<Value: Sendable>: Sendable {
    private struct State {
        var pending: Task<Value, Never>?
        var last: Duration?
    }

    private let interval: Duration
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async -> Void
    private let operation: @Sendable () async -> Value
    private let state = Mutex(State())

    /// Creates a shared operation with the system's clock, or with a test's.
    package init(
        interval: Duration, elapsed: (@Sendable () -> Duration)? = nil,
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
        _ operation: @escaping @Sendable () async -> Value
    ) {
        self.interval = interval
        self.elapsed = elapsed ?? ContinuousClock().stopwatch()
        self.sleep = sleep
        self.operation = operation
    }

    /// Runs the operation, or joins the one that has not begun yet.
    package func callAsFunction() async -> Value {
        let task = state.withLock { state in
            let now = elapsed()
            if let pending = state.pending { return pending }
            let pause = state.last.map { max(.zero, $0 + interval - now) } ?? .zero
            // A task of its own, because the callers share it and it must outlive the first one.
            let task = Task { [self] in
                if pause > .zero { await sleep(pause) }
                begin()
                return await operation()
            }
            state.pending = task
            return task
        }
        return await task.value
    }

    /// Ends the time in which callers join the operation.
    private func begin() {
        state.withLock { state in
            state.pending = nil
            state.last = elapsed()
        }
    }
}
