/// The conversation with the operator of a run.
package protocol DeployDialogue: Sendable {
    /// Shows the changes before they are approved.
    /// - Parameters:
    ///   - review: The changes as the change sets announce them.
    ///   - deployed: The deployed templates by the stacks' names, for a comparison by property.
    func show(_ review: Review, deployed: [String: String]) async
    /// Asks for an approval.
    func approves(_ review: Review) async -> Bool
}

/// The maker of plans: templates contain the image's digest, which is known only after the registry was asked.
package protocol ReleasePlanner: Sendable {
    /// Makes the plan of an environment.
    /// - Parameter imageDigest: The digest of the image, such as `sha256:…`; nil for the image as the file names it.
    /// - Throws: ``EngineError`` with the code ``EngineError/Code/invalidInput``.
    func plan(imageDigest: String?) throws(EngineError) -> ReleasePlan

    /// Returns the places in the environment's file that decide a property, such as
    /// `deploy/dev.yaml:7:13 (database.instance)`; nil if none is known.
    /// - Parameters:
    ///   - path: The property's path in the template, such as `/Resources/Bucket/Properties/BucketName`.
    ///   - stack: The stack's name.
    func origin(of path: String, inStack stack: String) -> String?
}

extension ReleasePlanner {
    /// Nil: a plan without a file has no places.
    package func origin(of path: String, inStack stack: String) -> String? { nil }
}
