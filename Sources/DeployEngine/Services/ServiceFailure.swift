/// The failure of a service deployment.
package struct ServiceFailure: Sendable, Hashable, Codable {
    /// The kinds of failures.
    package enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// The engine stopped the deployment after identical stop reasons.
        case stoppedEarly
        /// The circuit breaker ended it.
        case circuitBreaker
        /// An alarm ended it.
        case alarm
        /// A hook ended it, or its time-out did.
        case hook
        /// An operator or another tool stopped it.
        case stopped
        /// ECS rolled it back for another reason.
        case rolledBack
        /// The rollback failed.
        case rollbackFailed
        /// The deployment ended, and another image than the wanted one runs.
        case wrongImage
    }

    /// A reason for which tasks stopped.
    package struct StopReason: Sendable, Hashable, Codable {
        /// The reason, as AWS states it for the first such task.
        package var reason: String
        /// The reason without ids and times, by which tasks are compared.
        package var pattern: String
        /// The ARNs of the tasks.
        package var tasks: [String]

        /// Creates a reason.
        package init(reason: String, pattern: String, tasks: [String]) {
            self.reason = reason
            self.pattern = pattern
            self.tasks = tasks
        }
    }

    /// The kind.
    package var kind: Kind
    /// The cluster's ARN or name.
    package var cluster: String?
    /// The service's ARN or name.
    package var service: String?
    /// The service deployment's ARN.
    package var deployment: String?
    /// The status of the deployment, such as `ROLLBACK_SUCCESSFUL`.
    package var status: String
    /// The reason, as ECS states it.
    package var reason: String?
    /// The reasons for which tasks stopped, the most frequent first.
    package var stops: [StopReason]
    /// The alarms that were triggered.
    package var alarms: [String]
    /// The digest that runs instead of the wanted one.
    package var runningDigest: String?

    /// Creates a failure.
    package init(
        _ kind: Kind, cluster: String? = nil, service: String? = nil, deployment: String? = nil, status: String,
        reason: String? = nil, stops: [StopReason] = [], alarms: [String] = [], runningDigest: String? = nil
    ) {
        self.kind = kind
        self.cluster = cluster
        self.service = service
        self.deployment = deployment
        self.status = status
        self.reason = reason
        self.stops = stops
        self.alarms = alarms
        self.runningDigest = runningDigest
    }
}
