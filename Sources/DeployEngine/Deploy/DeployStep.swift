/// A step of a deployment. The shell performs it and reports a ``DeployMachine/Result``.
package enum DeployStep: Sendable, Hashable {
    /// Acquire the environment's lease.
    case acquireLease
    /// Close the records of runs that ended without closing them.
    case reconcile
    /// Find the image's digest, and synthesize the templates with it.
    case resolveImage
    /// Check, as the roles that will act, that nothing stands in the way.
    case preflight
    /// Create the change set of a stack.
    case prepare(PlannedStack.Role)
    /// Show the changes and get them approved.
    case review
    /// Record the release as begun.
    case openRelease
    /// Move and adopt resources, before the change sets of their stacks can be made.
    case rearrange
    /// Execute the change set of a stack and watch it.
    case execute(PlannedStack.Role)
    /// Run the migration on the new image.
    case migrate
    /// Check that the new version serves.
    case verify
    /// Save the evidence of the failure.
    case collectEvidence
    /// Delete the change sets that were not executed.
    case discardChangeSets
    /// Record the outcome of the release.
    case closeRelease
    /// Release the lease.
    case releaseLease

    /// The phase that progress is reported under.
    package var phase: ProgressEvent.Phase {
        switch self {
        case .acquireLease, .reconcile: .lease
        case .preflight: .preflight
        case .resolveImage: .image
        case .prepare: .changeSets
        case .review, .openRelease: .review
        case .rearrange, .execute(.foundation): .foundation
        case .execute(.migration), .migrate: .migrate
        case .execute(.service): .service
        case .verify: .verify
        // Every phase is passed once: the way out is one phase, whatever it has to undo.
        case .collectEvidence, .discardChangeSets, .closeRelease, .releaseLease: .record
        }
    }
}
