#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A stack of the fake account.
package final class FakeStack {
    /// A state to which a rollback returns.
    struct StableState {
        var template: FakeTemplate
        var body: String
        var parameters: [String: FakeValue]
        var tags: [String: String]
        var outputs: [Output]
        var resources: [String: FakeStackResource]
    }

    /// An output.
    package struct Output: Sendable, Hashable {
        /// The key.
        package var key: String
        /// The value.
        package var value: String
        /// The export's name; nil without one.
        package var exportName: String?
        /// The description.
        package var description: String?
    }

    /// The id, an ARN.
    package let id: String
    /// The name.
    package let name: String
    /// The time of the creation.
    package let created: Date
    /// The status.
    package internal(set) var status = "REVIEW_IN_PROGRESS"
    /// The reason of the status.
    package internal(set) var reason: String?
    /// The statuses with the time since the account's start, oldest first.
    var history: [(time: Duration, status: String, reason: String?)] = []
    /// The time of the last update.
    var updated: Date?
    /// The time of the deletion.
    var deleted: Date?
    /// The template; nil before the first execution.
    package internal(set) var template: FakeTemplate?
    /// The text of the template.
    package internal(set) var templateBody = ""
    /// The parameters as given.
    package internal(set) var parameters: [String: FakeValue] = [:]
    /// The tags.
    package internal(set) var tags: [String: String] = [:]
    /// The outputs.
    package internal(set) var outputs: [Output] = []
    /// The resources by their logical ids.
    package var resources: [String: FakeStackResource] = [:]
    /// The old resources of replacements that the clean-up will delete.
    var obsolete: [FakeStackResource] = []
    /// The events, oldest first.
    package internal(set) var events: [FakeStackEvent] = []
    /// The change sets.
    var changeSets: [FakeChangeSet] = []
    /// The last operations, newest first.
    var operations: [(type: String, id: String)] = []
    /// The tokens of requests with the operation that each began.
    var tokens: [String: String] = [:]
    /// `true` while termination protection is on.
    package var isProtected = false
    /// The role of the last operation that named one.
    var roleARN: String?
    /// The capabilities of the last operation.
    var capabilities: [String] = []
    /// `true` if the last operation had disabled rollback.
    var disablesRollback = false
    /// The state of the last `*_COMPLETE`; nil before the first.
    var stable: StableState?
    /// The running operation.
    var run: StackRun?
    /// The operation that left `CREATE_FAILED`, `UPDATE_FAILED` or `UPDATE_ROLLBACK_FAILED`.
    var failedRun: StackRun?
    /// The logical ids whose rollback failed.
    var rollbackFailures: Set<String> = []
    /// The drift status of the last detection.
    var driftStatus = "NOT_CHECKED"
    /// The time of the last drift detection.
    var driftTime: Date?
    /// The policy of updates, in JSON.
    var policy: String?
    /// `true` for a stack of the mode `EXPRESS`.
    var isExpress = false

    init(id: String, name: String, created: Date) {
        self.id = id
        self.name = name
        self.created = created
    }

    /// `true` while an operation runs.
    package var isInProgress: Bool { status.hasSuffix("_IN_PROGRESS") && status != "REVIEW_IN_PROGRESS" }

    /// `true` unless the stack is deleted.
    package var exists: Bool { status != "DELETE_COMPLETE" }

    /// The current state as one to return to.
    func remember() {
        guard let template else { return }
        stable = StableState(
            template: template, body: templateBody, parameters: parameters, tags: tags, outputs: outputs,
            resources: resources)
    }
}
