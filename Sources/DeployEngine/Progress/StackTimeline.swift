#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An operation on a stack as its events tell it.
package struct StackTimeline: Sendable, Hashable {
    /// A resource's work of one kind, such as its update or the rollback of its update.
    package struct Span: Sendable, Hashable {
        /// The start.
        package var began: Date
        /// The end; nil while the work lasts.
        package var ended: Date?
        /// The latest status, such as `UPDATE_COMPLETE`.
        package var status: String
        /// The latest reason.
        package var reason: String?
    }

    /// A resource.
    package struct Resource: Sendable, Hashable {
        /// The logical id.
        package var logicalID: String
        /// The type, such as `AWS::ECS::Service`.
        package var type: String
        /// The work in its order; never empty.
        package var spans: [Span]

        /// The latest status.
        package var status: String { spans.last?.status ?? "" }
        /// `true` while the resource is being changed.
        package var isInProgress: Bool { spans.last.map { $0.ended == nil } ?? false }
        /// The first failed work that was not merely cancelled; nil if there is none.
        package var failure: Span? {
            spans.first { $0.status.hasSuffix("_FAILED") && !FirstFailure.isConsequence($0.reason ?? "") }
        }
    }

    /// The stack's name.
    package var name: String
    /// The phase.
    package var phase: ProgressEvent.Phase
    /// The operation, such as `UPDATE`; empty if its start was not seen.
    package var operation: String
    /// The number of resources that the operation changes; 0 if unknown.
    package var count: Int
    /// The time that the operation took in earlier releases.
    package var estimate: Duration?
    /// The start.
    package var began: Date
    /// The end; nil while the operation lasts.
    package var ended: Date?
    /// The status at the end; nil while the operation lasts.
    package var status: String?
    /// The resources in the order of their first change.
    package private(set) var resources: [Resource] = []

    /// Creates an operation without changes.
    package init(
        name: String, phase: ProgressEvent.Phase, operation: String, count: Int, estimate: Duration?, began: Date
    ) {
        self.name = name
        self.phase = phase
        self.operation = operation
        self.count = count
        self.estimate = estimate
        self.began = began
    }

    /// The number of resources that are done.
    package var doneCount: Int { resources.count { $0.status.hasSuffix("_COMPLETE") } }

    /// `true` if the operation failed.
    package var isFailed: Bool { status.map { $0.contains("FAILED") || $0.contains("ROLLBACK") } ?? false }

    /// `true` while a failed operation is being undone.
    package var isRollingBack: Bool {
        ended == nil && resources.contains { $0.failure != nil }
    }

    /// Adds a resource's change.
    mutating func apply(_ time: Date, _ logicalID: String, _ type: String, _ status: String, _ reason: String?) {
        // The stack's own events are no resource.
        if type == "AWS::CloudFormation::Stack", logicalID == name { return }
        let isOver = !status.hasSuffix("_IN_PROGRESS")
        let span = Span(began: time, ended: isOver ? time : nil, status: status, reason: reason)
        guard let index = resources.firstIndex(where: { $0.logicalID == logicalID }) else {
            resources.append(Resource(logicalID: logicalID, type: type, spans: [span]))
            return
        }
        let last = resources[index].spans.count - 1
        let open = resources[index].spans[last]
        if open.ended != nil || (!isOver && Self.kind(open.status) != Self.kind(status)) {
            if open.ended == nil { resources[index].spans[last].ended = time }
            // A page of events that is read twice repeats the end.
            if isOver, open.status == status { return }
            resources[index].spans.append(span)
        } else {
            resources[index].spans[last].status = status
            resources[index].spans[last].reason = reason ?? open.reason
            if isOver { resources[index].spans[last].ended = time }
        }
    }

    /// Ends the operation.
    mutating func end(_ time: Date, _ status: String) {
        ended = time
        self.status = status
        for index in resources.indices {
            let last = resources[index].spans.count - 1
            if resources[index].spans[last].ended == nil { resources[index].spans[last].ended = time }
        }
    }

    /// The first word of a status, such as `UPDATE`.
    private static func kind(_ status: String) -> Substring { status.prefix { $0 != "_" } }
}
