#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A service.
package struct ServiceDescription: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The name.
    package var name: String
    /// The cluster's ARN.
    package var clusterARN: String?
    /// `ACTIVE`, `DRAINING` or `INACTIVE`.
    package var status: String
    /// The wanted number of tasks.
    package var desiredCount: Int
    /// The number of running tasks.
    package var runningCount: Int
    /// The number of tasks that start.
    package var pendingCount: Int
    /// The ARN of the task definition of the primary deployment.
    package var taskDefinition: String?
    /// The launch type.
    package var launchType: String?
    /// The version of Fargate's platform.
    package var platformVersion: String?
    /// The way of deployments.
    package var deploymentConfiguration: DeploymentConfiguration?
    /// The rollouts that have tasks, the primary one and older ones.
    package var deployments: [ServiceRollout]
    /// The ARN of the service deployment that is going on; nil without one.
    package var currentDeployment: String?
    /// The revisions that have tasks.
    package var currentRevisions: [ServiceRevisionSummary]
    /// The last 100 events, newest first; ECS repeats a message only after six hours.
    package var events: [ServiceEvent]
    /// The target groups.
    package var loadBalancers: [ServiceLoadBalancer]
    /// The network.
    package var networkConfiguration: NetworkConfiguration?
    /// The seconds before a failing health check counts.
    package var gracePeriod: Int?
    /// `REPLICA` or `DAEMON`.
    package var schedulingStrategy: String?
    /// The controller of deployments.
    package var controller: DeploymentController?
    /// `true` if commands in tasks are allowed.
    package var enablesExecuteCommand: Bool
    /// The time of the creation.
    package var createdAt: Date?
    /// The tags.
    @Listed<LowerCaseTagNames> package var tags: [String: String]

    enum CodingKeys: String, CodingKey {
        case arn = "serviceArn", name = "serviceName", clusterARN = "clusterArn", status, desiredCount, runningCount
        case pendingCount, taskDefinition, launchType, platformVersion, deploymentConfiguration, deployments
        case currentDeployment = "currentServiceDeployment", currentRevisions = "currentServiceRevisions", events
        case loadBalancers, networkConfiguration, gracePeriod = "healthCheckGracePeriodSeconds", schedulingStrategy
        case controller = "deploymentController", enablesExecuteCommand = "enableExecuteCommand", createdAt, tags
    }

    /// Creates the value.
    package init(
        arn: String, name: String, clusterARN: String? = nil, status: String, desiredCount: Int = 0,
        runningCount: Int = 0, pendingCount: Int = 0, taskDefinition: String? = nil, launchType: String? = nil,
        platformVersion: String? = nil, deploymentConfiguration: DeploymentConfiguration? = nil,
        deployments: [ServiceRollout] = [], currentDeployment: String? = nil,
        currentRevisions: [ServiceRevisionSummary] = [], events: [ServiceEvent] = [],
        loadBalancers: [ServiceLoadBalancer] = [], networkConfiguration: NetworkConfiguration? = nil,
        gracePeriod: Int? = nil, schedulingStrategy: String? = nil, controller: DeploymentController? = nil,
        enablesExecuteCommand: Bool = false, createdAt: Date? = nil, tags: [String: String] = [:]
    ) {
        self.arn = arn
        self.name = name
        self.clusterARN = clusterARN
        self.status = status
        self.desiredCount = desiredCount
        self.runningCount = runningCount
        self.pendingCount = pendingCount
        self.taskDefinition = taskDefinition
        self.launchType = launchType
        self.platformVersion = platformVersion
        self.deploymentConfiguration = deploymentConfiguration
        self.deployments = deployments
        self.currentDeployment = currentDeployment
        self.currentRevisions = currentRevisions
        self.events = events
        self.loadBalancers = loadBalancers
        self.networkConfiguration = networkConfiguration
        self.gracePeriod = gracePeriod
        self.schedulingStrategy = schedulingStrategy
        self.controller = controller
        self.enablesExecuteCommand = enablesExecuteCommand
        self.createdAt = createdAt
        self.tags = tags
    }
}

/// A rollout of a service, as of services before service deployments.
package struct ServiceRollout: Sendable, Hashable, Codable {
    /// The id, which the tasks have as their starter.
    package var id: String
    /// `PRIMARY`, `ACTIVE` or `INACTIVE`.
    package var status: String
    /// The task definition's ARN.
    package var taskDefinition: String?
    /// The wanted number of tasks.
    package var desiredCount: Int
    /// The number of running tasks.
    package var runningCount: Int
    /// The number of tasks that start.
    package var pendingCount: Int
    /// The number of tasks that failed to start.
    package var failedTasks: Int
    /// `IN_PROGRESS`, `COMPLETED` or `FAILED`.
    package var rolloutState: String?
    /// The reason for the state.
    package var rolloutStateReason: String?
    /// The time of the creation.
    package var createdAt: Date?
    /// The time of the last change.
    package var updatedAt: Date?

    enum CodingKeys: String, CodingKey {
        case id, status, taskDefinition, desiredCount, runningCount, pendingCount, failedTasks, rolloutState
        case rolloutStateReason, createdAt, updatedAt
    }

    /// Creates the value.
    package init(
        id: String, status: String, taskDefinition: String? = nil, desiredCount: Int = 0, runningCount: Int = 0,
        pendingCount: Int = 0, failedTasks: Int = 0, rolloutState: String? = nil, rolloutStateReason: String? = nil,
        createdAt: Date? = nil, updatedAt: Date? = nil
    ) {
        self.id = id
        self.status = status
        self.taskDefinition = taskDefinition
        self.desiredCount = desiredCount
        self.runningCount = runningCount
        self.pendingCount = pendingCount
        self.failedTasks = failedTasks
        self.rolloutState = rolloutState
        self.rolloutStateReason = rolloutStateReason
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// An event of a service.
package struct ServiceEvent: Sendable, Hashable, Codable {
    /// The id.
    package var id: String
    /// The time.
    package var createdAt: Date?
    /// The message.
    package var message: String

    enum CodingKeys: String, CodingKey { case id, createdAt, message }

    /// Creates the value.
    package init(id: String, createdAt: Date? = nil, message: String) {
        self.id = id
        self.createdAt = createdAt
        self.message = message
    }
}

/// A target group of a service.
package struct ServiceLoadBalancer: Sendable, Hashable, Codable {
    /// The target group's ARN.
    package var targetGroupARN: String?
    /// The container's name.
    package var containerName: String?
    /// The container's port.
    package var containerPort: Int?
    /// The second target group of deployments that shift traffic.
    package var advanced: AlternateTargets?

    enum CodingKeys: String, CodingKey {
        case targetGroupARN = "targetGroupArn", containerName, containerPort, advanced = "advancedConfiguration"
    }

    /// Creates the value.
    package init(
        targetGroupARN: String? = nil, containerName: String? = nil, containerPort: Int? = nil,
        advanced: AlternateTargets? = nil
    ) {
        self.targetGroupARN = targetGroupARN
        self.containerName = containerName
        self.containerPort = containerPort
        self.advanced = advanced
    }
}

/// The second target group of deployments that shift traffic.
package struct AlternateTargets: Sendable, Hashable, Codable {
    /// The second target group's ARN.
    package var targetGroupARN: String?
    /// The ARN of the rule with the production traffic.
    package var productionRule: String?
    /// The ARN of the rule with the test traffic.
    package var testRule: String?
    /// The role that changes the rules.
    package var roleARN: String?

    enum CodingKeys: String, CodingKey {
        case targetGroupARN = "alternateTargetGroupArn", productionRule = "productionListenerRule"
        case testRule = "testListenerRule", roleARN = "roleArn"
    }

    /// Creates the value.
    package init(
        targetGroupARN: String? = nil, productionRule: String? = nil, testRule: String? = nil, roleARN: String? = nil
    ) {
        self.targetGroupARN = targetGroupARN
        self.productionRule = productionRule
        self.testRule = testRule
        self.roleARN = roleARN
    }
}

/// The controller of a service's deployments.
package struct DeploymentController: Sendable, Hashable, Codable {
    /// `ECS`, `CODE_DEPLOY` or `EXTERNAL`.
    package var type: String

    enum CodingKeys: String, CodingKey { case type }

    /// Creates the value.
    package init(type: String) {
        self.type = type
    }
}

/// A cluster.
package struct ClusterDescription: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The name.
    package var name: String
    /// The status, such as `ACTIVE`.
    package var status: String
    /// The number of running tasks.
    package var runningTasks: Int
    /// The number of tasks that start.
    package var pendingTasks: Int
    /// The number of services.
    package var activeServices: Int

    enum CodingKeys: String, CodingKey {
        case arn = "clusterArn", name = "clusterName", status, runningTasks = "runningTasksCount"
        case pendingTasks = "pendingTasksCount", activeServices = "activeServicesCount"
    }

    /// Creates the value.
    package init(
        arn: String, name: String, status: String, runningTasks: Int = 0, pendingTasks: Int = 0, activeServices: Int = 0
    ) {
        self.arn = arn
        self.name = name
        self.status = status
        self.runningTasks = runningTasks
        self.pendingTasks = pendingTasks
        self.activeServices = activeServices
    }
}

/// An object that ECS could not find or start.
package struct ContainerFailure: Sendable, Hashable, Codable {
    /// The object's ARN.
    package var arn: String?
    /// The reason, such as `MISSING` or `RESOURCE:MEMORY`.
    package var reason: String?
    /// The details.
    package var detail: String?

    enum CodingKeys: String, CodingKey { case arn, reason, detail }

    /// Creates the value.
    package init(arn: String? = nil, reason: String? = nil, detail: String? = nil) {
        self.arn = arn
        self.reason = reason
        self.detail = detail
    }
}
