#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    func render(_ service: FakeContainerService, showsTags: Bool = false) -> FakeValue {
        let tasks = ecs.tasks(of: service)
        var value: FakeValue = [
            "serviceArn": .string(service.arn), "serviceName": .string(service.name),
            "clusterArn": .string(service.cluster), "status": .string(service.status),
            "desiredCount": FakeValue(service.desired), "runningCount": FakeValue(running(tasks)),
            "pendingCount": FakeValue(pending(tasks)), "launchType": .string(service.settings.launchType),
            "platformVersion": .string(service.settings.platformVersion), "platformFamily": "Linux",
            "taskDefinition": .string(service.settings.definition), "schedulingStrategy": "REPLICA",
            "deploymentController": ["type": "ECS"], "createdAt": service.createdAt.json,
            "createdBy": .string(service.createdBy), "enableECSManagedTags": false,
            "propagateTags": service.document["propagateTags"] ?? "NONE",
            "enableExecuteCommand": .bool(service.allowsCommands), "availabilityZoneRebalancing": "ENABLED",
            "healthCheckGracePeriodSeconds": FakeValue(Int(service.gracePeriod)),
        ]
        value["loadBalancers"] = service.document["loadBalancers"] ?? .array([])
        value["networkConfiguration"] = service.document["networkConfiguration"]
        value["serviceRegistries"] = .array([])
        value["placementConstraints"] = .array([])
        value["placementStrategy"] = .array([])
        value["deploymentConfiguration"] = render(service.deployment)
        value["deployments"] = .array(service.sets.map { render($0, service) })
        value["events"] = .array(
            service.events.map {
                ["id": .string($0.id), "createdAt": $0.time.json, "message": .string($0.message)]
            })
        value["currentServiceDeployment"] = FakeValue(service.deployments.first?.arn)
        value["currentServiceRevisions"] = .array(service.sets.map { summary(of: $0.revision, service) })
        if showsTags { value["tags"] = service.tags }
        return value
    }

    private func running(_ tasks: [FakeTask]) -> Int { tasks.count { (.running ... .stopping).contains($0.status) } }

    private func pending(_ tasks: [FakeTask]) -> Int { tasks.count { $0.status < .running } }

    private func render(_ set: FakeTaskSet, _ service: FakeContainerService) -> FakeValue {
        let tasks = tasks(of: set, service)
        let settings = service.revision(set.revision)?.settings
        let isPrimary = set.id == service.primary
        return [
            "id": .string(set.id), "status": isPrimary ? "PRIMARY" : "ACTIVE",
            "taskDefinition": FakeValue(settings?.definition),
            "desiredCount": FakeValue(isPrimary ? service.desired : tasks.count(where: \.isActive)),
            "runningCount": FakeValue(running(tasks)), "pendingCount": FakeValue(pending(tasks)),
            "failedTasks": FakeValue(set.failedTasks), "createdAt": set.createdAt.json, "updatedAt": set.updatedAt.json,
            "launchType": FakeValue(settings?.launchType), "platformVersion": FakeValue(settings?.platformVersion),
            "platformFamily": "Linux", "rolloutState": .string(set.rolloutState),
            "rolloutStateReason": .string(set.rolloutReason),
            "networkConfiguration": service.document["networkConfiguration"] ?? .null,
        ]
    }

    /// The counts of a service revision.
    private func summary(
        of revision: String, _ service: FakeContainerService, weights: (production: Double, test: Double)? = nil
    ) -> FakeValue {
        let set = service.sets.first { $0.revision == revision }
        let tasks = set.map { self.tasks(of: $0, service) } ?? []
        let isPrimary = set?.id == service.primary
        return [
            "arn": .string(revision),
            "requestedTaskCount": FakeValue(isPrimary ? service.desired : tasks.count(where: \.isActive)),
            "runningTaskCount": FakeValue(running(tasks)), "pendingTaskCount": FakeValue(pending(tasks)),
            "requestedProductionTrafficWeight": FakeValue(weights?.production),
            "requestedTestTrafficWeight": FakeValue(weights?.test),
        ]
    }

    func render(_ settings: FakeDeploymentSettings) -> FakeValue {
        var value: FakeValue = [
            "strategy": .string(settings.strategy.rawValue), "maximumPercent": FakeValue(settings.maximum),
            "minimumHealthyPercent": FakeValue(settings.minimumHealthy),
            "bakeTimeInMinutes": FakeValue(Int(settings.bakeTime / 60)),
            "deploymentCircuitBreaker": [
                "enable": .bool(settings.breaks), "rollback": .bool(settings.breakerRollsBack),
                "resetOnHealthyTask": .bool(settings.resetsOnHealthyTask),
                "thresholdConfiguration": [
                    "type": .string(settings.thresholdType), "value": FakeValue(settings.thresholdValue),
                ],
            ],
        ]
        if !settings.alarms.isEmpty {
            value["alarms"] = [
                "alarmNames": FakeValue(settings.alarms), "enable": .bool(settings.watchesAlarms),
                "rollback": .bool(settings.alarmsRollBack),
            ]
        }
        if !settings.hooks.isEmpty { value["lifecycleHooks"] = .array(settings.hooks.map(render)) }
        if settings.strategy == .linear {
            value["linearConfiguration"] = [
                "stepPercent": FakeValue(settings.stepPercent),
                "stepBakeTimeInMinutes": FakeValue(settings.stepBakeMinutes),
            ]
        }
        if settings.strategy == .canary {
            value["canaryConfiguration"] = [
                "canaryPercent": FakeValue(settings.canaryPercent),
                "canaryBakeTimeInMinutes": FakeValue(settings.canaryBakeMinutes),
            ]
        }
        if let percent = settings.earlySuccessPercent {
            value["earlySuccessCriteria"] = [
                "enable": true, "healthyPercent": FakeValue(percent),
                "sourceServiceRevisionCleanup": settings.defersCleanUp ? "DEFERRED" : "BLOCKING",
            ]
        }
        return value
    }

    private func render(_ hook: FakeDeploymentSettings.Hook) -> FakeValue {
        [
            "targetType": .string(hook.type), "hookTargetArn": FakeValue(hook.target),
            "lifecycleStages": FakeValue(hook.stages),
            "timeoutConfiguration": [
                "timeoutInMinutes": FakeValue(hook.timeoutMinutes), "action": .string(hook.timeoutAction),
            ],
        ]
    }

    func render(_ deployment: FakeServiceDeployment, _ service: FakeContainerService) -> FakeValue {
        let test = deployment.settings.strategy == .rolling ? 0 : deployment.testWeight
        var value: FakeValue = [
            "serviceDeploymentArn": .string(deployment.arn), "serviceArn": .string(service.arn),
            "clusterArn": .string(service.cluster), "createdAt": deployment.createdAt.json,
            "startedAt": deployment.startedAt?.json ?? .null, "finishedAt": deployment.finishedAt?.json ?? .null,
            "stoppedAt": deployment.stoppedAt?.json ?? .null, "updatedAt": deployment.updatedAt.json,
            "status": .string(deployment.status.rawValue), "statusReason": FakeValue(deployment.reason),
            "lifecycleStage": FakeValue(deployment.stage?.rawValue),
            "deploymentConfiguration": render(deployment.settings),
        ]
        value["targetServiceRevision"] = summary(
            of: deployment.target, service, weights: (deployment.productionWeight, test))
        value["sourceServiceRevisions"] = .array(
            deployment.sources.map {
                summary(of: $0, service, weights: (100 - deployment.productionWeight, 100 - test))
            })
        value["deploymentCircuitBreaker"] = [
            "status": .string(deployment.breaker), "failureCount": FakeValue(deployment.failures),
            "threshold": FakeValue(deployment.settings.threshold(desired: service.desired)),
        ]
        value["alarms"] = [
            "status": .string(deployment.alarms), "alarmNames": FakeValue(deployment.settings.alarms),
            "triggeredAlarmNames": FakeValue(deployment.triggeredAlarms),
        ]
        if let rollback = deployment.rollback {
            value["rollback"] = [
                "reason": .string(rollback.reason), "startedAt": rollback.startedAt.json,
                "serviceRevisionArn": FakeValue(rollback.revision),
            ]
        }
        // Hooks of earlier stages are not active, so the API does not return them.
        let active = deployment.hooks.filter { $0.status != "SUCCEEDED" }
        value["lifecycleHookDetails"] = .array(
            active.map { hook in
                [
                    "hookId": .string(hook.id), "targetType": .string(hook.type), "targetArn": FakeValue(hook.target),
                    "status": .string(hook.status), "expiresAt": hook.expiresAt.json,
                    "timeoutAction": .string(hook.timeoutAction),
                ]
            })
        return value
    }

    func render(_ revision: FakeServiceRevision, _ service: FakeContainerService) -> FakeValue {
        [
            "serviceRevisionArn": .string(revision.arn), "serviceArn": .string(service.arn),
            "clusterArn": .string(service.cluster), "taskDefinition": .string(revision.settings.definition),
            "launchType": .string(revision.settings.launchType),
            "platformVersion": .string(revision.settings.platformVersion), "platformFamily": "Linux",
            "loadBalancers": service.document["loadBalancers"] ?? .array([]),
            "networkConfiguration": service.document["networkConfiguration"] ?? .null,
            "containerImages": .array(
                revision.images.map {
                    [
                        "containerName": .string($0.container), "image": .string($0.reference),
                        "imageDigest": FakeValue($0.digest),
                    ]
                }), "guardDutyEnabled": false, "createdAt": revision.createdAt.json,
            "resolvedConfiguration": [
                "loadBalancers": .array(
                    revision.settings.loadBalancers.enumerated().map { index, balancer in
                        [
                            "targetGroupArn": .string(revision.settings.targets(slot: revision.slot)[index].group),
                            "productionListenerRule": FakeValue(balancer.productionRule),
                        ]
                    })
            ],
        ]
    }
}
