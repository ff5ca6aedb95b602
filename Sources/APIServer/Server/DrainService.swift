import AnalyticsAPI
import Logging
import ServiceLifecycle

/// Drains the server after the signal to stop: fails readiness, waits for the load balancer to notice, and lets the server
/// accept all queued connections before it closes its listening socket.
///
/// The service group stops its services in reverse order, so this service comes after the server.
struct DrainService: Service {
    let state: DrainState
    let delay: Duration
    let logger: Logger
    /// Called when the signal arrives.
    let onSignal: @Sendable () -> Void

    func run() async throws {
        do {
            try await gracefulShutdown()
        } catch {
            // Cancelled: the server has failed, so there is nothing to drain.
            return
        }
        onSignal()
        state.begin()
        logger.info("draining: requests in flight may finish")
        try? await Task.sleep(for: delay)
        await state.refuseConnections(within: .seconds(1))
    }
}
