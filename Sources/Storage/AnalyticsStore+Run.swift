import ServiceLifecycle

extension AnalyticsStore {
    /// Waits until the calling task is cancelled or its service group shuts down, then closes the store.
    ///
    /// The default for stores without background work.
    public func run() async throws {
        await runLoops([])
        await close()
    }
}

/// Runs loops until the calling task is cancelled or its service group shuts down, which cancels them.
func runLoops(_ loops: [@Sendable () async -> Void]) async {
    await cancelWhenGracefulShutdown {
        await withDiscardingTaskGroup { group in
            for loop in loops { group.addTask { await loop() } }
            // Ends when the task is cancelled.
            for await _ in AsyncStream<Never>.makeStream().stream {}
        }
    }
}
