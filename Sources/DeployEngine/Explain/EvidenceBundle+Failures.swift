import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A failed resource with its stack's name.
struct StackResourceFailure: Hashable {
    /// The stack's name.
    var stack: String
    /// The failure.
    var resource: FailedResource
}

extension EvidenceBundle {
    /// The events of the bundle's operation, oldest first.
    var operationEvents: [Event] {
        var own = events
        if let token, own.contains(where: { $0.token == token }) {
            // An event without a token belongs to no other operation of ours.
            own = own.filter { $0.token == nil || $0.token == token }
        }
        if let began {
            // The clocks of AWS and of this machine differ by seconds.
            own = own.filter { $0.time >= began.addingTimeInterval(-30) }
        }
        // `sorted` is stable; events of one moment arrive newest first.
        return own.reversed().sorted { $0.time < $1.time }
    }

    /// The failures of the bundle's operation in the order of time, without cancelled resources and summaries.
    var failures: [StackResourceFailure] {
        let own = operationEvents
        let byStack = Dictionary(grouping: own) { $0.stackID ?? $0.stack }
        let inner = Set(
            own.filter { $0.type == "AWS::CloudFormation::Stack" && !Self.isOfStack($0) }.compactMap(\.physicalID))
        let nested = byStack.mapValues { $0.map(Self.stackEvent) }
        return byStack.keys.filter { !inner.contains($0) }.sorted().flatMap { id -> [StackResourceFailure] in
            let stack = byStack[id]?.first?.stack ?? id
            return FirstFailure(events: nested[id] ?? [], nested: nested).causes
                .filter { !FirstFailure.isConsequence($0.reason) }
                .map { StackResourceFailure(stack: stack, resource: $0) }
        }.sorted {
            ($0.resource.isDuringRollback ? 1 : 0, $0.resource.time) < (
                $1.resource.isDuringRollback ? 1 : 0, $1.resource.time
            )
        }
    }

    private static func isOfStack(_ event: Event) -> Bool {
        event.logicalID == event.stack
            && (event.physicalID == nil || event.physicalID == event.stackID || event.stackID == nil)
    }

    private static func stackEvent(_ event: Event) -> StackEvent {
        let id = event.stackID ?? event.stack
        return StackEvent(
            id: event.id, stackID: id, stackName: event.stack, logicalID: event.logicalID,
            physicalID: isOfStack(event) ? id : event.physicalID, type: event.type, time: event.time,
            status: ResourceStatus(rawValue: event.status), reason: event.reason, operationID: event.operationID,
            clientRequestToken: event.token)
    }
}
