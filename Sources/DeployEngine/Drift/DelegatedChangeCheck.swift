package import AWSOperations

/// The check of a change set for changes of delegated properties while two revisions of a service are live.
///
/// ECS moves a listener's weights during a deployment. A stack update that touches the same listener or rule resets them, which
/// sends the traffic back or to nowhere (aws-cdk#36649).
package struct DelegatedChangeCheck: Sendable, Hashable {
    /// The reasons to refuse the change set.
    package let refusals: [String]
    /// The changes of delegated properties that are without danger now.
    package let notes: [String]

    /// Checks a change set.
    /// - Parameters:
    ///   - changes: The changes.
    ///   - stack: The stack's name.
    ///   - delegated: The stack's delegated properties.
    ///   - liveRevisions: The number of revisions of the service that receive traffic or are being deployed.
    package init(
        _ changes: [ResourceChangeDescription], stack: String, delegated: DelegatedProperties, liveRevisions: Int
    ) {
        var refusals: [String] = []
        var notes: [String] = []
        for change in changes
        where change.action == .modify || change.action == .remove || change.action == .syncWithActual {
            let isRouting = Self.routing.contains(change.type)
            let touched = change.details.compactMap { $0.target?.path ?? $0.target?.name }
                .filter { delegated.reason($0, of: change.logicalID, type: change.type) != nil }
            guard isRouting || !touched.isEmpty else { continue }
            let what = "\(stack)/\(change.logicalID) (\(change.type))"
            if isRouting, liveRevisions > 1 {
                refusals.append(
                    "\(what) would be changed while \(liveRevisions) revisions of the service are live, which resets the traffic between them. Wait for the deployment to end ('infra-cli attach'), then deploy again"
                )
            } else if !touched.isEmpty {
                notes.append("\(what): \(touched.sorted().joined(separator: ", ")) is moved by another controller")
            }
        }
        self.refusals = refusals
        self.notes = notes
    }

    private static let routing: Set<String> = [
        "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule",
    ]
}
