#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The facts of a finished deployment that the reports show.
package struct DeployReport: Sendable, Hashable {
    /// The results of a deployment.
    package enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// The release runs.
        case succeeded
        /// Nothing differed from what runs.
        case unchanged
        /// The release failed, and what ran before runs again.
        case rolledBack = "rolled back"
        /// The release failed and left a stack that `recover` has to handle.
        case failed
        /// The operator cancelled the deployment.
        case cancelled
        /// The deployment goes on in AWS without this program.
        case detached

        /// `true` if a pipeline goes on.
        package var isSuccess: Bool { self == .succeeded || self == .unchanged }
    }

    /// The operation in one word, such as `deploy` or `rollback`.
    package var operation: String
    /// The environment's name.
    package var environment: String
    /// The release, such as `7`; nil if none was recorded.
    package var release: String?
    /// The result.
    package var outcome: Outcome
    /// The events.
    package var timeline: DeployTimeline
    /// The explanation of a failure.
    package var explanation: Explanation?
    /// The facts to list, such as the image's digest or the address, in their order.
    package var facts: [Fact]
    /// The commands that come next.
    package var next: [String]

    /// A fact with its name.
    package struct Fact: Sendable, Hashable {
        /// The name, such as `image`.
        package var name: String
        /// The value.
        package var value: String

        /// Creates a fact.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Creates a report.
    package init(
        operation: String = "deploy", environment: String, release: String? = nil, outcome: Outcome,
        timeline: DeployTimeline, explanation: Explanation? = nil, facts: [Fact] = [], next: [String] = []
    ) {
        self.operation = operation
        self.environment = environment
        self.release = release
        self.outcome = outcome
        self.timeline = timeline
        self.explanation = explanation
        self.facts = facts
        self.next = next
    }

    /// The heading of every report.
    package var title: String {
        "\(operation) of \(environment)" + (release.map { ", release \($0)" } ?? "") + ": \(outcome.rawValue)"
    }

    /// The time from the first to the last event.
    package var elapsed: String {
        guard let began = timeline.began, let latest = timeline.latest else { return "0:00" }
        return EvidenceTime.elapsed(from: began, to: latest)
    }

    /// The commands that come next: the report's own and those of the explanation, each once.
    var commands: [String] {
        (next + (explanation?.commands ?? [])).reduce(into: []) { all, command in
            if !all.contains(command) { all.append(command) }
        }
    }

    /// `true` for a phase in which something failed.
    func isFailed(_ entry: DeployTimeline.PhaseEntry) -> Bool {
        if timeline.stacks.contains(where: { $0.phase == entry.phase && $0.isFailed }) { return true }
        // The phase that never ended is the one that failed.
        return entry.ended == nil && !outcome.isSuccess && outcome != .detached
            || (outcome == .failed || outcome == .rolledBack) && entry == timeline.phases.last { $0.phase != .record }
                && explanation != nil && !timeline.stacks.contains(where: \.isFailed)
    }
}
