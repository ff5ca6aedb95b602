package import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The judgement of one deployment of an ECS service, as a pure value.
///
/// It judges by the service deployment, its target revision and the tasks, and not by the service's stability or its events: a service
/// is stable after a rollback too, and ECS repeats an event only after six hours. A deployment succeeds only if the target revision runs
/// the wanted image. A deployment whose tasks stop for the same reason again and again is stopped before the circuit breaker does, after
/// the evidence was collected.
package struct ServiceWatch: Sendable, Hashable {
    /// A result of a read.
    package enum Observation: Sendable, Hashable {
        /// The service's description.
        case service(ServiceDescription)
        /// The service's deployments since the operation began.
        case deployments([ServiceDeploymentSummary])
        /// The operation's deployment.
        case deployment(ServiceDeployment)
        /// A revision that ``ServiceWatch/wantedRevision`` asked for.
        case revision(ServiceRevision)
        /// Descriptions of stopped or running tasks.
        case tasks([TaskDescription])
        /// The number of targets by their state, and the reasons of those that are not healthy.
        case targets(group: String, states: [String: Int], reasons: [String])
    }

    /// A consequence of an observation.
    package enum Action: Sendable, Hashable {
        /// Report a fact.
        case report(ProgressEvent.Fact)
        /// Collect evidence of these tasks before anything else.
        case collectEvidence(FailedStop.Trigger, tasks: [String], reason: String)
        /// Stop the deployment with a rollback.
        case stop(deployment: String)
        /// Cancel the stack's operation: the deployment can neither be rolled back nor end by itself.
        case cancelStack(String)
    }

    /// The settings.
    package let settings: ServiceWatchSettings
    /// The start of the operation.
    package let began: Date
    /// The judgement.
    package internal(set) var verdict = ServiceVerdict.waiting
    /// The service's latest description.
    package internal(set) var service: ServiceDescription?
    /// The operation's deployment.
    package internal(set) var deployment: ServiceDeployment?
    /// The ARN of the operation's deployment, which may not have been described yet.
    package internal(set) var ownDeployment: String?
    /// The reasons for which tasks of the deployment stopped.
    package internal(set) var stops: [StopPattern: ServiceFailure.StopReason] = [:]

    // Nil for an operation that was under way when the watch began.
    let baseline: ServiceBaseline?
    var revisions: [String: ServiceRevision] = [:]
    var ownRollouts: Set<String> = []
    var undecided: [TaskDescription] = []
    var knownTasks: Set<String> = []
    var runningDigests: Set<String> = []
    var knownEvents: Set<String>
    var targetStates: [String: [String: Int]] = [:]
    var targetReasons: [String: [String]] = [:]
    var lastFact: ProgressEvent.Fact?
    var knownHooks: Set<String>
    var hasEvidence: Set<FailedStop.Trigger> = []
    var hasRequestedStop = false
    var hasStackEnded = false
    var strangers: Set<String> = []
    var lastNews: Date

    /// Creates a watch.
    /// - Parameters:
    ///   - settings: The settings.
    ///   - baseline: The state before the operation; nil to adopt the deployment that runs.
    ///   - began: The start of the operation.
    package init(settings: ServiceWatchSettings, baseline: ServiceBaseline?, began: Date) {
        self.settings = settings
        self.baseline = baseline
        self.began = began
        knownEvents = baseline?.events ?? []
        knownHooks = []
        lastNews = began
    }

    /// Handles the result of a read.
    package mutating func handle(_ observation: Observation, at now: Date) -> [Action] {
        var actions: [Action] = []
        switch observation {
        case .service(let service): handle(service, at: now, &actions)
        case .deployments(let list): choose(among: list)
        case .deployment(let deployment): handle(deployment, at: now, &actions)
        case .revision(let revision): revisions[revision.arn] = revision
        case .tasks(let tasks): undecided += tasks
        case .targets(let group, let states, let reasons): handle(group, states, reasons, at: now, &actions)
        }
        decideTasks(at: now, &actions)
        judge(&actions)
        return actions
    }

    /// Returns the notice of a long time without news, if one is due.
    package mutating func look(at now: Date) -> [Action] {
        guard !verdict.isFinal, let deployment, deployment.lifecycleStage != .bakeTime else { return [] }
        if case .paused = verdict { return [] }
        let silent = now.timeIntervalSince(lastNews)
        guard silent >= settings.silence.inSeconds else { return [] }
        lastNews = now
        let target = deployment.targetRevision
        return [
            .report(
                .notice(
                    "no news of the service \(name) for \(Int(silent / 60)) min (ECS repeats an event only after 6 h): "
                        + "\(target?.running ?? 0) of \(target?.requested ?? 0) tasks run, \(stage(of: deployment))"))
        ]
    }

    /// Tells that the stack's operation succeeded, so that a deployment that was not seen by now was not needed.
    package mutating func stackSucceeded() -> [Action] {
        hasStackEnded = true
        var actions: [Action] = []
        judge(&actions)
        return actions
    }

    /// Tells that the operation's deployment cannot be read any more, long after its stack ended: the revision that the service runs
    /// decides in its place.
    package mutating func deploymentIsUnreadable() -> [Action] {
        guard hasStackEnded, !verdict.isFinal, let own = ownDeployment else { return [] }
        strangers.insert(own)
        ownDeployment = nil
        deployment = nil
        var actions: [Action] = [
            .report(.warning("the deployment of the service \(name) cannot be read, so the revision that runs decides"))
        ]
        judge(&actions)
        return actions
    }

    /// The ARN of the revision to describe next; nil if none is needed.
    package var wantedRevision: String? {
        guard let arn = decidingRevision, revisions[arn] == nil else { return nil }
        return arn
    }

    /// `true` if the running tasks' digests are needed, because the revision has none.
    package var wantsRunningTasks: Bool {
        guard settings.imageDigest != nil, let arn = decidingRevision, let revision = revisions[arn] else {
            return false
        }
        return digests(of: revision).isEmpty && (deployment?.status == .successful || hasStackEnded)
    }

    /// The ARNs of the target groups of the service.
    package var targetGroups: [String] {
        var groups: [String] = []
        for balancer in service?.loadBalancers ?? [] {
            for group in [balancer.targetGroupARN, balancer.advanced?.targetGroupARN].compactMap({ $0 })
            where !groups.contains(group) {
                groups.append(group)
            }
        }
        return groups
    }

    /// `true` if a task needs no second description.
    package func knows(task: String) -> Bool { knownTasks.contains(task) || undecided.contains { $0.arn == task } }

    /// The name for people.
    var name: String { service?.name ?? settings.service ?? "of the stack" }

    /// The revision that decides on success: the deployment's target, or without a deployment the one that runs.
    private var decidingRevision: String? {
        if let target = deployment?.targetRevision?.arn { return target }
        return hasStackEnded && ownDeployment == nil ? service?.currentRevisions.first?.arn : nil
    }

    func stage(of deployment: ServiceDeployment) -> String {
        guard let stage = deployment.lifecycleStage, deployment.status == .inProgress else {
            return deployment.status.rawValue
        }
        return stage.rawValue
    }

    /// The digests of a revision's containers, or of the settings' container.
    func digests(of revision: ServiceRevision) -> Set<String> {
        let images = revision.containerImages.filter {
            settings.container == nil || $0.containerName == settings.container
        }
        return Set(images.compactMap(\.imageDigest))
    }
}

extension Duration {
    /// The duration in seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
