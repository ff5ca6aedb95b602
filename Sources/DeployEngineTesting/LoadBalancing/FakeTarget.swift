#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A target of a target group: an address with the times from which its health follows.
package struct FakeTarget: Sendable, Hashable {
    /// The address.
    package var id: String
    /// The port.
    package var port: Int
    /// The Availability Zone.
    package var zone: String
    /// The time of the registration.
    package var registeredAt: Date
    /// The time of the deregistration; nil while it is registered.
    package var deregisteredAt: Date?
    /// The time from which health checks succeed; nil for never.
    package var answersFrom: Date?
    /// The time from which health checks fail again; nil for never.
    package var failsFrom: Date?
    /// The failure of a health check.
    package var failure: FakeTargetFailure

    /// The health of a target.
    package struct Health: Sendable, Hashable {
        /// The state, such as `unhealthy.draining`.
        package var state: String
        /// The reason, such as `Target.Timeout`.
        package var reason: String?
        /// The description.
        package var text: String?

        /// A Boolean value that indicates whether the target is healthy.
        package var isHealthy: Bool { state == "healthy" }
        /// A Boolean value that indicates whether the health checks have failed.
        package var isUnhealthy: Bool { state == "unhealthy" }
    }

    /// Creates a target.
    package init(
        id: String, port: Int, zone: String = "eu-central-1a", registeredAt: Date, answersFrom: Date?,
        failsFrom: Date? = nil, failure: FakeTargetFailure = .connection
    ) {
        self.id = id
        self.port = port
        self.zone = zone
        self.registeredAt = registeredAt
        self.answersFrom = answersFrom
        self.failsFrom = failsFrom
        self.failure = failure
    }

    /// Returns the health at a time.
    ///
    /// A new target needs one successful check; a target that has failed needs the threshold's number.
    /// Source: "Health checks for Application Load Balancer target groups", AWS.
    package func health(at now: Date, in group: FakeTargetGroup, isInUse: Bool) -> Health {
        if let deregisteredAt {
            guard now < deregisteredAt.addingTimeInterval(group.deregistrationDelay) else {
                return Health(
                    state: "unused", reason: "Target.NotRegistered",
                    text: "Target is not registered to the target group")
            }
            let wasUnhealthy = checked(at: deregisteredAt, in: group).isUnhealthy
            return Health(
                state: wasUnhealthy ? "unhealthy.draining" : "draining", reason: "Target.DeregistrationInProgress",
                text: "Target deregistration is in progress")
        }
        guard isInUse else {
            return Health(
                state: "unused", reason: "Target.NotInUse",
                text: "Target group is not configured to receive traffic from the load balancer")
        }
        guard group.checksHealth else {
            return Health(
                state: "unavailable", reason: "Target.HealthCheckDisabled",
                text: "Health checks are not enabled for this target")
        }
        return checked(at: now, in: group)
    }

    private func checked(at now: Date, in group: FakeTargetGroup) -> Health {
        let times = changes(in: group)
        if now < times.checked {
            return Health(
                state: "initial", reason: "Elb.RegistrationInProgress", text: "Target registration is in progress")
        }
        let unhealthy = Health(state: "unhealthy", reason: failure.reason, text: failure.text)
        if let again = times.unhealthyAgain, now >= again { return unhealthy }
        if let healthy = times.healthy, now >= healthy { return Health(state: "healthy") }
        if let failed = times.unhealthy, now >= failed { return unhealthy }
        return Health(
            state: "initial", reason: "Elb.InitialHealthChecking",
            text: "Initial health checks in progress")
    }

    /// Returns the first time after `now` at which the health changes.
    func nextChange(after now: Date, in group: FakeTargetGroup) -> Date? {
        if let deregisteredAt {
            let end = deregisteredAt.addingTimeInterval(group.deregistrationDelay)
            return end > now ? end : nil
        }
        let times = changes(in: group)
        return [times.checked, times.healthy, times.unhealthy, times.unhealthyAgain].compactMap(\.self)
            .filter { $0 > now }.min()
    }

    private struct Changes {
        /// The first health check.
        var checked: Date
        /// The first time of being unhealthy, before the first success.
        var unhealthy: Date?
        var healthy: Date?
        var unhealthyAgain: Date?
    }

    private func changes(in group: FakeTargetGroup) -> Changes {
        let checked = check(notBefore: registeredAt, in: group)
        var changes = Changes(checked: checked)
        let failed = checked.addingTimeInterval(Double(group.unhealthyThreshold - 1) * group.interval)
        if let answersFrom {
            let first = check(notBefore: answersFrom, in: group)
            if first <= failed {
                changes.healthy = first
            } else {
                changes.unhealthy = failed
                changes.healthy = first.addingTimeInterval(Double(group.healthyThreshold - 1) * group.interval)
            }
        } else {
            changes.unhealthy = failed
        }
        if let failsFrom, let healthy = changes.healthy {
            let first = max(check(notBefore: failsFrom, in: group), healthy)
            changes.unhealthyAgain = first.addingTimeInterval(Double(group.unhealthyThreshold - 1) * group.interval)
        }
        return changes
    }

    /// The time of the first health check at or after a time.
    private func check(notBefore time: Date, in group: FakeTargetGroup) -> Date {
        let first = registeredAt.addingTimeInterval(group.registrationTime)
        guard time > first else { return first }
        let count = Double(Int((time.timeIntervalSince(first) + group.interval - 1e-6) / group.interval))
        return first.addingTimeInterval(count * group.interval)
    }
}
