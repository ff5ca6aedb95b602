internal import AWSClient
internal import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A rollback of the service alone: it updates the service to a retained task definition and follows the deployment.
///
///     let rollback = ServiceRollbackExecution(context: context, heartbeat: heartbeat, target: release, deadline: nil) { stop in … }
///     switch try await rollback.run() {
///     case .succeeded(let record): entry.release.service = record
///     case .failed(let failure): …
///     }
package struct ServiceRollbackExecution: Sendable {
    /// The outcome.
    package enum Outcome: Sendable, Hashable {
        /// The task definition runs; the record for the ledger.
        case succeeded(Release.ServiceRecord)
        /// The deployment failed; the service runs what ran before, or what the failure says.
        case failed(ServiceFailure)
        /// The deployment waits at a hook.
        case paused(PausedDeployment)
        /// The operator left; the deployment goes on.
        case detached
        /// The deadline passed; the deployment was told to roll back.
        case deadlineExceeded
    }

    let context: EngineContext
    let heartbeat: @Sendable () async throws(EngineError) -> Void
    let record: Release.ServiceRecord
    let settings: ServiceWatchSettings
    let deadline: Date?
    let evidence: @Sendable (FailedStop) async -> Void

    /// The time between two looks.
    package var interval = Duration.seconds(5)

    /// Creates a rollback.
    /// - Parameters:
    ///   - context: The effects.
    ///   - heartbeat: Renews the lease when that is due.
    ///   - target: The task definition to return to, of the plan's target.
    ///   - imageDigest: The digest that has to run; nil to compare none.
    ///   - deadline: The time at which the deployment is stopped.
    ///   - evidence: Collects evidence.
    package init(
        context: EngineContext, heartbeat: @escaping @Sendable () async throws(EngineError) -> Void,
        target: Release.ServiceRecord, imageDigest: String?, deadline: Date?,
        evidence: @escaping @Sendable (FailedStop) async -> Void
    ) {
        self.context = context
        self.heartbeat = heartbeat
        record = target
        settings = ServiceWatchSettings(cluster: target.cluster, service: target.service, imageDigest: imageDigest)
        self.deadline = deadline
        self.evidence = evidence
    }

    /// Updates the service and follows its deployment to the end.
    package func run() async throws(EngineError) -> Outcome {
        try await heartbeat()
        let before = try await describe()
        let began = context.now()
        try await update()
        var watch = ServiceWatch(settings: settings, baseline: ServiceBaseline(before), began: began)
        var observer = ServiceObserver(cluster: record.cluster, service: record.service)
        var isStopped = false
        while true {
            try await heartbeat()
            var actions = await observer.look(&watch, calls: context.calls.forPolling, at: context.now())
            actions += watch.look(at: context.now())
            for warning in observer.takeWarnings() { context.tell(.warning(warning), in: .rollback) }
            for action in actions { await perform(action, watch, began) }
            switch watch.verdict {
            case .succeeded: return .succeeded(result(watch))
            case .failed(let failure): return isStopped ? .deadlineExceeded : .failed(failure)
            case .paused(let paused): if settings.returnsWhenPaused { return .paused(paused) }
            case .waiting, .running: break
            }
            if let deadline, context.now() >= deadline, !isStopped, let deployment = watch.ownDeployment {
                isStopped = true
                await evidence(stop(.deadline, watch, began, [], "the deadline passed"))
                await halt(deployment)
            }
            // Before ECS shows a deployment, nothing can be stopped; it comes within seconds.
            if watch.ownDeployment == nil, context.now().timeIntervalSince(began) > 600 {
                throw EngineError(
                    .detached, "ECS accepted the update of \(record.service) 10 min ago and shows no deployment",
                    advice: "Look at the service in the console, or run `infra-cli status`")
            }
            switch try await context.pause(interval) {
            case .detach?: return .detached
            case .cancel?:
                if let deployment = watch.ownDeployment { await halt(deployment) }
            case nil: break
            }
        }
    }

    private func result(_ watch: ServiceWatch) -> Release.ServiceRecord {
        var result = record
        result.revision = watch.deployment?.targetRevision?.arn
        return result
    }

    private func describe() async throws(EngineError) -> ServiceDescription {
        let operation = ContainerOperations.DescribeServices(cluster: record.cluster, services: [record.service])
        do throws(AWSError) {
            if let found = try await context.calls.call(operation).services.first(where: { $0.status == "ACTIVE" }) {
                return found
            }
        } catch {
            throw EngineError(error, while: "read the service \(record.service)")
        }
        throw EngineError(.notFound, "there is no active service \(record.service) in \(record.cluster)")
    }

    /// Updates the service. A lost response is settled by a look: the same update again starts no second deployment.
    private func update() async throws(EngineError) {
        let operation = ContainerOperations.UpdateService(
            cluster: record.cluster, service: record.service, taskDefinition: record.taskDefinition)
        for attempt in 1...3 {
            do throws(AWSError) {
                _ = try await context.calls.call(operation)
                return
            } catch  where error.isAmbiguous && attempt < 3 {
                if try await describe().taskDefinition == record.taskDefinition { return }
            } catch {
                throw EngineError(error, while: "return \(record.service) to \(record.taskDefinition)")
            }
        }
    }

    private func perform(_ action: ServiceWatch.Action, _ watch: ServiceWatch, _ began: Date) async {
        switch action {
        case .report(let fact): context.tell(fact, in: .rollback)
        case .collectEvidence(let trigger, let tasks, let reason):
            await evidence(stop(trigger, watch, began, tasks, reason))
        case .stop(let deployment): await halt(deployment)
        case .cancelStack(let reason):
            context.tell(.warning("the deployment of \(record.service) cannot end by itself: \(reason)"), in: .rollback)
        }
    }

    private func halt(_ deployment: String) async {
        do throws(AWSError) {
            _ = try await context.calls.call(
                ContainerOperations.StopServiceDeployment(arn: deployment, kind: "ROLLBACK"))
        } catch {
            context.tell(.warning("the service deployment cannot be stopped: \(error)"), in: .rollback)
        }
    }

    private func stop(
        _ trigger: FailedStop.Trigger, _ watch: ServiceWatch, _ began: Date, _ tasks: [String], _ reason: String
    ) -> FailedStop {
        FailedStop(
            trigger, cluster: record.cluster, service: record.service, deployment: watch.ownDeployment, tasks: tasks,
            reason: reason, began: began)
    }
}
