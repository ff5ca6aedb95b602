import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads the evidence of an ECS service and of single tasks.
struct ServiceEvidence: Sendable {
    /// The most tasks that are described in one call.
    private static let taskLimit = 100
    /// The most tasks whose logs are read.
    private static let logLimit = 4

    private let calls: any AWSCalls
    private let request: EvidenceRequest

    init(_ calls: any AWSCalls, _ request: EvidenceRequest) {
        self.calls = calls
        self.request = request
    }

    /// Reads everything into a bundle, whose events may name the service.
    func collect(_ bundle: inout EvidenceBundle) async {
        let identity = identity(in: bundle)
        var tasks = request.tasks
        var cluster = request.cluster
        if let identity {
            cluster = identity.cluster ?? cluster
            let groups = await collectService(identity, &bundle)
            for group in groups { await collectTargets(group, &bundle) }
            tasks += await stoppedTasks(of: identity, &bundle)
        }
        await collectTasks(unique(tasks), cluster, &bundle)
    }

    /// The service of the request, or the one of the latest event with its ARN.
    private func identity(in bundle: EvidenceBundle) -> ServiceIdentity? {
        if let service = request.service { return ServiceIdentity(service, cluster: request.cluster) }
        let event = bundle.operationEvents.last { event in
            event.type == "AWS::ECS::Service" && event.physicalID.map { $0.hasPrefix("arn:") } ?? false
        }
        return event?.physicalID.map { ServiceIdentity($0, cluster: request.cluster) }
    }

    // MARK: - Service

    /// Reads the service with its deployment and returns its target groups.
    private func collectService(_ identity: ServiceIdentity, _ bundle: inout EvidenceBundle) async -> [String] {
        let service: ServiceDescription
        do throws(AWSError) {
            let output = try await calls.call(
                ContainerOperations.DescribeServices(cluster: identity.cluster, services: [identity.service]))
            guard let found = output.services.first else { return [] }
            service = found
        } catch {
            bundle.note("service \(identity.name)", error)
            return []
        }
        let began = request.began?.addingTimeInterval(-30)
        bundle.serviceEvents += service.events.compactMap { event in
            guard let time = event.createdAt, began.map({ time >= $0 }) ?? true else { return nil }
            return .init(service: service.name, time: time, message: event.message)
        }
        await collectDeployment(identity, service, &bundle)
        return unique(
            service.loadBalancers.flatMap { [$0.targetGroupARN, $0.advanced?.targetGroupARN].compactMap(\.self) })
    }

    private func collectDeployment(
        _ identity: ServiceIdentity, _ service: ServiceDescription, _ bundle: inout EvidenceBundle
    ) async {
        do throws(AWSError) {
            guard let arn = try await deploymentARN(identity, service) else { return }
            let output = try await calls.call(ContainerOperations.DescribeServiceDeployments(arns: [arn]))
            guard let found = output.deployments.first else { return }
            // The rollout with the id that starts tasks; after a rollback the failed one is no longer primary.
            let rollout =
                service.deployments.first { $0.failedTasks > 0 } ?? service.deployments.first { $0.status == "PRIMARY" }
            var deployment = EvidenceBundle.Deployment(
                arn: found.arn, service: service.name, status: found.status.rawValue, reason: found.statusReason,
                stage: found.lifecycleStage?.rawValue, desired: service.desiredCount,
                running: found.targetRevision?.running ?? service.runningCount,
                pending: found.targetRevision?.pending ?? service.pendingCount,
                breaker: found.circuitBreaker?.status?.rawValue,
                failed: found.circuitBreaker?.failureCount ?? rollout?.failedTasks,
                triggeredAlarms: found.alarms?.triggered ?? [], began: found.startedAt ?? found.createdAt,
                ended: found.finishedAt ?? found.stoppedAt)
            // A rollout without failures may be the one that the failed one returned to.
            deployment.startedBy = service.deployments.first { $0.failedTasks > 0 }?.id
            for hook in found.hooks {
                deployment.hooks[hook.id ?? hook.targetARN ?? "hook"] = hook.status?.rawValue ?? "unknown"
            }
            await collectDigests(found, &deployment, &bundle)
            bundle.deployments.append(deployment)
        } catch {
            bundle.note("service deployment of \(identity.name)", error)
        }
    }

    private func deploymentARN(
        _ identity: ServiceIdentity, _ service: ServiceDescription
    ) async throws(AWSError) -> String? {
        if let arn = request.deployment ?? service.currentDeployment { return arn }
        let page = try await calls.call(
            ContainerOperations.ListServiceDeployments(
                cluster: identity.cluster, service: identity.service, pageSize: 1))
        return page.deployments.first?.arn
    }

    /// Reads the digests of the wanted revision, and of the one that a rollback returned to.
    private func collectDigests(
        _ found: ServiceDeployment, _ deployment: inout EvidenceBundle.Deployment, _ bundle: inout EvidenceBundle
    ) async {
        let wanted = found.targetRevision?.arn
        let isRolledBack = found.status.rawValue.hasPrefix("ROLLBACK_")
        let running = isRolledBack ? found.rollback?.revisionARN : nil
        let arns = unique([wanted, running].compactMap(\.self))
        guard !arns.isEmpty else { return }
        do throws(AWSError) {
            let revisions = try await calls.call(ContainerOperations.DescribeServiceRevisions(arns: arns)).revisions
            func digest(_ arn: String?) -> String? {
                revisions.first { $0.arn == arn }?.containerImages.lazy.compactMap(\.imageDigest).first
            }
            deployment.wantedDigest = digest(wanted)
            deployment.runningDigest = digest(running)
        } catch {
            bundle.note("service revisions", error)
        }
    }

    // MARK: - Targets

    private func collectTargets(_ group: String, _ bundle: inout EvidenceBundle) async {
        var name = group.split(separator: "/").dropFirst().first.map(String.init) ?? group
        var check: String?
        do throws(AWSError) {
            let found = try await calls.call(TargetOperations.DescribeTargetGroups(arns: [group])).groups.first
            name = found?.name ?? name
            check = found.map(Self.check)
        } catch {
            bundle.note("target group \(name)", error)
        }
        do throws(AWSError) {
            let targets = try await calls.call(TargetOperations.DescribeTargetHealth(group: group)).targets
            bundle.targets += targets.map { target in
                .init(
                    group: name, target: target.target.id + (target.target.port.map { ":\($0)" } ?? ""),
                    state: target.health?.state.rawValue ?? "unknown", reason: target.health?.reason?.rawValue,
                    description: target.health?.description, check: check)
            }
        } catch {
            bundle.note("targets of \(name)", error)
        }
    }

    /// The health check in words, such as `GET /health/ready on port 8080, expecting 200`.
    private static func check(_ group: TargetGroupDescription) -> String {
        let port = group.healthCheckPort == "traffic-port" ? group.port.map(String.init) : group.healthCheckPort
        var words = group.healthCheckPath.map { "GET \($0)" } ?? "a \(group.healthCheckProtocol ?? "TCP") connection"
        if let port { words += " on port \(port)" }
        if let codes = group.matcher?.httpCodes { words += ", expecting \(codes)" }
        if let interval = group.interval, let timeout = group.timeout {
            words += ", every \(interval) s with a time-out of \(timeout) s"
        }
        return words
    }

    // MARK: - Tasks

    private func stoppedTasks(of identity: ServiceIdentity, _ bundle: inout EvidenceBundle) async -> [String] {
        do throws(AWSError) {
            let page = try await calls.call(
                ContainerOperations.ListTasks(
                    cluster: identity.cluster, service: identity.name, desiredStatus: "STOPPED",
                    pageSize: Self.taskLimit))
            return page.arns
        } catch {
            bundle.note("stopped tasks of \(identity.name)", error)
            return []
        }
    }

    private func collectTasks(_ arns: [String], _ cluster: String?, _ bundle: inout EvidenceBundle) async {
        guard !arns.isEmpty else { return }
        var tasks: [TaskDescription] = []
        do throws(AWSError) {
            let asked = Array(arns.suffix(Self.taskLimit))
            tasks = try await calls.call(ContainerOperations.DescribeTasks(cluster: cluster, tasks: asked)).tasks
        } catch {
            bundle.note("stopped tasks", error)
            return
        }
        let began = request.began?.addingTimeInterval(-30)
        tasks = tasks.filter { task in
            guard task.stopCode != nil || task.stoppedAt != nil || task.lastStatus == "STOPPED" else { return false }
            guard let began, let stopped = task.stoppedAt ?? task.stoppingAt else { return true }
            return stopped >= began
        }.sorted { ($0.stoppedAt ?? .distantFuture) < ($1.stoppedAt ?? .distantFuture) }
        bundle.tasks += tasks.map(Self.evidence)
        var definitions: [String: TaskDefinition] = [:]
        // The first task that failed and the latest ones; equal failures repeat their words.
        for task in unique(tasks.prefix(1) + tasks.suffix(Self.logLimit - 1)) {
            guard let arn = task.taskDefinitionARN else { continue }
            if definitions[arn] == nil { definitions[arn] = await definition(arn, &bundle) }
            if let definition = definitions[arn] { await collectLogs(task, definition, &bundle) }
        }
    }

    private static func evidence(_ task: TaskDescription) -> EvidenceBundle.StoppedTask {
        .init(
            id: ProgressText.shortID(task.arn), definition: task.taskDefinitionARN.map(ProgressText.shortID),
            stopCode: task.stopCode?.rawValue, reason: task.stoppedReason, startedBy: task.startedBy,
            containers: task.containers.map {
                .init(name: $0.name, exitCode: $0.exitCode, reason: $0.reason, digest: $0.imageDigest)
            }, stopped: task.stoppedAt ?? task.stoppingAt)
    }

    // MARK: - Logs

    private func definition(_ arn: String, _ bundle: inout EvidenceBundle) async -> TaskDefinition? {
        do throws(AWSError) {
            return try await calls.call(ContainerOperations.DescribeTaskDefinition(taskDefinition: arn)).taskDefinition
        } catch {
            bundle.note("task definition \(ProgressText.shortID(arn))", error)
            return nil
        }
    }

    private func collectLogs(
        _ task: TaskDescription, _ definition: TaskDefinition, _ bundle: inout EvidenceBundle
    ) async {
        let id = ProgressText.shortID(task.arn)
        for container in definition.containers {
            guard let name = container.name, let options = container.logConfiguration?.options,
                let group = options["awslogs-group"], let prefix = options["awslogs-stream-prefix"]
            else { continue }
            // A container that never ran has no stream.
            guard task.containers.first(where: { $0.name == name })?.exitCode != nil else { continue }
            let stream = "\(prefix)/\(name)/\(id)"
            do throws(AWSError) {
                let page = try await calls.call(
                    LogOperations.GetLogEvents(
                        group: group, stream: stream, startsFromHead: false, limit: request.logLines))
                bundle.logs.append(.init(group: group, stream: stream, task: id, lines: page.events.map(\.message)))
            } catch {
                if !error.isNotFound { bundle.note("log \(stream)", error) }
            }
        }
    }

    private func unique<Element: Hashable>(_ elements: some Sequence<Element>) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }
}
