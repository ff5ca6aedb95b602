import AnalyticsAPI
import Logging
import ServiceLifecycle

/// Waits for the signal to stop, makes readiness fail, lets the load balancer notice, and takes the connections that have been
/// made before the server stops listening.
///
/// It comes after the server in the group, and a group stops its services last to first.
struct DrainService: Service {
    let state: DrainState
    let delay: Duration
    let logger: Logger
    /// Called at the signal.
    let onSignal: @Sendable () -> Void

    func run() async throws {
        do {
            try await gracefulShutdown()
        } catch {
            // Cancelled: the server has failed, and there is nothing to drain.
            return
        }
        onSignal()
        state.begin()
        logger.info("stopping: requests in flight may finish")
        try? await Task.sleep(for: delay)
        await state.refuseConnections(within: .seconds(1))
    }
}
