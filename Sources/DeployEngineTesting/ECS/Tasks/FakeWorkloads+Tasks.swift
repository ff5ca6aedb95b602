#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    /// Applies the changes of a task that are due.
    /// - Returns: `true` if something changed.
    mutating func step(task arn: String) -> Bool {
        guard let before = ecs.tasks[arn] else { return false }
        var task = before
        printLines(of: &task)
        if let time = task.healthyAt, time <= now, task.status == .running || task.status == .activating {
            task.healthyAt = nil
            task.health = "HEALTHY"
        }
        if let time = task.unhealthyAt, time <= now, task.status == .running || task.status == .activating {
            task.unhealthyAt = nil
            task.health = "UNHEALTHY"
        }
        if let exit = task.exit, exit.time <= now, task.status < .deprovisioning {
            end(&task, after: exit)
        } else if let time = task.nextAt, time <= now {
            task.nextAt = nil
            move(&task)
        }
        guard task != before else { return false }
        ecs.tasks[arn] = task
        if task.status == .stopped, before.status != .stopped { count(task) }
        return true
    }

    private mutating func move(_ task: inout FakeTask) {
        switch task.status {
        case .provisioning: provision(&task)
        case .pending: start(&task)
        case .activating: task.status = .running
        case .running, .stopped: break
        case .deactivating: terminate(&task)
        case .stopping:
            finishContainers(of: &task, isKilled: false)
            deprovision(&task)
        case .deprovisioning:
            task.status = .stopped
            task.stoppedAt = now
            task.exit = nil
            if let interface = task.interface { network.detach(interface.id) }
        }
    }

    private mutating func provision(_ task: inout FakeTask) {
        let behaviours = task.containers.map { behaviour(of: $0, in: task) }
        if behaviours.contains(where: { $0.course == .lacksCapacity }) {
            return fail(
                &task,
                "Capacity is unavailable at this time. Please try again later or in a different availability zone")
        }
        let interface =
            behaviours.contains { $0.course == .lacksNetworkInterface }
            ? nil
            : network.attach(
                subnet: task.subnet, groups: task.securityGroups, text: task.arn,
                hasPublicAddress: task.hasPublicAddress)
        guard let interface else {
            return fail(&task, "Timeout waiting for network interface provisioning to complete.")
        }
        task.interface = interface
        task.status = .pending
        task.pullStartedAt = now
        task.nextAt = now.addingTimeInterval(ecs.timings.pull)
    }

    /// The behaviour of a container before its image is pulled.
    private func behaviour(of container: FakeTask.Container, in task: FakeTask) -> FakeImageBehaviour {
        let overridden = task.overrides["containerOverrides"]?.elements.first { $0["name"]?.text == container.name }
        let defined = ecs.definitions[task.definition]?.containers.first { $0.name == container.name }
        let command = overridden?["command"]?.texts ?? defined?.command ?? []
        let digest = container.digest ?? registry.resolve(container.image)
        return ecs.behaviour(image: container.image, digest: digest, command: command)
    }

    private mutating func start(_ task: inout FakeTask) {
        guard let definition = ecs.definitions[task.definition] else {
            return fail(&task, "ClientException: the task definition does not exist")
        }
        if let reason = initializationFailure(of: task, definition) {
            return fail(&task, "ResourceInitializationError: " + reason)
        }
        for index in task.containers.indices {
            let container = task.containers[index]
            var behaviour = behaviour(of: container, in: task)
            switch pull(container, behaviour, for: definition.platform, in: task) {
            case .failure(let reason):
                task.containers[index].reason = "CannotPullContainerError: " + reason
                return fail(&task, "CannotPullContainerError: " + reason)
            case .image(let digest, let platform):
                task.containers[index].digest = digest
                // Source: "Amazon ECS task definition runtime platform", AWS: a program for another CPU cannot be executed.
                if let platform, platform != definition.platform {
                    let path = definition.containers.first { $0.name == container.name }?.command.first
                    behaviour = .crashing(
                        code: 1, after: 1, log: ["exec \(path ?? "/usr/bin/api-server"): exec format error"])
                }
                task.containers[index].behaviour = behaviour
            }
        }
        task.pullStoppedAt = now
        for defined in definition.containers {
            guard let group = defined.logGroup, logs.groups[group] == nil else { continue }
            guard defined.createsLogGroup else {
                return fail(
                    &task,
                    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: "
                        + "failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does "
                        + "not exist. : exit status 1")
            }
            logs.addGroup(group, at: now)
        }
        for index in task.containers.indices {
            guard case .cannotStart(let reason) = task.containers[index].behaviour.course else { continue }
            task.containers[index].reason = "CannotStartContainerError: " + reason
            return fail(&task, "CannotStartContainerError: " + reason)
        }
        run(&task, definition)
    }

    private mutating func pull(
        _ container: FakeTask.Container, _ behaviour: FakeImageBehaviour, for platform: FakeImage.Platform,
        in task: FakeTask
    ) -> FakeRegistry.Pull {
        if case .cannotPull(let reason) = behaviour.course { return .failure(reason) }
        let isOwn = FakeRegistry.Reference(container.image).host == account.registry
        let needed = isOwn ? ["ecr.api", "ecr.dkr", "s3"] : ["internet"]
        for service in needed
        where !network.reaches(service, from: task.subnet, hasPublicAddress: task.hasPublicAddress) {
            let host = service == "s3" ? "prod-\(account.region)-starport-layer-bucket.s3" : account.registry
            return .failure(
                "pull image manifest has been retried 7 time(s): failed to resolve ref \(container.image): failed to do "
                    + "request: Head \"https://\(host)/v2/\": dial tcp: i/o timeout")
        }
        return registry.pull(container.image, digest: container.digest, for: platform, at: now)
    }

    /// The text after `ResourceInitializationError: `; nil if the task has what it needs.
    private func initializationFailure(of task: FakeTask, _ definition: FakeTaskDefinition) -> String? {
        for container in task.containers {
            if case .cannotInitialize(let reason) = behaviour(of: container, in: task).course { return reason }
        }
        let prefix = "unable to pull secrets or registry auth: execution resource retrieval failed: "
        for secret in definition.containers.flatMap({ $0.secrets.sorted { $0.key < $1.key } }) {
            let isParameter = secret.value.contains(":ssm:") || !secret.value.hasPrefix("arn:")
            let service = isParameter ? "ssm" : "secretsmanager"
            let source = isParameter ? "ssm" : "asm"
            guard network.reaches(service, from: task.subnet, hasPublicAddress: task.hasPublicAddress) else {
                return prefix + "unable to retrieve secret from \(source): service call has been retried 5 time(s): "
                    + "failed to fetch secret \(secret.value): RequestCanceled: request context canceled caused by: "
                    + "context deadline exceeded"
            }
            if let failure = secretFailure?(secret.value) {
                return prefix + "unable to retrieve secret from \(source): service call has been retried 1 time(s): "
                    + "failed to fetch secret \(secret.value) from secrets manager: \(failure)"
            }
        }
        return nil
    }

    private mutating func run(_ task: inout FakeTask, _ definition: FakeTaskDefinition) {
        task.startedAt = now
        for index in task.containers.indices {
            let behaviour = task.containers[index].behaviour
            let name = task.containers[index].name
            task.containers[index].status = "RUNNING"
            task.containers[index].runtimeID = "\(task.id)-\(FakeAccountNames.hexadecimal(task.id, index).prefix(10))"
            guard let defined = definition.containers.first(where: { $0.name == name }) else { continue }
            if let group = defined.logGroup {
                let stream = [defined.logPrefix ?? "ecs", name, task.id].joined(separator: "/")
                logs.addStream(stream, to: group, at: now)
                for line in behaviour.log {
                    task.lines.append(
                        .init(
                            time: now.addingTimeInterval(line.after), group: group, stream: stream, text: line.text))
                }
            }
            guard defined.isEssential else { continue }
            if let exit = exit(of: name, behaviour), exit.time < task.exit?.time ?? .distantFuture { task.exit = exit }
            guard defined.checksHealth else { continue }
            if behaviour.course == .failsContainerHealth {
                task.unhealthyAt = now.addingTimeInterval(defined.healthWindow)
            } else {
                task.healthyAt = now.addingTimeInterval(behaviour.startup)
                task.unhealthyAt = behaviour.turnsUnhealthyAfter.map {
                    now.addingTimeInterval($0 + defined.healthWindow)
                }
            }
        }
        task.lines.sort { $0.time < $1.time }
        printLines(of: &task)
        guard !task.targets.isEmpty, let address = task.interface?.address else {
            task.status = .running
            return
        }
        task.status = .activating
        task.nextAt = now.addingTimeInterval(ecs.timings.activation)
        let behaviour = task.containers.first { $0.status == "RUNNING" }?.behaviour ?? .healthy()
        for target in task.targets {
            var answersFrom: Date? = now.addingTimeInterval(behaviour.startup)
            var failure = FakeTargetFailure.connection
            if case .failsTargetHealth(let known) = behaviour.course {
                answersFrom = nil
                failure = known
            }
            loadBalancing.register(
                FakeTarget(
                    id: address, port: target.port, zone: network.subnets[task.subnet]?.zone ?? account.region + "a",
                    registeredAt: now, answersFrom: answersFrom,
                    failsFrom: behaviour.turnsUnhealthyAfter.map { now.addingTimeInterval($0) }, failure: failure),
                in: target.group)
            tellService(of: task, "registered 1 targets in (target-group \(target.group))")
        }
    }

    private func exit(of container: String, _ behaviour: FakeImageBehaviour) -> FakeTask.Exit? {
        let essential = "Essential container in task exited"
        return switch behaviour.course {
        case .exits(let code, let after):
            .init(
                time: now.addingTimeInterval(after), container: container, code: code, reason: nil,
                stopCode: "EssentialContainerExited", stoppedReason: essential)
        case .outOfMemory(let after):
            .init(
                time: now.addingTimeInterval(after), container: container, code: 137,
                reason: "OutOfMemoryError: Container killed due to memory usage",
                stopCode: "EssentialContainerExited", stoppedReason: essential)
        case .interrupted(let after):
            .init(
                time: now.addingTimeInterval(after), container: container, code: 143, reason: nil,
                stopCode: "SpotInterruption", stoppedReason: "Your Spot Task was interrupted.")
        default: nil
        }
    }

    private mutating func printLines(of task: inout FakeTask) {
        while let line = task.lines.first, line.time <= now {
            task.lines.removeFirst()
            logs.write(line.text, to: line.stream, of: line.group, at: line.time)
        }
    }

    /// Adds an event to the service of a task.
    private mutating func tellService(of task: FakeTask, _ message: String) {
        guard let service = ecs.services.values.first(where: { $0.name == task.service && $0.cluster == task.cluster })
        else { return }
        let id = ecs.nextID("event")
        ecs.services[service.arn]?.tell(message, at: now, suppression: ecs.timings.eventSuppression, id: id)
    }
}
