#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    /// Brings a service closer to what it should be: its deployment, its tasks, its traffic.
    /// - Returns: `true` if something changed.
    mutating func reconcile(service arn: String) -> Bool {
        guard let before = ecs.services[arn], before.status != "INACTIVE" else { return false }
        var service = before
        let tasks = ecs.tasks
        observe(&service)
        if service.status == "DRAINING" {
            drain(&service)
        } else {
            if let index = service.ongoing { progress(&service, index) }
            schedule(&service)
            dropEmptySets(of: &service)
            tellSteadyState(of: &service)
        }
        guard service != before || ecs.tasks != tasks else { return false }
        ecs.services[arn] = service
        return true
    }

    mutating func tell(_ service: inout FakeContainerService, _ message: String, cause: String? = nil) {
        let id = ecs.nextID("event")
        service.tell(message, cause: cause, at: now, suppression: ecs.timings.eventSuppression, id: id)
    }

    /// Notes tasks that became healthy and stops those that fail their health checks.
    private mutating func observe(_ service: inout FakeContainerService) {
        for task in ecs.tasks(of: service) where task.status == .running && task.shouldRun {
            if isHealthy(task) {
                if !task.wasHealthy { noteHealthy(task, &service) }
                continue
            }
            if task.health == "UNHEALTHY" {
                tell(&service, "(task \(task.id)) failed container health checks.", cause: "container-health")
                stopUnhealthy(task, "Task failed container health checks")
                continue
            }
            guard let started = task.startedAt, now >= started.addingTimeInterval(service.gracePeriod),
                let address = task.interface?.address
            else { continue }
            for target in task.targets {
                let health = loadBalancing.health(of: address, port: target.port, in: target.group, at: now)
                guard let health, health.isUnhealthy else { continue }
                tell(
                    &service,
                    "(task \(task.id)) (port \(target.port)) is unhealthy in (target-group \(target.group)) due to (reason "
                        + "\(health.text ?? ""))", cause: "target-health/\(target.group)")
                stopUnhealthy(task, "Task failed ELB health checks in (target-group \(target.group))")
                break
            }
        }
    }

    private mutating func stopUnhealthy(_ task: FakeTask, _ reason: String) {
        var task = task
        task.failedHealthCheck = true
        stop(&task, code: "ServiceSchedulerInitiated", reason: reason)
        ecs.tasks[task.arn] = task
    }

    private mutating func noteHealthy(_ task: FakeTask, _ service: inout FakeContainerService) {
        ecs.tasks[task.arn]?.wasHealthy = true
        for cause in ["impaired", "container-health", "target-health", "placement"] { service.resolve(cause) }
        guard let set = service.sets.firstIndex(where: { $0.id == task.startedBy }) else { return }
        service.sets[set].consecutiveFailures = 0
        service.sets[set].nextStartAt = nil
        guard let index = service.ongoing, service.deployments[index].target == service.sets[set].revision,
            service.deployments[index].settings.resetsOnHealthyTask,
            service.deployments[index].breaker == "MONITORING"
        else { return }
        service.deployments[index].failures = 0
    }

    /// The tasks of a set that are not stopped.
    func tasks(of set: FakeTaskSet, _ service: FakeContainerService) -> [FakeTask] {
        ecs.tasks(of: service).filter { $0.startedBy == set.id }
    }

    /// The number of healthy tasks of a revision.
    func healthyCount(of revision: String, _ service: FakeContainerService) -> Int {
        guard let index = service.set(of: revision) else { return 0 }
        return tasks(of: service.sets[index], service).count { isHealthy($0) }
    }

    /// A Boolean value that indicates whether all containers of the other revisions have ended.
    func othersHaveEnded(except revision: String, _ service: FakeContainerService) -> Bool {
        !service.sets.contains { set in
            set.revision != revision && tasks(of: set, service).contains { $0.status < .deprovisioning }
        }
    }

    /// Starts and stops tasks.
    private mutating func schedule(_ service: inout FakeContainerService) {
        guard let index = service.ongoing else {
            guard let primary = service.sets.firstIndex(where: { $0.id == service.primary }) else { return }
            if service.sets[primary].isFrozen { return }
            return roll(&service, towards: primary)
        }
        let deployment = service.deployments[index]
        let target = service.set(of: deployment.target)
        switch deployment.status {
        case .inProgress:
            guard let target, deployment.hasScaledUp else { return keepSources(of: deployment, &service) }
            guard deployment.shiftsTraffic else { return roll(&service, towards: target) }
            fill(&service, target)
            if deployment.stage == .cleanUp {
                drainOthers(of: &service, except: target)
            } else {
                keepSources(of: deployment, &service)
            }
        case .rollbackInProgress:
            guard let revision = deployment.rollback?.revision, let source = service.set(of: revision) else { return }
            guard deployment.shiftsTraffic else { return roll(&service, towards: source) }
            fill(&service, source)
            if healthyCount(of: revision, service) >= service.desired { drainOthers(of: &service, except: source) }
        case .pending, .rollbackRequested: keepSources(of: deployment, &service)
        case .stopRequested, .successful, .stopped, .rollbackSuccessful, .rollbackFailed: break
        }
    }

    private mutating func keepSources(of deployment: FakeServiceDeployment, _ service: inout FakeContainerService) {
        for source in deployment.sources {
            guard let set = service.set(of: source), !service.sets[set].isFrozen else { continue }
            // With several sources only the completed one is kept at full size.
            if deployment.sources.count == 1 || source == service.completedRevision { fill(&service, set) }
        }
    }

    /// Replaces the tasks of all other sets by those of one, within the limits of healthy and of all tasks.
    private mutating func roll(_ service: inout FakeContainerService, towards index: Int) {
        let desired = service.desired
        let set = service.sets[index]
        let all = ecs.tasks(of: service).filter(\.isActive)
        let own = all.filter { $0.startedBy == set.id }
        let others = all.filter { $0.startedBy != set.id }
        let limit = others.isEmpty ? desired : max(desired * service.deployment.maximum / 100, 1)
        let lowest = (desired * service.deployment.minimumHealthy + 99) / 100
        let room = max(limit - all.count, 0)
        let missing = max(desired - own.count - endingCount(of: set, service), 0)
        start(&service, index, count: min(missing, room))
        if own.count > desired { stop(&service, own.suffix(own.count - desired), for: set.id) }
        guard !others.isEmpty else { return }
        let healthy = all.count { isHealthy($0) }
        let spare = max(healthy - lowest, 0)
        // Unhealthy tasks of other sets may go at once; healthy ones as far as there are enough others, or room is needed.
        let replaced = max(healthy - desired, 0)
        let needed = missing > room && !set.isFrozen ? missing - room : 0
        let weak = others.filter { !isHealthy($0) }
        let isReplacing = own.contains { isHealthy($0) } || desired == 0
        let dropped = weak.prefix(isReplacing ? weak.count : needed)
        let surplus = others.filter { isHealthy($0) }.prefix(min(spare, max(replaced, needed - dropped.count)))
        stop(&service, dropped + surplus, for: set.id)
    }

    /// Starts the tasks that a set lacks, and stops those beyond the desired count.
    private mutating func fill(_ service: inout FakeContainerService, _ index: Int) {
        let own = ecs.tasks(of: service).filter { $0.isActive && $0.startedBy == service.sets[index].id }
        let ending = endingCount(of: service.sets[index], service)
        start(&service, index, count: max(service.desired - own.count - ending, 0))
        if own.count > service.desired {
            stop(&service, own.suffix(own.count - service.desired), for: service.sets[index].id)
        }
    }

    /// The number of tasks of a set that ended by themselves and are replaced once that is counted.
    private func endingCount(of set: FakeTaskSet, _ service: FakeContainerService) -> Int {
        tasks(of: set, service).count { $0.isEnding }
    }

    private mutating func drainOthers(of service: inout FakeContainerService, except index: Int) {
        let id = service.sets[index].id
        stop(&service, ecs.tasks(of: service).filter { $0.isActive && $0.startedBy != id }[...], for: id)
    }

    /// Stops all tasks of a deleted service.
    private mutating func drain(_ service: inout FakeContainerService) {
        stop(&service, ecs.tasks(of: service).filter(\.isActive)[...], for: service.primary)
        if ecs.tasks(of: service).isEmpty { service.status = "INACTIVE" }
    }

    private mutating func start(_ service: inout FakeContainerService, _ index: Int, count: Int) {
        let set = service.sets[index]
        guard count > 0, !set.isFrozen, set.nextStartAt.map({ $0 <= now }) ?? true,
            let revision = service.revision(set.revision)
        else { return }
        var started: [String] = []
        for _ in 0..<count {
            var task = newTask(definition: revision.settings.definition, cluster: service.cluster, revision.settings)
            for container in task.containers.indices {
                let name = task.containers[container].name
                task.containers[container].digest = revision.images.first { $0.container == name }?.digest
            }
            task.group = "service:" + service.name
            task.service = service.name
            task.startedBy = set.id
            task.allowsCommands = service.allowsCommands
            task.targets = revision.settings.targets(slot: revision.slot)
            ecs.tasks[task.arn] = task
            started.append("(task \(task.id))")
        }
        service.sets[index].updatedAt = now
        service.resolve("steady")
        tell(&service, "has started \(count) tasks: \(started.joined(separator: " ")).")
    }

    /// Creates a task that is not yet part of the model.
    mutating func newTask(definition: String, cluster: String, _ settings: FakeServiceSettings) -> FakeTask {
        let name = cluster.split(separator: "/").last.map(String.init) ?? "default"
        let id = ecs.nextID("task")
        let containers = (ecs.definitions[definition]?.containers ?? []).map {
            FakeTask.Container(name: $0.name, image: $0.image)
        }
        let subnets = settings.subnets.isEmpty ? ["subnet-0"] : settings.subnets
        return FakeTask(
            arn: account.arn("ecs", "task/\(name)/\(id)"), cluster: cluster, definition: definition, group: "",
            subnet: subnets[ecs.count % subnets.count], securityGroups: settings.securityGroups,
            hasPublicAddress: settings.assignsPublicAddresses, containers: containers, createdAt: now,
            nextAt: now.addingTimeInterval(ecs.timings.provisioning))
    }

    private mutating func stop(_ service: inout FakeContainerService, _ tasks: ArraySlice<FakeTask>, for set: String) {
        guard !tasks.isEmpty else { return }
        for task in tasks {
            var task = task
            stop(&task, code: "ServiceSchedulerInitiated", reason: "Scaling activity initiated by (deployment \(set))")
            ecs.tasks[task.arn] = task
        }
        service.resolve("steady")
        let targets = tasks.flatMap(\.targets)
        if !targets.isEmpty { tell(&service, "has begun draining connections on \(tasks.count) tasks.") }
        for group in Set(targets.map(\.group)).sorted() {
            tell(&service, "deregistered \(targets.count { $0.group == group }) targets in (target-group \(group))")
        }
        let names = tasks.map { "(task \($0.id))" }.joined(separator: " ")
        tell(&service, "has stopped \(tasks.count) running tasks: \(names).")
    }

    /// Removes sets without tasks once no deployment needs them.
    private func dropEmptySets(of service: inout FakeContainerService) {
        guard service.ongoing == nil else { return }
        let (primary, current) = (service.primary, service)
        service.sets.removeAll { set in
            set.id != primary && !tasks(of: set, current).contains { $0.status < .deprovisioning }
        }
    }

    private mutating func tellSteadyState(of service: inout FakeContainerService) {
        guard service.ongoing == nil, let set = service.sets.first(where: { $0.id == service.primary }),
            set.rolloutState == "COMPLETED", healthyCount(of: set.revision, service) == service.desired,
            othersHaveEnded(except: set.revision, service)
        else { return }
        tell(&service, "has reached a steady state.", cause: "steady")
    }
}

extension FakeWorkloads {
    /// The number of healthy tasks of a service's revision.
    package func healthyTasks(of revision: String, in service: FakeContainerService) -> Int {
        healthyCount(of: revision, service)
    }
}
