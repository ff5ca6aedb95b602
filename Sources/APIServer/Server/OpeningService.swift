import ServiceLifecycle

/// Opens the store while the server already runs, and stops the server if the store fails permanently.
struct OpeningService: Service {
    /// The work of a ``StoreOpener``.
    let work: Task<Void, any Error>

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await withTaskCancellationHandler {
                    try await work.value
                } onCancel: {
                    work.cancel()
                }
            }
        } catch is CancellationError {
            // The server was stopped before the store was open.
        }
    }
}
