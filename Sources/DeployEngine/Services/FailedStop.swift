#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A moment at which evidence has to be collected, because a rollback or the passing of time removes it.
package struct FailedStop: Sendable, Hashable {
    /// The reasons to collect.
    package enum Trigger: String, Sendable, Hashable, CaseIterable, Codable {
        /// The first task of the new revision stopped.
        case firstStoppedTask
        /// A target of the service is unhealthy. Its reason is gone when ECS deregisters it to stop its task.
        case unhealthyTarget
        /// The same reason stopped several tasks, and the deployment will be stopped.
        case repeatedStops
        /// The circuit breaker, an alarm or a hook ended the deployment.
        case serviceFailed
        /// A resource of the stack failed.
        case resourceFailed
        /// A one-off task failed.
        case taskFailed
        /// The deadline passed.
        case deadline
    }

    /// The reason to collect.
    package var trigger: Trigger
    /// The stack's id or name; nil for a task without one.
    package var stack: String?
    /// The `ClientRequestToken` of the operation.
    package var token: String?
    /// The cluster's ARN or name.
    package var cluster: String?
    /// The service's ARN or name.
    package var service: String?
    /// The service deployment's ARN.
    package var deployment: String?
    /// The ARNs of the stopped tasks, the latest last.
    package var tasks: [String]
    /// The reason, as AWS states it.
    package var reason: String?
    /// The start of the operation.
    package var began: Date

    /// Creates a moment.
    package init(
        _ trigger: Trigger, stack: String? = nil, token: String? = nil, cluster: String? = nil, service: String? = nil,
        deployment: String? = nil, tasks: [String] = [], reason: String? = nil, began: Date
    ) {
        self.trigger = trigger
        self.stack = stack
        self.token = token
        self.cluster = cluster
        self.service = service
        self.deployment = deployment
        self.tasks = tasks
        self.reason = reason
        self.began = began
    }
}
