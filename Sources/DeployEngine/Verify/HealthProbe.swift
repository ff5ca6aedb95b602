/// A look at a deployed service through its public address.
package protocol HealthProbe: Sendable {
    /// Requests `/health/ready` at an address.
    /// - Parameter url: The service's address, without a path.
    func readiness(at url: String) async -> ProbeResult
}

/// The result of a look at a service.
package enum ProbeResult: Sendable, Hashable {
    /// The service is ready.
    case ready
    /// The service or its load balancer answered with another status.
    case notReady(status: Int, body: String)
    /// No answer came: the reason, such as a name that does not resolve. An internal load balancer is out of reach from elsewhere.
    case unreachable(String)
}

/// A probe for environments whose address cannot be asked.
package struct NoProbe: HealthProbe {
    /// Creates the probe.
    package init() {}

    /// Reports that the address was not asked.
    package func readiness(at url: String) async -> ProbeResult { .unreachable("it was not asked") }
}
