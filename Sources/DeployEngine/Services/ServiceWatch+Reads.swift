import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ServiceWatch {
    /// The words of service events that an operator should see.
    private static let alarming = [
        "fail", "unhealthy", "error", "throttl", "unable", "missing", "alarm detected", "rolling back",
    ]

    mutating func handle(_ service: ServiceDescription, at now: Date, _ actions: inout [Action]) {
        self.service = service
        if ownDeployment == nil, let current = service.currentDeployment, current != baseline?.deployment,
            !strangers.contains(current)
        {
            ownDeployment = current
        }
        if let deployment, deployment.status == .inProgress || deployment.status == .pending {
            let known = baseline?.rollouts ?? []
            for rollout in service.deployments where rollout.status == "PRIMARY" && !known.contains(rollout.id) {
                ownRollouts.insert(rollout.id)
            }
        }
        for event in service.events.reversed() where knownEvents.insert(event.id).inserted {
            // Without a baseline, the events from before the operation are history.
            if let time = event.createdAt, time < began { continue }
            lastNews = now
            let text = event.message.lowercased()
            if Self.alarming.contains(where: text.contains) { actions.append(.report(.warning(event.message))) }
        }
    }

    /// Takes the first deployment that was created since the operation began.
    mutating func choose(among list: [ServiceDeploymentSummary]) {
        guard ownDeployment == nil else { return }
        let new = list.filter {
            $0.arn != baseline?.deployment && !strangers.contains($0.arn)
                && ($0.createdAt ?? .distantFuture) >= began - Self.clockTolerance
        }
        ownDeployment = new.min { ($0.createdAt ?? .distantFuture) < ($1.createdAt ?? .distantFuture) }?.arn
    }

    mutating func handle(_ deployment: ServiceDeployment, at now: Date, _ actions: inout [Action]) {
        guard deployment.arn == ownDeployment || ownDeployment == nil else { return }
        guard !isEarlier(deployment) else {
            strangers.insert(deployment.arn)
            ownDeployment = nil
            return
        }
        ownDeployment = deployment.arn
        if deployment.withoutTimes != self.deployment?.withoutTimes { lastNews = now }
        let isFirst = self.deployment == nil
        self.deployment = deployment
        let target = deployment.targetRevision
        let fact = ProgressEvent.Fact.service(
            name: name, stage: stage(of: deployment), desired: target?.requested ?? 0, running: target?.running ?? 0,
            pending: target?.pending ?? 0, failed: deployment.circuitBreaker?.failureCount ?? 0)
        if fact != lastFact || isFirst {
            lastFact = fact
            actions.append(.report(fact))
        }
        noteHooks(of: deployment, &actions)
        guard deployment.isFailing, hasEvidence.insert(.serviceFailed).inserted else { return }
        let reason = deployment.rollback?.reason ?? deployment.statusReason ?? deployment.status.rawValue
        actions.append(.report(.warning("the deployment of the service \(name) failed: \(reason)")))
        actions.append(.collectEvidence(.serviceFailed, tasks: latestStops, reason: reason))
    }

    /// `true` for a deployment from before the operation, if no baseline tells.
    private func isEarlier(_ deployment: ServiceDeployment) -> Bool {
        guard baseline?.deployment == nil else { return false }
        if let finished = deployment.finishedAt, finished < began - 60 { return true }
        return (deployment.createdAt ?? .distantFuture) < began - Self.clockTolerance
    }

    /// The difference of clocks in seconds within which signed requests are accepted.
    private static let clockTolerance = 300.0

    private mutating func noteHooks(of deployment: ServiceDeployment, _ actions: inout [Action]) {
        for hook in deployment.hooks where hook.status == .awaitingAction {
            guard let id = hook.id, knownHooks.insert(id).inserted else { continue }
            var text = "the deployment of the service \(name) waits at \(stage(of: deployment)) for an approval"
            if let expires = hook.expiresAt {
                text += "; at \(expires.formatted(.iso8601)) ECS does \(hook.timeoutAction ?? "ROLLBACK") by itself"
            }
            actions.append(.report(.notice(text)))
        }
    }

    mutating func handle(
        _ group: String, _ states: [String: Int], _ reasons: [String], at now: Date, _ actions: inout [Action]
    ) {
        let short = Self.shortName(ofTargetGroup: group)
        if targetStates[group] != states {
            if targetStates[group] != nil || !states.isEmpty {
                actions.append(.report(.targets(group: short, states: states)))
            }
            targetStates[group] = states
            lastNews = now
        }
        let unique = Array(Set(reasons)).sorted()
        if targetReasons[group] != unique {
            targetReasons[group] = unique
            for reason in unique { actions.append(.report(.notice("target group \(short): \(reason)"))) }
        }
        guard let reason = unique.first, ownDeployment != nil, hasEvidence.insert(.unhealthyTarget).inserted else {
            return
        }
        actions.append(
            .collectEvidence(.unhealthyTarget, tasks: latestStops, reason: "target group \(short): \(reason)"))
    }

    /// The name in `arn:…:targetgroup/NAME/ID`.
    static func shortName(ofTargetGroup arn: String) -> String {
        let parts = arn.split(separator: "/")
        return parts.count >= 3 ? String(parts[parts.count - 2]) : arn
    }
}

extension ServiceDeployment {
    /// `true` if the deployment goes backwards or was stopped.
    package var isFailing: Bool {
        switch status {
        case .stopRequested, .stopped, .rollbackRequested, .rollbackInProgress, .rollbackSuccessful, .rollbackFailed:
            true
        case .pending, .inProgress, .successful, .unknown: false
        }
    }

    /// The deployment without the time of its last update, which changes without news.
    fileprivate var withoutTimes: ServiceDeployment {
        var copy = self
        copy.updatedAt = nil
        return copy
    }
}
