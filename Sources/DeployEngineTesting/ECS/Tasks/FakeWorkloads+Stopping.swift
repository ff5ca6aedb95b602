#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    /// Ends a task that could not start.
    mutating func fail(_ task: inout FakeTask, _ reason: String) {
        task.shouldRun = false
        task.stopCode = "TaskFailedToStart"
        task.stoppedReason = reason
        task.stoppingAt = now
        task.executionStoppedAt = now
        for index in task.containers.indices { task.containers[index].status = "STOPPED" }
        task.exit = nil
        deprovision(&task)
    }

    /// Begins to stop a task: targets drain first, then the containers get SIGTERM.
    mutating func stop(_ task: inout FakeTask, code: String, reason: String) {
        guard task.shouldRun, task.status < .deactivating else { return }
        task.shouldRun = false
        task.stopCode = code
        task.stoppedReason = reason
        task.stoppingAt = now
        task.healthyAt = nil
        task.unhealthyAt = nil
        if task.status < .activating {
            for index in task.containers.indices { task.containers[index].status = "STOPPED" }
            return deprovision(&task)
        }
        let delay = deregister(task)
        guard delay > 0 else { return terminate(&task) }
        task.status = .deactivating
        task.nextAt = now.addingTimeInterval(delay)
    }

    /// Sends SIGTERM to the containers.
    mutating func terminate(_ task: inout FakeTask) {
        task.status = .stopping
        let limits = ecs.definitions[task.definition]?.containers.map(\.stopTimeout) ?? []
        let longest = task.containers.enumerated().map { index, container in
            let limit = limits.indices.contains(index) ? limits[index] : 30
            return container.behaviour.exitCodeOnTermination == nil ? limit : min(container.behaviour.shutdown, limit)
        }
        task.nextAt = now.addingTimeInterval(longest.max() ?? 0)
    }

    /// Ends a task after the exit of an essential container.
    mutating func end(_ task: inout FakeTask, after exit: FakeTask.Exit) {
        task.exit = nil
        if let index = task.containers.firstIndex(where: { $0.name == exit.container }) {
            task.containers[index].status = "STOPPED"
            task.containers[index].exitCode = exit.code
            task.containers[index].reason = exit.reason
        }
        // A task that is being stopped keeps the reason of the stop.
        if task.shouldRun {
            task.stopCode = exit.stopCode
            task.stoppedReason = exit.stoppedReason
            task.stoppingAt = now
        }
        task.shouldRun = false
        _ = deregister(task)
        finishContainers(of: &task, isKilled: true)
        deprovision(&task)
    }

    /// Ends the containers that still run.
    func finishContainers(of task: inout FakeTask, isKilled: Bool) {
        for index in task.containers.indices where task.containers[index].status != "STOPPED" {
            task.containers[index].status = "STOPPED"
            task.containers[index].exitCode =
                isKilled ? 0 : task.containers[index].behaviour.exitCodeOnTermination ?? 137
        }
        task.executionStoppedAt = now
    }

    /// Begins to release the task's network interface.
    func deprovision(_ task: inout FakeTask) {
        task.status = .deprovisioning
        task.healthyAt = nil
        task.unhealthyAt = nil
        task.nextAt = now.addingTimeInterval(ecs.timings.deprovisioning)
    }

    /// Deregisters the task's targets.
    /// - Returns: The seconds for which the targets drain.
    private mutating func deregister(_ task: FakeTask) -> TimeInterval {
        guard let address = task.interface?.address else { return 0 }
        var longest: TimeInterval = 0
        for target in task.targets {
            loadBalancing.deregister(address, port: target.port, from: target.group, at: now)
            longest = max(longest, loadBalancing.groups[target.group]?.deregistrationDelay ?? 0)
        }
        return longest
    }

    /// A Boolean value that indicates whether a task runs and passes all of its health checks.
    func isHealthy(_ task: FakeTask) -> Bool {
        guard task.status == .running, task.shouldRun else { return false }
        let checks =
            ecs.definitions[task.definition]?.containers.contains { $0.isEssential && $0.checksHealth } ?? false
        if !checks, task.targets.isEmpty, let startedAt = task.startedAt {
            return now >= startedAt.addingTimeInterval(ecs.timings.steadiness)
        }
        guard !checks || task.health == "HEALTHY" else { return false }
        guard let address = task.interface?.address else { return task.targets.isEmpty }
        return task.targets.allSatisfy { target in
            loadBalancing.health(of: address, port: target.port, in: target.group, at: now)?.isHealthy ?? false
        }
    }

    /// Counts a stopped task as a failure of its deployment, if it is one.
    ///
    /// Sources: "How the Amazon ECS deployment circuit breaker detects failures" and "Amazon ECS service throttle logic", AWS:
    /// tasks that do not reach RUNNING and tasks that fail a health check count. Crashes count by ``FakeECS/crashCounting``.
    mutating func count(_ task: FakeTask) {
        guard
            var service = ecs.services.values.first(where: { $0.name == task.service && $0.cluster == task.cluster }),
            let index = service.sets.firstIndex(where: { $0.id == task.startedBy })
        else { return }
        switch task.stopCode {
        case "TaskFailedToStart": break
        case "EssentialContainerExited":
            switch ecs.crashCounting {
            case .always: break
            case .beforeHealthy: if task.wasHealthy { return }
            case .never: return
            }
        default: guard task.failedHealthCheck else { return }
        }
        service.sets[index].failedTasks += 1
        service.sets[index].consecutiveFailures += 1
        service.sets[index].updatedAt = now
        let pause = ecs.timings.pause(afterFailures: service.sets[index].consecutiveFailures)
        service.sets[index].nextStartAt = now.addingTimeInterval(pause)
        if service.sets[index].consecutiveFailures == 3 {
            service.tell(
                "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section "
                    + "of the Amazon ECS Developer Guide.", cause: "impaired", at: now,
                suppression: ecs.timings.eventSuppression, id: ecs.nextID("event"))
        }
        if let ongoing = service.ongoing {
            let deployment = service.deployments[ongoing]
            if deployment.status == .inProgress, deployment.target == service.sets[index].revision {
                service.deployments[ongoing].failures += 1
            }
            if deployment.status == .rollbackInProgress, deployment.rollback?.revision == service.sets[index].revision {
                service.deployments[ongoing].rollbackFailures += 1
            }
        }
        ecs.services[service.arn] = service
    }
}
