/// A target with its health.
package struct TargetHealth: Sendable, Hashable, Codable {
    /// The target.
    package var target: TargetIdentifier
    /// The port of the health check.
    package var healthCheckPort: String?
    /// The health.
    package var health: TargetHealthStatus?

    enum CodingKeys: String, CodingKey {
        case target = "Target", healthCheckPort = "HealthCheckPort", health = "TargetHealth"
    }

    /// Creates the value.
    package init(target: TargetIdentifier, healthCheckPort: String? = nil, health: TargetHealthStatus? = nil) {
        self.target = target
        self.healthCheckPort = healthCheckPort
        self.health = health
    }
}

/// A target of a group.
package struct TargetIdentifier: Sendable, Hashable, Codable {
    /// The address or id.
    package var id: String
    /// The port.
    package var port: Int?
    /// The zone.
    package var availabilityZone: String?

    enum CodingKeys: String, CodingKey { case id = "Id", port = "Port", availabilityZone = "AvailabilityZone" }

    /// Creates the value.
    package init(id: String, port: Int? = nil, availabilityZone: String? = nil) {
        self.id = id
        self.port = port
        self.availabilityZone = availabilityZone
    }
}

/// The health of a target.
package struct TargetHealthStatus: Sendable, Hashable, Codable {
    /// The state.
    package var state: TargetState
    /// The reason; nil for a healthy target.
    package var reason: TargetHealthReason?
    /// The description, such as the statuses of failed checks.
    package var description: String?

    enum CodingKeys: String, CodingKey { case state = "State", reason = "Reason", description = "Description" }

    /// Creates the value.
    package init(state: TargetState, reason: TargetHealthReason? = nil, description: String? = nil) {
        self.state = state
        self.reason = reason
        self.description = description
    }
}

/// The state of a target.
package enum TargetState: OpenEnumeration {
    case initial, healthy, unhealthy, unhealthyDraining, unused, draining, unavailable
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .initial: "initial", .healthy: "healthy", .unhealthy: "unhealthy", .unhealthyDraining: "unhealthy.draining",
        .unused: "unused", .draining: "draining", .unavailable: "unavailable",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The reason for the state of a target.
package enum TargetHealthReason: OpenEnumeration {
    case registrationInProgress, initialHealthChecking, responseCodeMismatch, timeout, failedHealthChecks
    case notRegistered, notInUse, deregistrationInProgress, invalidState, ipUnusable, healthCheckDisabled
    case internalError
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .registrationInProgress: "Elb.RegistrationInProgress", .initialHealthChecking: "Elb.InitialHealthChecking",
        .responseCodeMismatch: "Target.ResponseCodeMismatch", .timeout: "Target.Timeout",
        .failedHealthChecks: "Target.FailedHealthChecks", .notRegistered: "Target.NotRegistered",
        .notInUse: "Target.NotInUse", .deregistrationInProgress: "Target.DeregistrationInProgress",
        .invalidState: "Target.InvalidState", .ipUnusable: "Target.IpUnusable",
        .healthCheckDisabled: "Target.HealthCheckDisabled", .internalError: "Elb.InternalError",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}
