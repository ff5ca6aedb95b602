#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A deployment of a service revision.
package struct ServiceDeployment: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The service's ARN.
    package var serviceARN: String?
    /// The cluster's ARN.
    package var clusterARN: String?
    /// The status.
    package var status: ServiceDeploymentStatus
    /// The reason for the status.
    package var statusReason: String?
    /// The stage.
    package var lifecycleStage: LifecycleStage?
    /// The revisions before.
    package var sourceRevisions: [ServiceRevisionSummary]
    /// The revision being deployed.
    package var targetRevision: ServiceRevisionSummary?
    /// The circuit breaker.
    package var circuitBreaker: CircuitBreakerState?
    /// The alarms.
    package var alarms: DeploymentAlarmState?
    /// The rollback; nil without one.
    package var rollback: ServiceRollback?
    /// The hooks that were called.
    package var hooks: [LifecycleHookState]
    /// The way of the deployment.
    package var configuration: DeploymentConfiguration?
    /// The time of the creation.
    package var createdAt: Date?
    /// The time of the start.
    package var startedAt: Date?
    /// The time of the end.
    package var finishedAt: Date?
    /// The time of the stop.
    package var stoppedAt: Date?
    /// The time of the last change.
    package var updatedAt: Date?

    enum CodingKeys: String, CodingKey {
        case arn = "serviceDeploymentArn", serviceARN = "serviceArn", clusterARN = "clusterArn", status, statusReason
        case lifecycleStage, sourceRevisions = "sourceServiceRevisions", targetRevision = "targetServiceRevision"
        case circuitBreaker = "deploymentCircuitBreaker", alarms, rollback, hooks = "lifecycleHookDetails"
        case configuration = "deploymentConfiguration", createdAt, startedAt, finishedAt, stoppedAt, updatedAt
    }

    /// Creates the value.
    package init(
        arn: String, serviceARN: String? = nil, clusterARN: String? = nil, status: ServiceDeploymentStatus,
        statusReason: String? = nil, lifecycleStage: LifecycleStage? = nil,
        sourceRevisions: [ServiceRevisionSummary] = [], targetRevision: ServiceRevisionSummary? = nil,
        circuitBreaker: CircuitBreakerState? = nil, alarms: DeploymentAlarmState? = nil,
        rollback: ServiceRollback? = nil, hooks: [LifecycleHookState] = [],
        configuration: DeploymentConfiguration? = nil, createdAt: Date? = nil, startedAt: Date? = nil,
        finishedAt: Date? = nil, stoppedAt: Date? = nil, updatedAt: Date? = nil
    ) {
        self.arn = arn
        self.serviceARN = serviceARN
        self.clusterARN = clusterARN
        self.status = status
        self.statusReason = statusReason
        self.lifecycleStage = lifecycleStage
        self.sourceRevisions = sourceRevisions
        self.targetRevision = targetRevision
        self.circuitBreaker = circuitBreaker
        self.alarms = alarms
        self.rollback = rollback
        self.hooks = hooks
        self.configuration = configuration
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.stoppedAt = stoppedAt
        self.updatedAt = updatedAt
    }
}

/// A deployment in a list.
package struct ServiceDeploymentSummary: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The service's ARN.
    package var serviceARN: String?
    /// The cluster's ARN.
    package var clusterARN: String?
    /// The status.
    package var status: ServiceDeploymentStatus
    /// The reason for the status.
    package var statusReason: String?
    /// The ARN of the revision being deployed.
    package var targetRevisionARN: String?
    /// The time of the creation.
    package var createdAt: Date?
    /// The time of the start.
    package var startedAt: Date?
    /// The time of the end.
    package var finishedAt: Date?

    enum CodingKeys: String, CodingKey {
        case arn = "serviceDeploymentArn", serviceARN = "serviceArn", clusterARN = "clusterArn", status, statusReason
        case targetRevisionARN = "targetServiceRevisionArn", createdAt, startedAt, finishedAt
    }

    /// Creates the value.
    package init(
        arn: String, serviceARN: String? = nil, clusterARN: String? = nil, status: ServiceDeploymentStatus,
        statusReason: String? = nil, targetRevisionARN: String? = nil, createdAt: Date? = nil, startedAt: Date? = nil,
        finishedAt: Date? = nil
    ) {
        self.arn = arn
        self.serviceARN = serviceARN
        self.clusterARN = clusterARN
        self.status = status
        self.statusReason = statusReason
        self.targetRevisionARN = targetRevisionARN
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

/// The tasks and the traffic of a revision.
package struct ServiceRevisionSummary: Sendable, Hashable, Codable {
    /// The revision's ARN.
    package var arn: String
    /// The wanted number of tasks.
    package var requested: Int
    /// The number of running tasks.
    package var running: Int
    /// The number of tasks that start.
    package var pending: Int
    /// The test traffic in percent.
    package var testWeight: Double?
    /// The production traffic in percent.
    package var productionWeight: Double?

    enum CodingKeys: String, CodingKey {
        case arn, requested = "requestedTaskCount", running = "runningTaskCount", pending = "pendingTaskCount"
        case testWeight = "requestedTestTrafficWeight", productionWeight = "requestedProductionTrafficWeight"
    }

    /// Creates the value.
    package init(
        arn: String, requested: Int = 0, running: Int = 0, pending: Int = 0, testWeight: Double? = nil,
        productionWeight: Double? = nil
    ) {
        self.arn = arn
        self.requested = requested
        self.running = running
        self.pending = pending
        self.testWeight = testWeight
        self.productionWeight = productionWeight
    }
}

/// The circuit breaker of a deployment.
package struct CircuitBreakerState: Sendable, Hashable, Codable {
    /// The status.
    package var status: ServiceMonitorStatus?
    /// The number of failed tasks.
    package var failureCount: Int
    /// The number of failed tasks that stops the deployment.
    package var threshold: Int

    enum CodingKeys: String, CodingKey { case status, failureCount, threshold }

    /// Creates the value.
    package init(status: ServiceMonitorStatus? = nil, failureCount: Int = 0, threshold: Int = 0) {
        self.status = status
        self.failureCount = failureCount
        self.threshold = threshold
    }
}

/// The alarms of a deployment.
package struct DeploymentAlarmState: Sendable, Hashable, Codable {
    /// The status.
    package var status: ServiceMonitorStatus?
    /// The alarms' names.
    package var names: [String]
    /// The names of the alarms in alarm.
    package var triggered: [String]

    enum CodingKeys: String, CodingKey { case status, names = "alarmNames", triggered = "triggeredAlarmNames" }

    /// Creates the value.
    package init(status: ServiceMonitorStatus? = nil, names: [String] = [], triggered: [String] = []) {
        self.status = status
        self.names = names
        self.triggered = triggered
    }
}

/// The rollback of a deployment.
package struct ServiceRollback: Sendable, Hashable, Codable {
    /// The reason.
    package var reason: String?
    /// The time of the start.
    package var startedAt: Date?
    /// The ARN of the revision rolled back to.
    package var revisionARN: String?

    enum CodingKeys: String, CodingKey { case reason, startedAt, revisionARN = "serviceRevisionArn" }

    /// Creates the value.
    package init(reason: String? = nil, startedAt: Date? = nil, revisionARN: String? = nil) {
        self.reason = reason
        self.startedAt = startedAt
        self.revisionARN = revisionARN
    }
}

/// A hook that a deployment called.
package struct LifecycleHookState: Sendable, Hashable, Codable {
    /// The hook's id.
    package var id: String?
    /// `AWS_LAMBDA` or `PAUSE`.
    package var type: String?
    /// The function's ARN.
    package var targetARN: String?
    /// The status.
    package var status: LifecycleHookStatus?
    /// The time of the time-out.
    package var expiresAt: Date?
    /// The consequence of the time-out: `ROLLBACK` or `CONTINUE`.
    package var timeoutAction: String?

    enum CodingKeys: String, CodingKey {
        case id = "hookId", type = "targetType", targetARN = "targetArn", status, expiresAt, timeoutAction
    }

    /// Creates the value.
    package init(
        id: String? = nil, type: String? = nil, targetARN: String? = nil, status: LifecycleHookStatus? = nil,
        expiresAt: Date? = nil, timeoutAction: String? = nil
    ) {
        self.id = id
        self.type = type
        self.targetARN = targetARN
        self.status = status
        self.expiresAt = expiresAt
        self.timeoutAction = timeoutAction
    }
}

/// A range of times.
package struct DateSelection: Sendable, Hashable, Codable {
    /// The end, exclusive; nil for no end.
    package var before: Date?
    /// The start, exclusive; nil for no start.
    package var after: Date?

    enum CodingKeys: String, CodingKey { case before, after }

    /// Creates the value.
    package init(before: Date? = nil, after: Date? = nil) {
        self.before = before
        self.after = after
    }
}
