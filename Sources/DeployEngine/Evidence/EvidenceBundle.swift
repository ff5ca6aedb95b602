#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Everything that was read about a deployment that failed, before a rollback and AWS itself remove it.
///
/// ECS forgets a stopped task after an hour, and a rollback deletes resources together with their reasons. The bundle is a value of
/// its own and not the wire types of AWS, so that a file written today can be explained by a later version.
package struct EvidenceBundle: Sendable, Hashable, Codable {
    /// The version of the format that this code writes.
    package static let currentVersion = 1

    /// The version of the format.
    package var version: Int
    /// The environment's name.
    package var environment: String
    /// The release's number as in its folder, such as `0007`; nil outside a release.
    package var release: String?
    /// The `ClientRequestToken` of the operation; nil if unknown. Events with another token belong to other operations.
    package var token: String?
    /// The start of the operation; nil if unknown. Earlier events belong to other operations.
    package var began: Date?
    /// The time of the last read.
    package var collected: Date
    /// The stacks.
    package var stacks: [Stack]
    /// The events of the stacks, in any order.
    package var events: [Event]
    /// The change sets.
    package var changeSets: [ChangeSet]
    /// The findings of CloudFormation's early validation.
    package var validations: [Validation]
    /// The results of hooks, such as CloudFormation Guard.
    package var hooks: [Hook]
    /// The deployments of ECS services.
    package var deployments: [Deployment]
    /// The messages of ECS services.
    package var serviceEvents: [ServiceEvent]
    /// The stopped tasks.
    package var tasks: [StoppedTask]
    /// The last lines of logs.
    package var logs: [LogTail]
    /// The targets of the load balancer.
    package var targets: [Target]
    /// The failed calls that CloudTrail recorded around the failure.
    package var trail: [TrailEvent]
    /// The time at which CloudTrail was read; nil if it was not.
    package var trailRead: Date?
    /// The failed calls of this program, such as a denied `ExecuteChangeSet`.
    package var failedCalls: [FailedCall]
    /// The reads that failed, so that missing evidence is not taken for absent trouble.
    package var unread: [UnreadEvidence]

    /// Creates a bundle without evidence.
    /// - Parameter collected: The time.
    package init(
        environment: String, release: String? = nil, token: String? = nil, began: Date? = nil, collected: Date
    ) {
        version = Self.currentVersion
        self.environment = environment
        self.release = release
        self.token = token
        self.began = began
        self.collected = collected
        stacks = []
        events = []
        changeSets = []
        validations = []
        hooks = []
        deployments = []
        serviceEvents = []
        tasks = []
        logs = []
        targets = []
        trail = []
        trailRead = nil
        failedCalls = []
        unread = []
    }
}

extension EvidenceBundle {
    /// Adds what a later read found. Things that have vanished since stay; things known to both have the later state.
    package mutating func merge(_ later: EvidenceBundle) {
        release = later.release ?? release
        token = later.token ?? token
        began = [began, later.began].compactMap(\.self).min()
        collected = max(collected, later.collected)
        trailRead = later.trailRead ?? trailRead
        Self.merge(&stacks, later.stacks) { $0.id ?? $0.name }
        Self.merge(&events, later.events, by: \.id)
        Self.merge(&changeSets, later.changeSets) { [$0.stack, $0.name] }
        Self.merge(&validations, later.validations) { $0 }
        Self.merge(&hooks, later.hooks) { [$0.name, $0.stack, $0.logicalID ?? ""] }
        let starters = Dictionary(deployments.map { ($0.arn, $0.startedBy) }) { $1 }
        Self.merge(&deployments, later.deployments, by: \.arn)
        // The failed rollout is gone once the rollback has ended.
        for index in deployments.indices where deployments[index].startedBy == nil {
            deployments[index].startedBy = starters[deployments[index].arn] ?? nil
        }
        Self.merge(&serviceEvents, later.serviceEvents) { $0 }
        Self.merge(&tasks, later.tasks, by: \.id)
        // A log that was deleted meanwhile answers without lines.
        Self.merge(
            &logs, later.logs.filter { log in !log.lines.isEmpty || !logs.contains { $0.id == log.id } }, by: \.id)
        // ECS deregisters the target of a task that it stops, and then nothing tells why its checks failed.
        let unhealthy = Set(targets.filter { $0.state == "unhealthy" }.map { [$0.group, $0.target] })
        let told = later.targets.filter { target in
            !(["draining", "unused", "unhealthy.draining"].contains(target.state)
                && unhealthy.contains([target.group, target.target]))
        }
        Self.merge(&targets, told) { [$0.group, $0.target] }
        Self.merge(&trail, later.trail, by: \.id)
        Self.merge(&failedCalls, later.failedCalls) { $0 }
        Self.merge(&unread, later.unread) { $0.what }
    }

    /// Returns the bundle with what a later read found.
    package func merging(_ later: EvidenceBundle) -> EvidenceBundle {
        var merged = self
        merged.merge(later)
        return merged
    }

    private static func merge<Element, Key: Hashable>(
        _ elements: inout [Element], _ later: [Element], by key: (Element) -> Key
    ) {
        var indices: [Key: Int] = [:]
        for (index, element) in elements.enumerated() { indices[key(element)] = index }
        for element in later {
            if let index = indices[key(element)] {
                elements[index] = element
            } else {
                indices[key(element)] = elements.count
                elements.append(element)
            }
        }
    }

    /// `true` without any evidence besides failed reads.
    package var isEmpty: Bool {
        stacks.isEmpty && events.isEmpty && changeSets.isEmpty && validations.isEmpty && hooks.isEmpty
            && deployments.isEmpty && serviceEvents.isEmpty && tasks.isEmpty && logs.isEmpty && targets.isEmpty
            && trail.isEmpty && failedCalls.isEmpty
    }
}
