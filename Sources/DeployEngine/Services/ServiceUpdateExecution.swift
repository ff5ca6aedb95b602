import AWSClient
package import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An update of a service outside of its stack, followed to the end of its deployment.
package struct ServiceUpdateExecution: Sendable {
    /// The outcome.
    package enum Outcome: Sendable, Hashable {
        /// The deployment's target revision runs; its ARN, if ECS told.
        case succeeded(revision: String?)
        /// The deployment failed; the service runs what ran before, or what the failure says.
        case failed(ServiceFailure)
        /// The deployment waits at a hook.
        case paused(PausedDeployment)
        /// The operator left; the deployment goes on.
        case detached
        /// The operator cancelled, and the deployment was rolled back.
        case cancelled(ServiceFailure)
        /// The deadline passed, and the deployment was rolled back.
        case deadlineExceeded(ServiceFailure)
    }

    private let context: EngineContext
    private let phase: ProgressEvent.Phase
    private let heartbeat: @Sendable () async throws(EngineError) -> Void
    private let update: ContainerOperations.UpdateService
    private let settings: ServiceWatchSettings
    private let deadline: Date?
    private let evidence: @Sendable (FailedStop) async -> Void

    /// The time between two looks.
    package var interval = Duration.seconds(5)

    /// Creates an execution.
    /// - Parameters:
    ///   - context: The effects.
    ///   - phase: The phase of its reports.
    ///   - heartbeat: Renews the lease when that is due; it is called before each look.
    ///   - update: The update, with the cluster and the service. It has to begin a deployment.
    ///   - settings: The settings of the watch.
    ///   - deadline: The time at which the deployment is rolled back.
    ///   - evidence: Collects evidence.
    package init(
        context: EngineContext, phase: ProgressEvent.Phase,
        heartbeat: @escaping @Sendable () async throws(EngineError) -> Void, update: ContainerOperations.UpdateService,
        settings: ServiceWatchSettings, deadline: Date?, evidence: @escaping @Sendable (FailedStop) async -> Void
    ) {
        self.context = context
        self.phase = phase
        self.heartbeat = heartbeat
        self.update = update
        self.settings = settings
        self.deadline = deadline
        self.evidence = evidence
    }

    /// Updates the service and follows its deployment.
    /// - Throws: ``EngineError``, with the code `detached` if the deployment goes on without this process.
    package func run() async throws(EngineError) -> Outcome {
        if context.takeInterrupt() != nil {
            throw EngineError(.interrupted, "interrupted before the service was updated")
        }
        try await heartbeat()
        let before = try await describe()
        let began = context.now()
        try await send()
        var watch = ServiceWatch(settings: settings, baseline: ServiceBaseline(before), began: began)
        var observer = ServiceObserver(cluster: update.cluster, service: update.service)
        var end: FailedStop.Trigger?
        var isCancelled = false
        while true {
            try await heartbeat()
            var actions = await observer.look(&watch, calls: context.calls.forPolling, at: context.now())
            actions += watch.look(at: context.now())
            for warning in observer.takeWarnings() { context.tell(.warning(warning), in: phase) }
            for action in actions { await perform(action, watch, began) }
            if observer.isBlind {
                throw EngineError(.detached, "the service \(update.service) was updated, but cannot be read")
            }
            switch watch.verdict {
            case .succeeded: return .succeeded(revision: watch.deployment?.targetRevision?.arn)
            case .failed(let failure):
                if isCancelled { return .cancelled(failure) }
                return end == .deadline ? .deadlineExceeded(failure) : .failed(failure)
            case .paused(let paused): if settings.returnsWhenPaused { return .paused(paused) }
            case .waiting, .running: break
            }
            if watch.ownDeployment == nil, context.now().timeIntervalSince(began) > 600 {
                throw EngineError(
                    .detached,
                    "ECS accepted the update of the service \(update.service) 10 min ago and shows no deployment",
                    advice: "Run `infra-cli status`")
            }
            if let deadline, context.now() >= deadline, end == nil, let deployment = watch.ownDeployment {
                end = .deadline
                await evidence(stop(.deadline, watch, began, watch.latestStops, nil))
                await halt(deployment)
            }
            switch try await context.pause(interval) {
            case .detach?: return .detached
            case .cancel?:
                if !isCancelled, end == nil, let deployment = watch.ownDeployment {
                    isCancelled = true
                    await halt(deployment)
                }
            case nil: break
            }
        }
    }

    private func describe() async throws(EngineError) -> ServiceDescription {
        let operation = ContainerOperations.DescribeServices(cluster: update.cluster, services: [update.service])
        do {
            if let found = try await context.calls.call(operation).services.first(where: { $0.status == "ACTIVE" }) {
                return found
            }
        } catch {
            throw EngineError(error, while: "read the service \(update.service)")
        }
        throw EngineError(.notFound, "there is no active service \(update.service)")
    }

    /// Sends the update. After a lost response, a second one could begin a second deployment, so a look decides.
    private func send() async throws(EngineError) {
        for attempt in 1...3 {
            do throws(AWSError) {
                _ = try await context.calls.call(update)
                return
            } catch  where error.isAmbiguous && attempt < 3 {
                let found = try await describe()
                if let definition = update.taskDefinition, found.taskDefinition == definition { return }
            } catch {
                throw EngineError(error, while: "update the service \(update.service)")
            }
        }
    }

    private func perform(_ action: ServiceWatch.Action, _ watch: ServiceWatch, _ began: Date) async {
        switch action {
        case .report(let fact): context.tell(fact, in: phase)
        case .collectEvidence(let trigger, let tasks, let reason):
            await evidence(stop(trigger, watch, began, tasks, reason))
        case .stop(let deployment): await halt(deployment)
        case .cancelStack(let reason):
            context.tell(
                .warning("the deployment of the service \(update.service) cannot end by itself: \(reason)"), in: phase)
        }
    }

    private func halt(_ deployment: String) async {
        do {
            _ = try await context.calls.call(
                ContainerOperations.StopServiceDeployment(arn: deployment, kind: "ROLLBACK"))
        } catch {
            context.tell(.warning("the service deployment cannot be stopped: \(error)"), in: phase)
        }
    }

    private func stop(
        _ trigger: FailedStop.Trigger, _ watch: ServiceWatch, _ began: Date, _ tasks: [String], _ reason: String?
    ) -> FailedStop {
        FailedStop(
            trigger, cluster: update.cluster, service: update.service, deployment: watch.ownDeployment, tasks: tasks,
            reason: reason, began: began)
    }
}
