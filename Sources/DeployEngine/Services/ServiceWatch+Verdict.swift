import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ServiceWatch {
    // MARK: Stopped tasks

    /// The ARNs of the latest stopped tasks.
    var latestStops: [String] {
        Array(stops.values.sorted { $0.tasks.count > $1.tasks.count }.flatMap(\.tasks).suffix(10))
    }

    /// Sorts the tasks that were read by the deployment that started them.
    mutating func decideTasks(at now: Date, _ actions: inout [Action]) {
        let tasks = undecided
        undecided = []
        for task in tasks where !knownTasks.contains(task.arn) {
            if task.lastStatus == "RUNNING" {
                noteRunning(task)
                continue
            }
            guard task.lastStatus == "STOPPED" else { continue }
            guard let isOwn = isOwn(task) else {
                undecided.append(task)
                continue
            }
            knownTasks.insert(task.arn)
            if isOwn { note(task, at: now, &actions) }
        }
    }

    private mutating func noteRunning(_ task: TaskDescription) {
        guard isOwn(task) ?? true else { return }
        let containers = task.containers.filter { settings.container == nil || $0.name == settings.container }
        runningDigests.formUnion(containers.compactMap(\.imageDigest))
    }

    /// Returns `true` if the operation's deployment started a task; nil while that is not known.
    private func isOwn(_ task: TaskDescription) -> Bool? {
        guard let starter = task.startedBy, starter.hasPrefix("ecs-svc/") else { return false }
        if ownRollouts.contains(starter) { return true }
        if baseline?.rollouts.contains(starter) == true { return false }
        guard let target = deployment?.targetRevision else { return hasStackEnded ? false : nil }
        // A revision has the number of the deployment that it began as.
        if target.arn.hasSuffix("/" + starter.dropFirst("ecs-svc/".count)) { return true }
        guard let revision = revisions[target.arn] else { return nil }
        let start = deployment?.createdAt ?? began
        return task.taskDefinitionARN == revision.taskDefinition && (task.createdAt ?? .distantPast) >= start - 5
    }

    private mutating func note(_ task: TaskDescription, at now: Date, _ actions: inout [Action]) {
        let statement = task.stopStatement
        guard task.isStopOfItsOwn else { return }
        // The tasks that a rollback drains say nothing.
        if deployment?.isFailing == true, task.stopCode == .serviceSchedulerInitiated { return }
        lastNews = now
        actions.append(.report(.taskStopped(task: task.shortID, reason: statement)))
        let pattern = StopPattern(task)
        stops[pattern, default: .init(reason: statement, pattern: pattern.text, tasks: [])].tasks.append(task.arn)
        if hasEvidence.insert(.firstStoppedTask).inserted {
            actions.append(.collectEvidence(.firstStoppedTask, tasks: [task.arn], reason: statement))
        }
        stopEarly(pattern, &actions)
    }

    private mutating func stopEarly(_ pattern: StopPattern, _ actions: inout [Action]) {
        guard let limit = settings.stopsAfter, let found = stops[pattern], let deployment, !hasRequestedStop,
            deployment.status == .inProgress || deployment.status == .pending
        else { return }
        // In a large service, a few failures are not the deployment's.
        let threshold = max(limit, (deployment.targetRevision?.requested ?? 0) / 10)
        guard found.tasks.count >= threshold else { return }
        hasRequestedStop = true
        hasEvidence.insert(.repeatedStops)
        let begin = "\(found.tasks.count) tasks of the service \(name) stopped for the same reason: \(found.reason)"
        actions.append(.collectEvidence(.repeatedStops, tasks: found.tasks, reason: found.reason))
        let breaker = deployment.circuitBreaker?.status
        if !deployment.sourceRevisions.isEmpty {
            actions.append(.report(.warning(begin + "; the deployment is stopped and rolled back")))
            actions.append(.stop(deployment: deployment.arn))
        } else if breaker == .monitoring || breaker == .triggered {
            // Without an earlier revision there is nothing to return to.
            actions.append(.report(.warning(begin + "; it is the first deployment, so the circuit breaker ends it")))
        } else {
            actions.append(.report(.warning(begin + "; it is the first deployment and has no circuit breaker")))
            actions.append(.cancelStack(found.reason))
        }
    }

    // MARK: Verdict

    mutating func judge(_ actions: inout [Action]) {
        guard !verdict.isFinal else { return }
        guard let deployment else {
            if hasStackEnded, ownDeployment == nil { judgeWithoutDeployment(&actions) }
            return
        }
        switch deployment.status {
        case .pending, .inProgress:
            verdict = pausedHook(of: deployment).map(ServiceVerdict.paused) ?? .running
        case .stopRequested, .rollbackRequested, .rollbackInProgress:
            verdict = .running
        case .successful:
            judgeSuccess(deployment, &actions)
        case .stopped, .rollbackSuccessful, .rollbackFailed:
            verdict = .failed(failure(kind(of: deployment)))
        case .unknown:
            verdict = .running
        }
    }

    private func pausedHook(of deployment: ServiceDeployment) -> PausedDeployment? {
        let hook = deployment.hooks.first {
            $0.status == .awaitingAction && $0.id.map(settings.knownHooks.contains) != true
        }
        guard let hook, let id = hook.id else { return nil }
        return PausedDeployment(
            cluster: deployment.clusterARN ?? settings.cluster, service: deployment.serviceARN ?? settings.service,
            deployment: deployment.arn, hook: id, stage: stage(of: deployment), expires: hook.expiresAt,
            timeoutAction: hook.timeoutAction)
    }

    /// A deployment succeeded if its target is what runs, with the wanted image.
    private mutating func judgeSuccess(_ deployment: ServiceDeployment, _ actions: inout [Action]) {
        verdict = .running
        guard let target = deployment.targetRevision?.arn else {
            verdict = .succeeded
            return
        }
        if let current = service?.currentRevisions, !current.isEmpty, hasStackEnded,
            !current.contains(where: { $0.arn == target })
        {
            verdict = .failed(
                failure(.wrongImage, reason: "the service runs the revision \(current[0].arn) instead of \(target)"))
            return
        }
        judgeImage(revision: target, &actions)
    }

    private mutating func judgeWithoutDeployment(_ actions: inout [Action]) {
        guard let service else { return }
        guard let current = service.currentRevisions.first?.arn else {
            if settings.imageDigest != nil {
                actions.append(.report(.warning("the image that the service \(name) runs cannot be read")))
            }
            verdict = .succeeded
            return
        }
        judgeImage(revision: current, &actions)
    }

    private mutating func judgeImage(revision arn: String, _ actions: inout [Action]) {
        guard let wanted = settings.imageDigest else {
            verdict = .succeeded
            return
        }
        guard let revision = revisions[arn] else { return }
        let digests = digests(of: revision)
        if digests.contains(wanted) || (digests.isEmpty && runningDigests.contains(wanted)) {
            verdict = .succeeded
        } else if let other = (digests.isEmpty ? runningDigests : digests).sorted().first {
            let reason = "the service runs the image \(other) instead of \(wanted)"
            verdict = .failed(failure(.wrongImage, reason: reason, runningDigest: other))
        }
    }

    /// Tells that neither the revision nor the tasks have a digest, which ends a success that cannot be confirmed.
    package mutating func digestIsUnknown() -> [Action] {
        guard !verdict.isFinal, wantsRunningTasks, runningDigests.isEmpty else { return [] }
        verdict = .succeeded
        return [
            .report(
                .warning("ECS names no image digest for the service \(name), so the image that runs was not compared"))
        ]
    }

    private func kind(of deployment: ServiceDeployment) -> ServiceFailure.Kind {
        if deployment.status == .rollbackFailed { return .rollbackFailed }
        if hasRequestedStop { return .stoppedEarly }
        if deployment.circuitBreaker?.status == .triggered { return .circuitBreaker }
        if deployment.alarms?.status == .triggered || deployment.alarms?.triggered.isEmpty == false { return .alarm }
        if deployment.hooks.contains(where: { $0.status == .failed || $0.status == .timedOut }) { return .hook }
        let reason = (deployment.rollback?.reason ?? deployment.statusReason ?? "").lowercased()
        if reason.contains("circuit breaker") { return .circuitBreaker }
        if reason.contains("alarm") { return .alarm }
        if reason.contains("hook") { return .hook }
        return deployment.status == .stopped ? .stopped : .rolledBack
    }

    /// The failure as far as it is known.
    func failure(_ kind: ServiceFailure.Kind, reason: String? = nil, runningDigest: String? = nil) -> ServiceFailure {
        ServiceFailure(
            kind, cluster: deployment?.clusterARN ?? settings.cluster,
            service: deployment?.serviceARN ?? service?.arn ?? settings.service, deployment: ownDeployment,
            status: deployment?.status.rawValue ?? service?.status ?? "",
            reason: reason ?? deployment?.rollback?.reason ?? deployment?.statusReason,
            stops: stops.values.sorted { ($0.tasks.count, $1.pattern) > ($1.tasks.count, $0.pattern) },
            alarms: deployment?.alarms?.triggered ?? [], runningDigest: runningDigest)
    }

    /// The failure of a deployment that has not ended, such as when its stack failed first; nil if nothing points to the service.
    package var presentFailure: ServiceFailure? {
        if case .failed(let failure) = verdict { return failure }
        guard let deployment, deployment.isFailing || hasRequestedStop || !stops.isEmpty else { return nil }
        return failure(kind(of: deployment))
    }
}

extension TaskDescription {
    /// The id at the end of the ARN.
    package var shortID: String { arn.split(separator: "/").last.map(String.init) ?? arn }
}
