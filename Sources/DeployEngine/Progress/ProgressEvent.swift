#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A fact that the engine reports while it works. Renderers turn facts into a live tree, lines or JSON.
package struct ProgressEvent: Sendable, Hashable {
    /// The time.
    package var time: Date
    /// The phase in which it happened, such as `preflight`.
    package var phase: Phase
    /// The fact.
    package var fact: Fact

    /// The phases of a deployment in their order.
    package enum Phase: String, Sendable, Hashable, CaseIterable, Codable {
        case lease, preflight, image, changeSets = "change sets", review, foundation, migrate, service, verify, record
        case recover, rollback, destroy, bootstrap, prune
    }

    /// A fact of a deployment.
    package enum Fact: Sendable, Hashable {
        /// The phase began.
        case phaseBegan
        /// The phase ended; the text says with what.
        case phaseEnded(String)
        /// A stack's operation began; the number of resources that it changes, and the estimate from earlier releases.
        case stackBegan(stack: String, operation: String, resources: Int, estimate: Duration?)
        /// A resource of a stack changed its status.
        case resource(stack: String, logicalID: String, type: String, status: String, reason: String?)
        /// A stack reached a status that ends its operation.
        case stackEnded(stack: String, status: String)
        /// The tasks of a service, with the name of its deployment's stage.
        case service(name: String, stage: String, desired: Int, running: Int, pending: Int, failed: Int)
        /// The number of targets of a target group by their state.
        case targets(group: String, states: [String: Int])
        /// A task of the service stopped.
        case taskStopped(task: String, reason: String)
        /// A line of a log.
        case log(stream: String, line: String)
        /// A remark for the operator, such as that nothing was heard for three minutes.
        case notice(String)
        /// A condition that does not end the deployment but should be looked at.
        case warning(String)
    }

    /// Creates an event.
    package init(time: Date, phase: Phase, fact: Fact) {
        self.time = time
        self.phase = phase
        self.fact = fact
    }
}
