#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The selection of the failure that began it all among the events of an operation.
package enum FirstCause {
    /// Returns whether a reason says that CloudFormation gave a resource up because another one had failed.
    package static func isCancellation(_ reason: String?) -> Bool {
        guard let reason = reason?.lowercased() else { return false }
        return reason.contains("cancelled") || reason.contains("canceled")
    }

    /// Returns whether an event only repeats that others failed.
    static func isSummary(_ event: EvidenceBundle.Event) -> Bool {
        let reason = (event.reason ?? "").lowercased()
        return reason.contains("the following resource(s) failed to")
            || (event.type == "AWS::CloudFormation::Stack" && event.logicalID == event.stack)
    }

    /// Returns the failures of the bundle's operation in the order of time, without cancelled resources and summaries.
    static func failures(in bundle: EvidenceBundle) -> [EvidenceBundle.Event] {
        let own = operationEvents(in: bundle)
        let nested = Set(own.filter { isFailure($0) && !isSummary($0) }.map(\.stack))
        let failures = own.filter { event in
            guard isFailure(event), !isCancellation(event.reason), !isSummary(event) else { return false }
            // The event of a nested stack in its parent repeats what its own events say.
            guard event.type == "AWS::CloudFormation::Stack", let id = event.physicalID else { return true }
            return !nested.contains(name(ofStack: id))
        }
        return failures.sorted { $0.time < $1.time }
    }

    /// Returns the events of the bundle's operation, oldest first.
    static func operationEvents(in bundle: EvidenceBundle) -> [EvidenceBundle.Event] {
        var events = bundle.events
        if let token = bundle.token, events.contains(where: { $0.token == token }) {
            // Nested stacks have the token of their parent; an event without one belongs to no other operation.
            events = events.filter { $0.token == nil || $0.token == token }
        }
        if let began = bundle.began {
            // The clocks of AWS and of this machine differ by seconds.
            events = events.filter { $0.time >= began.addingTimeInterval(-30) }
        }
        // `sorted` is stable; events of one moment arrive newest first.
        return events.reversed().sorted { $0.time < $1.time }
    }

    private static func isFailure(_ event: EvidenceBundle.Event) -> Bool { event.status.hasSuffix("_FAILED") }

    /// The name in the id `arn:aws:cloudformation:…:stack/NAME/UUID`.
    private static func name(ofStack id: String) -> String {
        let parts = id.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : id
    }
}
