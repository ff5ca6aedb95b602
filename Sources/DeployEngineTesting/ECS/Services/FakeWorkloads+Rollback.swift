#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    /// Fails a deployment: it rolls back to the last completed revision, or stops where there is none or no rollback is wanted.
    ///
    /// Sources: "Amazon ECS deployment failure detection", AWS: a rollback requires a completed deployment;
    /// "ServiceDeployment.stoppedAt", ECS API Reference: without a rollback the deployment stops.
    mutating func failDeployment(
        _ service: inout FakeContainerService, _ index: Int, event: String, rolloutReason: String, reason: String,
        rollsBack: Bool
    ) {
        let target = service.deployments[index].target
        if let set = service.set(of: target) {
            service.sets[set].rolloutState = "FAILED"
            service.sets[set].rolloutReason = rolloutReason
            service.sets[set].isFrozen = true
            service.sets[set].updatedAt = now
            tell(&service, "(deployment \(service.sets[set].id)) deployment failed: \(event)")
        }
        if rollsBack {
            requestRollback(&service, index, reason: reason)
        } else {
            requestStop(&service, index, reason: rolloutReason)
        }
    }

    /// Requests a rollback; without a completed revision the deployment stops.
    mutating func requestRollback(_ service: inout FakeContainerService, _ index: Int, reason: String) {
        let target = service.deployments[index].target
        guard let completed = service.completedRevision, completed != target else {
            return requestStop(&service, index, reason: reason)
        }
        if let set = service.set(of: target) { service.sets[set].isFrozen = true }
        service.deployments[index].status = .rollbackRequested
        service.deployments[index].reason = reason
        service.deployments[index].rollback = .init(reason: reason, startedAt: now, revision: completed)
        service.deployments[index].updatedAt = now
        service.deployments[index].nextAt = now.addingTimeInterval(ecs.timings.rollbackStart)
    }

    /// Requests that a deployment stops without a rollback.
    mutating func requestStop(_ service: inout FakeContainerService, _ index: Int, reason: String) {
        if let set = service.set(of: service.deployments[index].target) { service.sets[set].isFrozen = true }
        service.deployments[index].status = .stopRequested
        service.deployments[index].reason = reason
        service.deployments[index].updatedAt = now
        service.deployments[index].nextAt = now.addingTimeInterval(ecs.timings.rollbackStart)
    }

    func finishStop(_ service: inout FakeContainerService, _ index: Int) {
        service.deployments[index].status = .stopped
        service.deployments[index].stoppedAt = now
        service.deployments[index].finishedAt = now
        service.deployments[index].updatedAt = now
        service.deployments[index].nextAt = nil
        completeMonitors(&service.deployments[index])
        if let set = service.set(of: service.deployments[index].target), service.sets[set].rolloutState != "FAILED" {
            service.sets[set].rolloutState = "FAILED"
            service.sets[set].rolloutReason = "ECS deployment \(service.sets[set].id) stopped."
        }
    }

    mutating func beginRollback(_ service: inout FakeContainerService, _ index: Int) {
        guard let revision = service.deployments[index].rollback?.revision else { return }
        service.deployments[index].status = .rollbackInProgress
        service.deployments[index].updatedAt = now
        service.deployments[index].nextAt = nil
        service.deployments[index].productionWeight = 0
        service.deployments[index].testWeight = 0
        let set = service.set(of: revision) ?? addSet(for: revision, to: &service)
        service.primary = service.sets[set].id
        service.sets[set].rolloutState = "IN_PROGRESS"
        service.sets[set].rolloutReason =
            "ECS deployment circuit breaker: rolling back to deploymentId \(service.sets[set].id)."
        service.sets[set].isFrozen = false
        service.sets[set].updatedAt = now
        tell(&service, "rolling back to deployment \(service.sets[set].id).")
        // Traffic returns at once, because the earlier revision's tasks still run.
        if service.deployments[index].shiftsTraffic {
            moveTraffic(of: service, to: revision, percent: 100, isTest: false)
            moveTraffic(of: service, to: revision, percent: 100, isTest: true)
        }
        if let settings = service.revision(revision)?.settings { service.settings = settings }
    }

    mutating func continueRollback(_ service: inout FakeContainerService, _ index: Int) {
        let deployment = service.deployments[index]
        guard let revision = deployment.rollback?.revision, let set = service.set(of: revision) else { return }
        if deployment.rollbackFailures >= max(deployment.settings.threshold(desired: service.desired), 1) {
            service.deployments[index].status = .rollbackFailed
            service.deployments[index].reason = "Service deployment rollback failed: tasks failed to start."
            service.deployments[index].finishedAt = now
            service.deployments[index].updatedAt = now
            service.sets[set].rolloutState = "FAILED"
            service.sets[set].rolloutReason = "ECS deployment circuit breaker: tasks failed to start."
            service.sets[set].isFrozen = true
            tell(&service, "(deployment \(service.sets[set].id)) deployment failed: tasks failed to start.")
            return
        }
        guard healthyCount(of: revision, service) >= service.desired, othersHaveEnded(except: revision, service)
        else { return }
        service.deployments[index].status = .rollbackSuccessful
        service.deployments[index].finishedAt = now
        service.deployments[index].updatedAt = now
        completeMonitors(&service.deployments[index])
        service.sets[set].rolloutState = "COMPLETED"
        service.sets[set].rolloutReason = "ECS deployment \(service.sets[set].id) completed."
        service.sets[set].updatedAt = now
        tell(&service, "(deployment \(service.sets[set].id)) deployment completed.")
    }

    /// Adds the set of a revision and returns its index.
    mutating func addSet(for revision: String, to service: inout FakeContainerService) -> Int {
        let id = "ecs-svc/" + ecs.nextNumber("set")
        service.sets.insert(
            FakeTaskSet(
                id: id, revision: revision, rolloutReason: "ECS deployment \(id) in progress.", createdAt: now,
                updatedAt: now), at: 0)
        return 0
    }
}
