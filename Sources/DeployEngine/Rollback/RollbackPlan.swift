#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The scope of a rollback.
package enum RollbackScope: String, Sendable, Hashable, CaseIterable, Codable {
    /// Templates, parameters and the image, through change sets and the review.
    case stacks
    /// The task definition of the service, without CloudFormation: seconds, and a detour that the next deployment closes.
    case service
}

/// The facts about the target of a rollback that the ledger cannot know.
package struct RollbackFacts: Sendable, Hashable {
    /// The state of something that the target needs.
    package enum Presence: Sendable, Hashable {
        /// It exists and can be used.
        case present
        /// It exists and cannot be used as it is; the text says why.
        case unusable(String)
        /// It does not exist any more.
        case missing
        /// It could not be looked at; the text says why.
        case unknown(String)
    }

    /// The image by its digest.
    package var image: Presence
    /// The task definition.
    package var taskDefinition: Presence
    /// The names of the stacks whose templates are not in the bucket any more.
    package var missingTemplates: [String]
    /// The task definition that the service runs now; nil if it is not known.
    package var runningTaskDefinition: String?
    /// The ARN of the service's running deployment; nil if none runs.
    package var runningDeployment: String?
    /// The schema as the database or a migration task reports it now; nil to rely on the ledger.
    package var schema: Release.SchemaRecord?
    /// `true` if the operator vouches that the target can serve the present schema.
    package var acceptsSchema = false

    /// Creates facts.
    package init(
        image: Presence = .present, taskDefinition: Presence = .present, missingTemplates: [String] = [],
        runningTaskDefinition: String? = nil, runningDeployment: String? = nil, schema: Release.SchemaRecord? = nil
    ) {
        self.image = image
        self.taskDefinition = taskDefinition
        self.missingTemplates = missingTemplates
        self.runningTaskDefinition = runningTaskDefinition
        self.runningDeployment = runningDeployment
        self.schema = schema
    }
}

/// A return to an earlier release: what it restores, what it does not, and the reasons to refuse it.
///
///     let plan = RollbackPlan(to: 41, scope: .service, history: history, facts: facts)
///     guard plan.refusals.isEmpty else { … }
package struct RollbackPlan: Sendable, Hashable {
    /// The number that was asked for.
    package let number: Int
    /// The scope.
    package let scope: RollbackScope
    /// The release whose content is restored; nil if the ledger has none.
    package private(set) var target: Release?
    /// The release that is in place now; nil if none succeeded.
    package let current: Release?
    /// The reasons to refuse, with their remedies.
    package private(set) var refusals: [String] = []
    /// The conditions to know before the approval.
    package private(set) var warnings: [String] = []
    /// The statements of what is restored.
    package private(set) var restored: [String] = []
    /// The statements of what stays as it is.
    package private(set) var notRestored: [String] = []

    /// Plans a rollback.
    /// - Parameters:
    ///   - number: The release to return to.
    ///   - scope: The scope.
    ///   - history: The releases.
    ///   - facts: The state of what the target needs.
    package init(to number: Int, scope: RollbackScope, history: ReleaseHistory, facts: RollbackFacts) {
        self.number = number
        self.scope = scope
        current = history.current
        guard let asked = history.release(number) else {
            refuse("release \(number) is not in the ledger", history)
            return
        }
        let target = history.origin(of: asked)
        self.target = target
        judge(asked, history)
        switch scope {
        case .stacks: judgeStacks(target, facts)
        case .service: judgeService(target, facts)
        }
        let schema = SchemaCompatibility(history: history, observed: facts.schema)
        let obstacles = schema.obstacles(to: target, migrates: scope == .stacks)
        if facts.acceptsSchema { warnings += obstacles } else { refusals += obstacles }
        warnings += schema.doubts(about: target, migrates: scope == .stacks)
        describe(target, history)
    }

    /// The stacks to restore, in the order of deployment; none for the service alone.
    package var stacks: [Release.StackRecord] { scope == .stacks ? target?.stacks ?? [] : [] }

    private mutating func refuse(_ reason: String, _ history: ReleaseHistory) {
        let targets = history.rollbackTargets(limit: 5).map { String($0.number) }
        refusals.append(
            targets.isEmpty
                ? reason + "; no earlier release can be restored"
                : reason + "; these can be restored: \(targets.joined(separator: ", "))")
    }

    private mutating func judge(_ asked: Release, _ history: ReleaseHistory) {
        if asked.outcome != .succeeded {
            refuse("release \(asked.number) \(asked.outcome), so its state was never verified", history)
        }
        if let current, history.origin(of: current).number == history.origin(of: asked).number,
            scope == .service || history.detour == nil
        {
            refuse("release \(asked.number) is what is deployed", history)
        }
        if let pruned = history.origin(of: asked).pruned {
            refuse(
                "'infra-cli prune' removed on \(pruned.formatted(.iso8601)) what release \(asked.number) needs. Deploy its commit\(asked.author.commit.map { " \($0)" } ?? "") again",
                history)
        }
        for open in history.open {
            refusals.append(
                "release \(open.number) has no outcome (\(open.outcome)). Run 'infra-cli attach \(open.environment)' or 'infra-cli recover \(open.environment)' first"
            )
        }
    }

    private mutating func judgeStacks(_ target: Release, _ facts: RollbackFacts) {
        if target.stacks.isEmpty { refusals.append("the record of release \(target.number) has no stacks") }
        for stack in facts.missingTemplates {
            refusals.append(
                "the template of \(stack) in release \(target.number) is not in the bucket any more. Restore the object's older version, or deploy the commit\(target.author.commit.map { " \($0)" } ?? "")"
            )
        }
        require(
            facts.image, target.image.map { "the image \($0.digest)" } ?? "the image", "push it again from its commit")
        if let current {
            let names = Set(target.stacks.map(\.name))
            for stack in current.stacks where !names.contains(stack.name) {
                warnings.append(
                    "\(stack.name) did not exist in release \(target.number). It stays as it is; 'infra-cli destroy' removes stacks"
                )
            }
        }
    }

    private mutating func judgeService(_ target: Release, _ facts: RollbackFacts) {
        guard let service = target.service else {
            refusals.append(
                "the record of release \(target.number) names no task definition. Use 'infra-cli rollback --to \(number)' without --service-only"
            )
            return
        }
        if let now = current?.service, now.service != service.service || now.cluster != service.cluster {
            refusals.append(
                "release \(target.number) ran as another service (\(service.service)), which this one (\(now.service)) replaced. Use 'infra-cli rollback --to \(number)' without --service-only"
            )
        }
        require(
            facts.taskDefinition, "the task definition \(service.taskDefinition)",
            "use 'infra-cli rollback --to \(number)' without --service-only, which registers it again")
        require(
            facts.image, target.image.map { "the image \($0.digest)" } ?? "the image", "push it again from its commit")
        if facts.runningTaskDefinition == service.taskDefinition, facts.runningDeployment == nil {
            refusals.append("the service runs \(service.taskDefinition) already")
        }
        if let deployment = facts.runningDeployment {
            warnings.append("the service's running deployment \(deployment) is replaced by this one")
        }
        if let old = serviceStack(target), let new = current.flatMap(serviceStack),
            old.templateDigest != new.templateDigest
        {
            warnings.append(
                "the template of \(new.name) changed since release \(target.number); only the task definition returns, not the load balancer, the scaling or the alarms"
            )
        }
    }

    private func serviceStack(_ release: Release) -> Release.StackRecord? {
        release.stacks.first { $0.role == .service }
    }

    private mutating func require(_ presence: RollbackFacts.Presence, _ name: String, _ remedy: String) {
        switch presence {
        case .present: break
        case .unusable(let reason): refusals.append("\(name) cannot be used: \(reason)")
        case .missing: refusals.append("\(name) does not exist any more: \(remedy)")
        case .unknown(let reason): refusals.append("\(name) could not be checked: \(reason)")
        }
    }

    private mutating func describe(_ target: Release, _ history: ReleaseHistory) {
        let title = "release \(target.number) of \(target.started.formatted(.iso8601))"
        if let image = target.image {
            restored.append("the image \(image.tag.map { "\($0) " } ?? "")\(image.digest) of \(title)")
        }
        switch scope {
        case .stacks:
            for stack in target.stacks {
                restored.append("the template and \(stack.parameters.count) parameters of \(stack.name)")
            }
        case .service:
            if let service = target.service { restored.append("the task definition \(service.taskDefinition)") }
            notRestored.append(
                "templates and parameters: the service is left on a detour, which the next deployment closes")
        }
        notRestored.append("data: rows stay as they are now")
        let schema = SchemaCompatibility(history: history, observed: nil)
        notRestored.append(
            "the schema: migrations are never reverted\(schema.level.map { " (it stays at level \($0))" } ?? "")")
        notRestored.append("secrets: their current values are used")
    }
}
