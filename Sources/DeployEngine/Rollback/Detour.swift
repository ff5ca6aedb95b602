/// A service that runs another task definition than its stack's template describes, after a service rollback or a fast deployment.
///
/// CloudFormation compares a new template with the last one and not with the service, so a deployment that does not change the
/// service would leave the detour in place. It must compare with the actual resources, or update the service itself.
package struct Detour: Sendable, Hashable {
    /// The service rollback or fast deployment.
    package let release: Int
    /// The release whose task definition runs; nil for an image of its own.
    package let restored: Int?
    /// The release that the service's stack describes.
    package let described: Int?
    /// The task definition that runs.
    package let taskDefinition: String?

    /// Finds the detour of an environment; nil if the service runs what its stack describes.
    package init?(_ history: ReleaseHistory) {
        guard let detour = history.detour else { return nil }
        release = detour.number
        restored = detour.restores
        described = history.currentOfStacks?.number
        taskDefinition = detour.service?.taskDefinition
    }

    /// `true` if a change set of the service's stack closes the detour: it changes the service's task definition anyway.
    /// - Parameter changedProperties: The properties of the `AWS::ECS::Service` that the change set changes.
    package static func isClosed(byChangeOf changedProperties: some Sequence<String>) -> Bool {
        changedProperties.contains { $0 == "TaskDefinition" || $0.hasSuffix("/TaskDefinition") }
    }

    /// The state in a sentence.
    package var note: String {
        let running =
            restored.map { "the task definition of release \($0) (rollback \(release))" }
            ?? "the image of the fast deployment \(release)"
        return
            "the service runs \(running), while its stack describes release \(described.map(String.init) ?? "?"). This deployment closes the detour"
    }
}
