internal import CloudFormation

extension ContainerService {
    typealias Configuration = AWS.ECS.Service.DeploymentConfiguration

    /// The service's resource.
    func service(
        _ definition: TemplateValue<String>, _ group: SecurityGroup.Reference, _ surroundings: Surroundings
    ) -> AWS.ECS.Service {
        AWS.ECS.Service(
            availabilityZoneRebalancing: .enabled,
            cluster: surroundings.cluster.name.value,
            deploymentConfiguration: deploymentConfiguration,
            // Scaling decides the number; a number in the template would undo its decision at each deployment.
            desiredCount: scaling == nil ? .literal(count) : nil,
            enableECSManagedTags: true,
            enableExecuteCommand: .literal(task.exec),
            healthCheckGracePeriodSeconds: .literal(healthGracePeriod.seconds),
            launchType: .fargate,
            loadBalancers: [
                .init(
                    containerName: .literal(ContainerService.containerName),
                    containerPort: .literal(surroundings.loadBalancer.targetPort),
                    targetGroupArn: surroundings.loadBalancer.targetGroup.arn.value)
            ],
            networkConfiguration: .init(
                awsvpcConfiguration: .init(
                    assignPublicIp: .disabled, securityGroups: [group.id.value],
                    subnets: surroundings.network.privateSubnets.ids)),
            propagateTags: .service,
            taskDefinition: definition)
    }

    private var deploymentConfiguration: Configuration {
        var configuration = Configuration(
            deploymentCircuitBreaker: .init(
                enable: true, rollback: true, thresholdConfiguration: circuitBreaker.threshold),
            maximumPercent: 200, minimumHealthyPercent: 100)
        configuration.bakeTimeInMinutes = strategy.bakeTime.map { .literal($0.seconds / 60) }
        configuration.lifecycleHooks = strategy.pause.map { [$0.hook] }
        switch strategy.shift {
        case .rolling: configuration.strategy = .rolling
        case .blueGreen: configuration.strategy = .blueGreen
        case .linear(let percent, let time):
            configuration.strategy = .linear
            configuration.linearConfiguration = .init(
                stepBakeTimeInMinutes: .literal(time.seconds / 60), stepPercent: .literal(percent))
        case .canary(let percent, let time):
            configuration.strategy = .canary
            configuration.canaryConfiguration = .init(
                canaryBakeTimeInMinutes: .literal(time.seconds / 60), canaryPercent: .literal(percent))
        }
        return configuration
    }

    /// Adds the second target group, and the role with which ECS moves the traffic.
    func addTrafficShift(
        to service: ResourceHandle<AWS.ECS.Service>, _ balancer: LoadBalancer.Reference, _ scope: Scope
    ) {
        guard let shift = balancer.addTrafficShift(testPort: strategy.testPort, for: scope) else { return }
        var description = Role(service: "ecs.amazonaws.com", description: "Moves traffic between target groups")
        // The page "Amazon ECS infrastructure IAM role for load balancers" has no condition in its trust policy.
        description.conditions = nil
        let role = scope.add("InfrastructureRole", description)
        scope.resource("InfrastructureRole", as: AWS.IAM.Role.self)?.update {
            $0.managedPolicyArns = [
                "arn:\(AWS.partition):iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
            ]
        }
        service.update {
            $0.loadBalancers?[0].advancedConfiguration = .init(
                alternateTargetGroupArn: shift.alternate, productionListenerRule: shift.productionRule,
                roleArn: role.arn.value, testListenerRule: shift.testRule)
        }
    }

    /// Adds the scalable target and a policy for each of its targets.
    func add(
        _ scaling: ServiceScaling, to service: ResourceHandle<AWS.ECS.Service>, _ surroundings: Surroundings,
        _ scope: Scope
    ) {
        let target = scope.add(
            "Scaling",
            AWS.ApplicationAutoScaling.ScalableTarget(
                maxCapacity: .literal(scaling.maximum), minCapacity: .literal(scaling.minimum),
                resourceId: "service/\(surroundings.cluster.name)/\(service.name)",
                scalableDimension: "ecs:service:DesiredCount", serviceNamespace: .ecs))
        let balancer = surroundings.loadBalancer
        let label: TemplateValue<String> = "\(balancer.fullName)/\(balancer.targetGroup.fullName)"
        let policies: [(String, metric: String, target: Int?, label: TemplateValue<String>?)] = [
            ("Cpu", "ECSServiceAverageCPUUtilization", scaling.cpu, nil),
            ("Memory", "ECSServiceAverageMemoryUtilization", scaling.memory, nil),
            ("Requests", "ALBRequestCountPerTarget", scaling.requests, label),
        ]
        for (name, metric, value, label) in policies {
            guard let value else { continue }
            scope.add(
                "ScalingBy" + name,
                AWS.ApplicationAutoScaling.ScalingPolicy(
                    policyName: .literal(name.lowercased()), policyType: .targetTrackingScaling,
                    scalingTargetId: target.ref,
                    targetTrackingScalingPolicyConfiguration: .init(
                        targetValue: .literal(Double(value)),
                        predefinedMetricSpecification: .init(
                            predefinedMetricType: .literal(metric), resourceLabel: label),
                        scaleInCooldown: .literal(scaling.scaleInCooldown.seconds),
                        scaleOutCooldown: .literal(scaling.scaleOutCooldown.seconds))))
        }
    }
}

extension CircuitBreaker {
    fileprivate var threshold: AWS.ECS.Service.ThresholdConfiguration {
        switch self {
        case .failures(let count): .init(type: .count, value: .literal(count))
        case .percent(let share): .init(type: .boundedPercent, value: .literal(share))
        }
    }
}

extension DeploymentPause {
    fileprivate var hook: AWS.ECS.Service.DeploymentLifecycleHook {
        .init(
            lifecycleStages: .literal(stages.map(\.word)), targetType: .pause,
            timeoutConfiguration: .init(
                action: timeoutAction == .rollback ? .rollback : .continue,
                timeoutInMinutes: .literal(timeout.seconds / 60)))
    }
}

extension DeploymentPause.Stage {
    fileprivate var word: AWS.ECS.Service.DeploymentLifecycleHook.LifecycleStages {
        switch self {
        case .preScaleUp: .preScaleUp
        case .postScaleUp: .postScaleUp
        case .postTestTrafficShift: .postTestTrafficShift
        case .preProductionTrafficShift: .preProductionTrafficShift
        case .postProductionTrafficShift: .postProductionTrafficShift
        }
    }
}
