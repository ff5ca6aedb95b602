import Synchronization

/// The presence of a connection's client, shared between the connection and the request that it runs.
///
/// A client that closes its sending side counts as disconnected. Until the server sends something, TCP cannot tell this from a
/// full close, and there is no answer to send yet. Clients and load balancers keep their sending side open until they have the
/// answer. A client that does not gets 499, if it still reads.
final class ClientPresence: Sendable {
    /// The client of the current task; set for each connection's task.
    @TaskLocal static var current: ClientPresence?

    private struct State {
        var isGone = false
        var hasLastAnswer = false
        var speaksHTTP10 = false
        /// Cancels the current operation. There is one at a time, because a connection's requests are answered in order.
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// A Boolean value that indicates whether the client has disconnected, which is final.
    var isGone: Bool { state.withLock { $0.isGone } }

    /// A Boolean value that indicates whether the client gets no further answer on the connection, so that requests that it has sent
    /// behind the last one must not be processed (RFC 9112, section 9.6).
    var hasLastAnswer: Bool { state.withLock { $0.hasLastAnswer } }

    /// A Boolean value that indicates whether a request of the connection was one of HTTP/1.0, so that the end of the connection is the
    /// end of an answer of unknown length.
    var hasHTTP10: Bool { state.withLock { $0.speaksHTTP10 } }

    /// Records a request of HTTP/1.0.
    func speaksHTTP10() { state.withLock { $0.speaksHTTP10 = true } }

    /// Marks the present answer as the connection's last.
    func endWithAnswer() { state.withLock { $0.hasLastAnswer = true } }

    /// Marks the client as disconnected. Cancels the current operation and all later ones.
    func leave() {
        let cancel = state.withLock { state in
            state.isGone = true
            return state.cancel
        }
        cancel?()
    }

    /// Runs an operation that is cancelled when the client disconnects. Calls cannot be nested.
    ///
    /// An operation that ignores cancellation runs to its end.
    ///
    /// - Parameter executor: The executor of the operation; `nil` for Swift's own thread pool.
    func whileConnected<Success: Sendable, Failure: Error>(
        on executor: WorkerExecutor? = nil, _ body: @escaping @Sendable () async throws(Failure) -> Success
    ) async throws(Failure) -> Success {
        let task = Self.start(on: executor) { () async -> Result<Success, Failure> in
            if self.isGone { withUnsafeCurrentTask { $0?.cancel() } }
            do throws(Failure) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        let isGone = state.withLock { state in
            state.cancel = { task.cancel() }
            return state.isGone
        }
        if isGone { task.cancel() }
        let outcome = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        state.withLock { $0.cancel = nil }
        return try outcome.get()
    }

    /// Starts an operation, on the current thread if no other is asked for: a change of threads costs as much as a short operation.
    private static func start<Success: Sendable>(
        on executor: WorkerExecutor?, _ body: @escaping @Sendable () async -> Success
    ) -> Task<Success, Never> {
        guard executor == nil, #available(macOS 26, *) else {
            return Task(executorPreference: executor, operation: body)
        }
        return Task.immediate(operation: body)
    }
}
