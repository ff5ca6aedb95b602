package import AWSOperations

/// The root cause of a failed operation among a stack's events.
///
/// CloudFormation cancels the siblings of a resource that failed and reports them as failures too. The first failure in time that is
/// no such consequence is the cause.
package struct FirstFailure: Sendable, Hashable {
    /// The failures in the order of time, without consequences.
    package let causes: [FailedResource]
    /// The ids of nested stacks that failed and whose events were not given.
    package let unreadStacks: [String]

    /// The root cause; nil if nothing failed.
    package var root: FailedResource? { causes.first }

    /// Finds the failures.
    /// - Parameters:
    ///   - events: The events of one operation, oldest first.
    ///   - nested: The events of nested stacks by their ids, each oldest first.
    package init(events: [StackEvent], nested: [String: [StackEvent]] = [:]) {
        var unread: [String] = []
        causes = Self.causes(events: events, nested: nested, path: "", seen: [], unread: &unread)
        unreadStacks = unread
    }

    /// `true` if the reason tells only that another resource failed.
    package static func isConsequence(_ reason: String) -> Bool {
        reason.contains("cancelled") || reason.contains("Cancelled") || isSummary(reason)
    }

    /// `true` if the reason is the stack's own summary of its resources' failures.
    static func isSummary(_ reason: String) -> Bool {
        reason.hasPrefix("The following resource(s) failed to")
    }

    private static func causes(
        events: [StackEvent], nested: [String: [StackEvent]], path: String, seen: Set<String>, unread: inout [String]
    ) -> [FailedResource] {
        var causes: [FailedResource] = []
        var consequences: [FailedResource] = []
        var ofStack: [FailedResource] = []
        var known: Set<String> = []
        var isRollingBack = false
        for event in ordered(events) {
            let reason = event.reason ?? ""
            if event.isOfStack {
                if event.status.rawValue.contains("ROLLBACK") { isRollingBack = true }
                let tells =
                    event.status.rawValue.hasSuffix("_FAILED") || event.status.rawValue.contains("ROLLBACK_IN_PROGRESS")
                if tells, !reason.isEmpty, !isSummary(reason) {
                    ofStack.append(failure(event, path: path, reason: reason, isRollingBack))
                }
                continue
            }
            guard let reason = event.failureReason else { continue }
            let key = event.logicalID + (isRollingBack ? " rollback" : "")
            let found = failure(event, path: path, reason: reason, isRollingBack)
            if isConsequence(reason) {
                consequences.append(found)
            } else if known.insert(key).inserted {
                if let child = event.nestedStack, !seen.contains(child) {
                    guard let inner = nested[child] else {
                        unread.append(child)
                        causes.append(found)
                        continue
                    }
                    let below = Self.causes(
                        events: inner, nested: nested, path: path + event.logicalID + ".", seen: seen.union([child]),
                        unread: &unread)
                    causes += below.isEmpty ? [found] : below
                } else {
                    causes.append(found)
                }
            }
        }
        if causes.contains(where: { !$0.isDuringRollback }) { return causes }
        // A reason of the stack itself, such as an export in use, precedes what the rollback met.
        if !ofStack.isEmpty { return ofStack + causes }
        return causes.isEmpty ? Array(consequences.prefix(1)) : causes
    }

    // A stable order: events of one millisecond keep theirs.
    private static func ordered(_ events: [StackEvent]) -> [StackEvent] {
        events.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }

    private static func failure(
        _ event: StackEvent, path: String, reason: String, _ isRollingBack: Bool
    ) -> FailedResource {
        FailedResource(
            logicalID: path + event.logicalID, type: event.type, physicalID: event.physicalID,
            status: event.status.rawValue, reason: reason, time: event.time, isDuringRollback: isRollingBack)
    }
}

extension StackEvent {
    /// `true` for an event of the stack itself and not of a resource.
    package var isOfStack: Bool {
        type == "AWS::CloudFormation::Stack" && (physicalID == stackID || logicalID == stackName && physicalID == nil)
    }

    /// The id of a nested stack; nil for another resource.
    package var nestedStack: String? {
        guard type == "AWS::CloudFormation::Stack", !isOfStack, let physicalID, !physicalID.isEmpty else { return nil }
        return physicalID
    }

    /// The reason for which a resource failed; nil if it did not fail. A hook that only warns is not a failure.
    var failureReason: String? {
        if hookStatus?.rawValue == "HOOK_COMPLETE_FAILED", hookFailureMode != "WARN" {
            return "Hook \(hookType ?? "of an unknown type") failed: \(hookStatusReason ?? "without a reason")"
        }
        return status.rawValue.hasSuffix("_FAILED") ? reason ?? "" : nil
    }
}
