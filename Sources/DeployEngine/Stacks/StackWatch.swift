package import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The judgement of one operation of a stack from its descriptions and events, as a pure value.
///
/// It counts only its own operation: a description from before the operation, which AWS may return after it accepted the operation, and
/// the events of other operations decide nothing. The status of the stack decides; events explain.
package struct StackWatch: Sendable, Hashable {
    /// A result of a read.
    package enum Observation: Sendable, Hashable {
        /// The stack's description.
        case stack(StackDescription)
        /// The stack does not exist.
        case missing
        /// The events since the last read, oldest first.
        case events([StackEvent])
    }

    /// A consequence of an observation.
    package enum Action: Sendable, Hashable {
        /// Report a fact.
        case report(ProgressEvent.Fact)
        /// Collect evidence, as a resource failed.
        case collectEvidence(FailedResource)
    }

    /// The stack's name.
    package let stack: String
    /// The purpose of the operation.
    package let purpose: StackPurpose
    /// The `ClientRequestToken` of the operation.
    package let token: String
    /// The judgement.
    package private(set) var verdict = StackVerdict.waiting
    /// The latest description that is not older than the operation.
    package private(set) var description: StackDescription?
    /// The events of the operation, oldest first.
    package private(set) var events: [StackEvent] = []
    /// The number of descriptions that were older than the operation.
    package private(set) var staleReads = 0
    /// The tokens of other operations that were seen since the baseline.
    package private(set) var otherTokens: Set<String> = []

    // Nil for an operation that was under way when the watch began.
    private let baseline: StackBaseline?
    private var ownOperations: Set<String> = []
    private var ownStatus: StackStatus?
    private var missingReads = 0
    private var readsAfterEnd = 0
    private var resourceStatus: [String: ResourceStatus] = [:]
    private var hasFailure = false

    /// Creates a watch.
    /// - Parameters:
    ///   - stack: The stack's name.
    ///   - purpose: The purpose of the operation.
    ///   - token: The `ClientRequestToken` of the operation.
    ///   - baseline: The state before the operation; nil to adopt the operation that runs.
    package init(stack: String, purpose: StackPurpose = .deploy, token: String, baseline: StackBaseline?) {
        self.stack = stack
        self.purpose = purpose
        self.token = token
        self.baseline = baseline
    }

    /// `true` once a read has shown the operation.
    package var hasBegun: Bool { verdict != .waiting || !events.isEmpty }
    /// The latest status of the operation; nil before it began.
    package var status: StackStatus? { description?.status ?? ownStatus }
    /// The physical id of the stack's ECS service; nil until its event tells.
    package var service: String? {
        events.last { $0.type == "AWS::ECS::Service" && $0.physicalID?.isEmpty == false }?.physicalID
    }
    /// `true` while the stack's ECS service is being created or updated.
    package var isServiceInFlight: Bool {
        events.last { $0.type == "AWS::ECS::Service" }?.status.rawValue.hasSuffix("IN_PROGRESS") ?? false
    }
    /// The logical ids of the resources that have been created.
    package var createdResources: Set<String> {
        Set(
            events.filter {
                $0.status == .createComplete || ($0.status == .createInProgress && $0.physicalID?.isEmpty == false)
            }
            .map(\.logicalID))
    }

    /// Handles the result of a read.
    package mutating func handle(_ observation: Observation) -> [Action] {
        switch observation {
        case .stack(let description): handle(description)
        case .missing: handleMissing()
        case .events(let events): handle(events)
        }
        let pending = reports
        reports = []
        return pending
    }

    private var reports: [Action] = []

    // MARK: Descriptions

    private mutating func handle(_ description: StackDescription) {
        missingReads = 0
        let isStale = isStale(description)
        if isStale {
            staleReads += 1
        } else {
            if ownOperations.isEmpty, let operation = currentOperation(of: description) {
                ownOperations.insert(operation)
            }
            self.description = description
            verdict = StackVerdict(description.status, for: purpose)
        }
        checkAgainstEvents(isStale: isStale)
    }

    /// Gives the own event of the operation's end precedence over a description that contradicts it: that is late, or another
    /// operation's.
    private mutating func checkAgainstEvents(isStale: Bool) {
        guard let ownStatus else { return }
        let told = StackVerdict(ownStatus, for: purpose)
        guard told.isFinal, isStale || told != verdict else { return }
        readsAfterEnd += 1
        let isOtherEnd = !isStale && verdict.isFinal
        if isOtherEnd || readsAfterEnd >= 3 { verdict = told }
    }

    /// The operation that a description shows, unless another one's.
    private func currentOperation(of description: StackDescription) -> String? {
        let new = newOperations(of: description)
        return new.count == 1 || baseline == nil ? new.first : nil
    }

    private func newOperations(of description: StackDescription) -> [String] {
        let known = baseline?.operations ?? []
        return description.lastOperations.filter { $0.type != "CREATE_CHANGESET" && !known.contains($0.id) }.map(\.id)
    }

    /// `true` if a description may be older than the operation.
    private func isStale(_ description: StackDescription) -> Bool {
        guard let baseline else { return false }
        let operations = Set(description.lastOperations.map(\.id))
        if !operations.isEmpty {
            if !operations.isDisjoint(with: ownOperations) { return false }
            let new = newOperations(of: description)
            if ownOperations.isEmpty {
                if !new.isEmpty { return false }
                if !baseline.operations.isEmpty { return true }
            } else {
                // An operation that was not heard of is the own one's rollback, or another's.
                return new.isEmpty || !description.status.isRollingBack
            }
        }
        if description.status != baseline.status { return description.status == .reviewInProgress }
        if let updated = description.lastUpdatedTime, updated > baseline.lastUpdated ?? .distantPast { return false }
        // The same status as before: only the own event of this status shows that the operation has ended with it.
        return ownStatus != description.status
    }

    private mutating func handleMissing() {
        // Some reads after the creation of a stack do not find it yet.
        missingReads += 1
        if purpose == .delete {
            verdict = .succeeded
        } else if missingReads >= 5 {
            verdict = StackVerdict(nil, for: purpose)
        }
    }

    // MARK: Events

    private mutating func handle(_ new: [StackEvent]) {
        for event in new {
            guard isOwn(event) else {
                if let other = event.clientRequestToken { otherTokens.insert(other) }
                continue
            }
            if let operation = event.operationID { ownOperations.insert(operation) }
            events.append(event)
            if event.isOfStack {
                ownStatus = StackStatus(rawValue: event.status.rawValue)
                readsAfterEnd = 0
            }
            report(event)
        }
    }

    private func isOwn(_ event: StackEvent) -> Bool {
        if event.clientRequestToken == token { return true }
        if let operation = event.operationID, ownOperations.contains(operation) { return true }
        // Rollbacks that CloudFormation begins have an operation of their own. An event without a token belongs to the operation that
        // runs; a cancellation's token is the engine's, with a suffix.
        guard let other = event.clientRequestToken else { return true }
        return baseline == nil || other.hasPrefix(token)
    }

    private mutating func report(_ event: StackEvent) {
        let status = event.hookStatus.map { "\(event.status.rawValue) \($0.rawValue)" } ?? event.status.rawValue
        reports.append(
            .report(
                .resource(
                    stack: stack, logicalID: event.logicalID, type: event.type, status: status,
                    reason: event.reason ?? event.hookStatusReason)))
        guard !hasFailure, !event.isOfStack, let reason = event.failureReason, !FirstFailure.isConsequence(reason)
        else {
            return
        }
        hasFailure = true
        reports.append(
            .collectEvidence(
                FailedResource(
                    logicalID: event.logicalID, type: event.type, physicalID: event.physicalID,
                    status: event.status.rawValue, reason: reason, time: event.time)))
    }

    // MARK: Failure

    /// The failure as far as it is known; nil if nothing failed.
    /// - Parameter nested: The events of nested stacks by their ids.
    package func failure(nested: [String: [StackEvent]] = [:], service: ServiceFailure? = nil) -> StackFailure? {
        let found = FirstFailure(events: events, nested: nested)
        let hasFailed = verdict == .failed || verdict == .rolledBack
        guard hasFailed || !found.causes.isEmpty || service != nil else { return nil }
        return StackFailure(
            stack: stack, status: status ?? baseline?.status ?? .deleteComplete, causes: found.causes,
            serviceFailure: service)
    }
}
