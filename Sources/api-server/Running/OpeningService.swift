import ServiceLifecycle

/// Goes on opening the store while the server runs, and ends the server when the store can never be opened.
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
            // The server stops; it was not ready yet.
        }
    }
}
