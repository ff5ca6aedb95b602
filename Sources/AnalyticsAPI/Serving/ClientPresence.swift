import Synchronization

/// Whether the client of a connection is still there, shared between the connection and the request that it waits for.
///
/// The end of what a client sends counts as its leaving. TCP says the same of a client that closed as of one that only will
/// not send any more, until something is sent to it, and an answer is what there is not yet. Clients and load balancers keep
/// their side open until they have the answer; who does not is told so with 499, if it still listens.
final class ClientPresence: Sendable {
    /// Who waits for what the current task does; set for each connection's task.
    @TaskLocal static var current: ClientPresence?

    private struct State {
        var isGone = false
        /// Gives up what runs for the client now: one thing at a time, as a connection's requests are answered in turn.
        var giveUp: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Whether the client has left. It does not come back.
    var isGone: Bool { state.withLock { $0.isGone } }

    /// The client has left: what runs for it is cancelled, and so is what begins after this.
    func leave() {
        let giveUp = state.withLock { state in
            state.isGone = true
            return state.giveUp
        }
        giveUp?()
    }

    /// Runs something for the client alone: it is cancelled when the client leaves. Not to be used inside itself.
    ///
    /// What takes no notice of being cancelled is done to its end.
    ///
    /// - Parameter executor: Runs it, if it is not to run on the threads of Swift's own pool.
    func whileThere<Success: Sendable, Failure: Error>(
        on executor: WorkerExecutor? = nil, _ body: @escaping @Sendable () async throws(Failure) -> Success
    ) async throws(Failure) -> Success {
        let task = Task(executorPreference: executor) { () async -> Result<Success, Failure> in
            do throws(Failure) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        let isGone = state.withLock { state in
            state.giveUp = { task.cancel() }
            return state.isGone
        }
        if isGone { task.cancel() }
        let outcome = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        state.withLock { $0.giveUp = nil }
        return try outcome.get()
    }
}
