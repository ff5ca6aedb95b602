/// The way of a service's deployments.
package struct DeploymentConfiguration: Sendable, Hashable, Codable {
    /// The circuit breaker.
    package var circuitBreaker: CircuitBreakerConfiguration?
    /// The maximum of tasks in percent of the wanted ones.
    package var maximumPercent: Int?
    /// The minimum of healthy tasks in percent of the wanted ones.
    package var minimumHealthyPercent: Int?
    /// The alarms that stop a deployment.
    package var alarms: AlarmConfiguration?
    /// `ROLLING`, `BLUE_GREEN`, `LINEAR` or `CANARY`.
    package var strategy: String?
    /// The minutes to watch after the traffic was shifted.
    package var bakeMinutes: Int?
    /// The hooks.
    package var hooks: [LifecycleHook]?
    /// The steps of `LINEAR`.
    package var linear: LinearConfiguration?
    /// The step of `CANARY`.
    package var canary: CanaryConfiguration?
    /// The condition to count a rolling deployment as done before the end.
    package var earlySuccess: EarlySuccessCriteria?

    enum CodingKeys: String, CodingKey {
        case circuitBreaker = "deploymentCircuitBreaker", maximumPercent, minimumHealthyPercent, alarms, strategy
        case bakeMinutes = "bakeTimeInMinutes", hooks = "lifecycleHooks", linear = "linearConfiguration"
        case canary = "canaryConfiguration", earlySuccess = "earlySuccessCriteria"
    }

    /// Creates the value.
    package init(
        circuitBreaker: CircuitBreakerConfiguration? = nil, maximumPercent: Int? = nil,
        minimumHealthyPercent: Int? = nil, alarms: AlarmConfiguration? = nil, strategy: String? = nil,
        bakeMinutes: Int? = nil, hooks: [LifecycleHook]? = nil, linear: LinearConfiguration? = nil,
        canary: CanaryConfiguration? = nil, earlySuccess: EarlySuccessCriteria? = nil
    ) {
        self.circuitBreaker = circuitBreaker
        self.maximumPercent = maximumPercent
        self.minimumHealthyPercent = minimumHealthyPercent
        self.alarms = alarms
        self.strategy = strategy
        self.bakeMinutes = bakeMinutes
        self.hooks = hooks
        self.linear = linear
        self.canary = canary
        self.earlySuccess = earlySuccess
    }
}

/// The circuit breaker of deployments.
package struct CircuitBreakerConfiguration: Sendable, Hashable, Codable {
    /// `true` if failing tasks stop a deployment.
    package var isEnabled: Bool
    /// `true` if a stopped deployment is rolled back.
    package var rollsBack: Bool
    /// `true`, the default, if a healthy task resets the count.
    package var resetsOnHealthyTask: Bool?
    /// The number of failing tasks.
    package var threshold: CircuitBreakerThreshold?

    enum CodingKeys: String, CodingKey {
        case isEnabled = "enable", rollsBack = "rollback", resetsOnHealthyTask = "resetOnHealthyTask"
        case threshold = "thresholdConfiguration"
    }

    /// Creates the value.
    package init(
        isEnabled: Bool = false, rollsBack: Bool = false, resetsOnHealthyTask: Bool? = nil,
        threshold: CircuitBreakerThreshold? = nil
    ) {
        self.isEnabled = isEnabled
        self.rollsBack = rollsBack
        self.resetsOnHealthyTask = resetsOnHealthyTask
        self.threshold = threshold
    }
}

/// The number of failing tasks that stops a deployment.
package struct CircuitBreakerThreshold: Sendable, Hashable, Codable {
    /// `COUNT`, `BOUNDED_PERCENT` or `UNBOUNDED_PERCENT`.
    package var type: String
    /// The count or the percentage.
    package var value: Int

    enum CodingKeys: String, CodingKey { case type, value }

    /// Creates the value.
    package init(type: String, value: Int = 0) {
        self.type = type
        self.value = value
    }
}

/// The alarms that stop a deployment.
package struct AlarmConfiguration: Sendable, Hashable, Codable {
    /// The alarms' names.
    package var names: [String]
    /// `true` if the alarms count.
    package var isEnabled: Bool
    /// `true` if a stopped deployment is rolled back.
    package var rollsBack: Bool

    enum CodingKeys: String, CodingKey { case names = "alarmNames", isEnabled = "enable", rollsBack = "rollback" }

    /// Creates the value.
    package init(names: [String] = [], isEnabled: Bool = false, rollsBack: Bool = false) {
        self.names = names
        self.isEnabled = isEnabled
        self.rollsBack = rollsBack
    }
}

/// A hook of a deployment.
package struct LifecycleHook: Sendable, Hashable, Codable {
    /// `AWS_LAMBDA` or `PAUSE`.
    package var type: String?
    /// The function's ARN.
    package var targetARN: String?
    /// The role that calls the function.
    package var roleARN: String?
    /// The stages.
    package var stages: [LifecycleStage]
    /// The time-out of a pause.
    package var timeout: HookTimeout?

    enum CodingKeys: String, CodingKey {
        case type = "targetType", targetARN = "hookTargetArn", roleARN = "roleArn", stages = "lifecycleStages"
        case timeout = "timeoutConfiguration"
    }

    /// Creates the value.
    package init(
        type: String? = nil, targetARN: String? = nil, roleARN: String? = nil, stages: [LifecycleStage] = [],
        timeout: HookTimeout? = nil
    ) {
        self.type = type
        self.targetARN = targetARN
        self.roleARN = roleARN
        self.stages = stages
        self.timeout = timeout
    }
}

/// The time-out of a pause.
package struct HookTimeout: Sendable, Hashable, Codable {
    /// The minutes.
    package var minutes: Int?
    /// `ROLLBACK`, the default, or `CONTINUE`.
    package var action: String?

    enum CodingKeys: String, CodingKey { case minutes = "timeoutInMinutes", action }

    /// Creates the value.
    package init(minutes: Int? = nil, action: String? = nil) {
        self.minutes = minutes
        self.action = action
    }
}

/// The steps of a linear deployment.
package struct LinearConfiguration: Sendable, Hashable, Codable {
    /// The traffic of a step in percent.
    package var stepPercent: Double?
    /// The minutes to watch after a step.
    package var stepMinutes: Int?

    enum CodingKeys: String, CodingKey { case stepPercent, stepMinutes = "stepBakeTimeInMinutes" }

    /// Creates the value.
    package init(stepPercent: Double? = nil, stepMinutes: Int? = nil) {
        self.stepPercent = stepPercent
        self.stepMinutes = stepMinutes
    }
}

/// The step of a canary deployment.
package struct CanaryConfiguration: Sendable, Hashable, Codable {
    /// The traffic of the step in percent.
    package var percent: Double?
    /// The minutes to watch after the step.
    package var minutes: Int?

    enum CodingKeys: String, CodingKey { case percent = "canaryPercent", minutes = "canaryBakeTimeInMinutes" }

    /// Creates the value.
    package init(percent: Double? = nil, minutes: Int? = nil) {
        self.percent = percent
        self.minutes = minutes
    }
}

/// The condition to count a rolling deployment as done before the end.
package struct EarlySuccessCriteria: Sendable, Hashable, Codable {
    /// `true` if the condition counts.
    package var isEnabled: Bool
    /// The healthy tasks in percent of the wanted ones.
    package var healthyPercent: Int?
    /// `BLOCKING` or `DEFERRED`, the end of the old tasks.
    package var cleanup: String?

    enum CodingKeys: String, CodingKey {
        case isEnabled = "enable", healthyPercent, cleanup = "sourceServiceRevisionCleanup"
    }

    /// Creates the value.
    package init(isEnabled: Bool = false, healthyPercent: Int? = nil, cleanup: String? = nil) {
        self.isEnabled = isEnabled
        self.healthyPercent = healthyPercent
        self.cleanup = cleanup
    }
}
