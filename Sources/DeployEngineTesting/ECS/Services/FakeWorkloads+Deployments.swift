#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeServiceDeployment {
    /// A Boolean value that indicates whether the target revision's tasks may start.
    var hasScaledUp: Bool {
        switch stage {
        case nil, .reconcileService, .preScaleUp: false
        default: true
        }
    }

    /// The stages that the deployment passes through.
    ///
    /// Source: "ServiceDeployment.lifecycleStage", ECS API Reference. A rolling deployment passes those stages of traffic for which
    /// it has a hook.
    var stages: [Stage] {
        Stage.allCases.filter { stage in
            switch stage {
            case .reconcileService: sources.count > 1
            case .preScaleUp, .scaleUp, .postScaleUp, .cleanUp: true
            case .bakeTime: settings.bakeTime > 0
            case .testTrafficShift, .productionTrafficShift: shiftsTraffic
            case .postTestTrafficShift, .postProductionTrafficShift:
                shiftsTraffic || settings.hooks.contains { $0.stages.contains(stage.rawValue) }
            }
        }
    }

    /// The percentages of production traffic, step by step.
    var steps: [Double] {
        // Nothing serves requests before the first deployment.
        if sources.isEmpty, shiftsTraffic { return [100] }
        switch settings.strategy {
        case .rolling: return []
        case .blueGreen: return [100]
        case .canary: return settings.canaryPercent < 100 ? [settings.canaryPercent, 100] : [100]
        case .linear:
            let step = max(settings.stepPercent, 1)
            return Array(stride(from: step, to: 100, by: step)) + [100]
        }
    }

    /// The seconds after a step that is not the last.
    var stepBakeTime: TimeInterval {
        Double(settings.strategy == .canary ? settings.canaryBakeMinutes : settings.stepBakeMinutes) * 60
    }
}

extension FakeWorkloads {
    /// Moves a deployment forward as far as it can go now.
    mutating func progress(_ service: inout FakeContainerService, _ index: Int) {
        let isDue = service.deployments[index].nextAt.map { $0 <= now } ?? true
        switch service.deployments[index].status {
        case .pending: if isDue { begin(&service, index) }
        case .inProgress:
            if monitor(&service, index) { return }
            if isDue { moveStage(&service, index) }
        case .stopRequested: if isDue { finishStop(&service, index) }
        case .rollbackRequested: if isDue { beginRollback(&service, index) }
        case .rollbackInProgress: continueRollback(&service, index)
        case .successful, .stopped, .rollbackSuccessful, .rollbackFailed: break
        }
    }

    private func begin(_ service: inout FakeContainerService, _ index: Int) {
        service.deployments[index].status = .inProgress
        service.deployments[index].startedAt = now
        enter(service.deployments[index].stages.first ?? .scaleUp, &service.deployments[index])
    }

    private func enter(_ stage: FakeServiceDeployment.Stage, _ deployment: inout FakeServiceDeployment) {
        deployment.stage = stage
        deployment.updatedAt = now
        deployment.nextAt = now.addingTimeInterval(
            stage == .bakeTime ? deployment.settings.bakeTime : ecs.timings.stage)
    }

    private mutating func moveStage(_ service: inout FakeContainerService, _ index: Int) {
        guard let stage = service.deployments[index].stage else { return }
        switch stage {
        case .reconcileService, .preScaleUp, .postScaleUp, .postTestTrafficShift, .postProductionTrafficShift:
            guard passHooks(stage.rawValue, &service, index) else { return }
        case .scaleUp: guard isScaledUp(service, service.deployments[index]) else { return }
        case .testTrafficShift:
            guard passHooks(stage.rawValue, &service, index) else { return }
            if service.deployments[index].testWeight == 0 {
                service.deployments[index].testWeight = 100
                shiftTestTraffic(of: service, to: service.deployments[index].target)
                service.deployments[index].nextAt = now.addingTimeInterval(ecs.timings.stage)
                return
            }
        case .productionTrafficShift: guard shiftProductionTraffic(&service, index) else { return }
        case .bakeTime: break
        case .cleanUp:
            let deployment = service.deployments[index]
            guard deployment.settings.defersCleanUp || othersHaveEnded(except: deployment.target, service) else {
                return
            }
            return succeed(&service, index)
        }
        let stages = service.deployments[index].stages
        guard let position = stages.firstIndex(of: stage), position + 1 < stages.count else { return }
        enter(stages[position + 1], &service.deployments[index])
    }

    private func isScaledUp(_ service: FakeContainerService, _ deployment: FakeServiceDeployment) -> Bool {
        let healthy = healthyCount(of: deployment.target, service)
        if let percent = deployment.settings.earlySuccessPercent, !deployment.shiftsTraffic {
            return healthy >= (service.desired * percent + 99) / 100
        }
        guard healthy >= service.desired else { return false }
        return deployment.shiftsTraffic || othersHaveEnded(except: deployment.target, service)
    }

    /// Watches the circuit breaker and the alarms.
    /// - Returns: `true` if one of them ended the deployment.
    private mutating func monitor(_ service: inout FakeContainerService, _ index: Int) -> Bool {
        let deployment = service.deployments[index]
        let threshold = deployment.settings.threshold(desired: service.desired)
        if deployment.breaker == "MONITORING", deployment.failures >= threshold {
            service.deployments[index].breaker = "TRIGGERED"
            failDeployment(
                &service, index, event: "tasks failed to start.",
                rolloutReason: "ECS deployment circuit breaker: tasks failed to start.",
                reason: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
                rollsBack: deployment.settings.breakerRollsBack)
            return true
        }
        let triggered = deployment.alarms == "MONITORING" ? alarms.triggered(among: deployment.settings.alarms) : []
        guard !triggered.isEmpty else { return false }
        service.deployments[index].alarms = "TRIGGERED"
        service.deployments[index].triggeredAlarms = triggered
        failDeployment(
            &service, index, event: "alarm detected.", rolloutReason: "ECS deployment failed: alarm detected.",
            reason: "Service deployment rolled back because of CloudWatch alarms in ALARM state.",
            rollsBack: deployment.settings.alarmsRollBack)
        return true
    }

    private mutating func succeed(_ service: inout FakeContainerService, _ index: Int) {
        service.deployments[index].status = .successful
        service.deployments[index].finishedAt = now
        service.deployments[index].updatedAt = now
        service.deployments[index].nextAt = nil
        service.deployments[index].productionWeight = 100
        completeMonitors(&service.deployments[index])
        let target = service.deployments[index].target
        service.completedRevision = target
        guard let set = service.set(of: target) else { return }
        service.sets[set].rolloutState = "COMPLETED"
        service.sets[set].rolloutReason = "ECS deployment \(service.sets[set].id) completed."
        service.sets[set].updatedAt = now
        tell(&service, "(deployment \(service.sets[set].id)) deployment completed.")
    }

    func completeMonitors(_ deployment: inout FakeServiceDeployment) {
        if deployment.breaker == "MONITORING" { deployment.breaker = "MONITORING_COMPLETE" }
        if deployment.alarms == "MONITORING" { deployment.alarms = "MONITORING_COMPLETE" }
    }

    // MARK: Hooks

    /// Runs the hooks of a stage.
    ///
    /// Source: "Pause hooks for Amazon ECS service deployments", AWS: a pause waits for ContinueServiceDeployment, at most for the
    /// time-out, whose action is ROLLBACK by default. Functions succeed at once.
    /// - Returns: `true` if all hooks have let the deployment pass.
    mutating func passHooks(_ stage: String, _ service: inout FakeContainerService, _ index: Int) -> Bool {
        let deployment = service.deployments[index]
        for (number, hook) in deployment.settings.hooks.enumerated() where hook.stages.contains(stage) {
            let key = "\(number)/\(stage)/\(deployment.step)"
            if deployment.passedHooks.contains(key) { continue }
            guard let known = deployment.hooks.firstIndex(where: { $0.stage == key }) else {
                let expiry = now.addingTimeInterval(Double(hook.timeoutMinutes) * 60)
                let isPause = hook.type == "PAUSE"
                let id = (isPause ? "ecs-pause-" : "ecs-lambda-") + ecs.nextID("hook")
                service.deployments[index].hooks.append(
                    .init(
                        id: id, stage: key, type: hook.type, target: hook.target,
                        status: isPause ? "AWAITING_ACTION" : "SUCCEEDED", expiresAt: expiry,
                        timeoutAction: hook.timeoutAction))
                service.deployments[index].updatedAt = now
                if isPause {
                    service.deployments[index].nextAt = expiry
                    return false
                }
                service.deployments[index].passedHooks.insert(key)
                continue
            }
            switch deployment.hooks[known].status {
            case "SUCCEEDED": service.deployments[index].passedHooks.insert(key)
            case "AWAITING_ACTION":
                guard now >= deployment.hooks[known].expiresAt else { return false }
                service.deployments[index].hooks[known].status = "TIMED_OUT"
                guard hook.timeoutAction == "CONTINUE" else {
                    failDeployment(
                        &service, index, event: "lifecycle hook timed out.",
                        rolloutReason: "ECS deployment failed: lifecycle hook timed out.",
                        reason: "Service deployment rolled back because a lifecycle hook timed out.", rollsBack: true)
                    return false
                }
                service.deployments[index].passedHooks.insert(key)
            default: return false
            }
        }
        return true
    }
}
