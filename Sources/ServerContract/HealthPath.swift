/// The paths of the server's health checks.
package enum HealthPath: String, Sendable, Hashable, CaseIterable {
    /// The check for load balancers: it fails for a state that a new server process would cure.
    case balancer = "/health"
    /// The check of the process alone.
    case live = "/health/live"
    /// The check for deployments: it fails while the server cannot serve requests, for any reason.
    case ready = "/health/ready"

    /// The path.
    package var path: String { rawValue }
}
