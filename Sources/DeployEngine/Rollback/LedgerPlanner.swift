/// The plans of a rollback: the stacks and the image of a release of the ledger, in the account of the environment's file.
package struct LedgerPlanner: ReleasePlanner {
    private let base: ReleasePlan

    /// Creates the planner of a rollback.
    /// - Parameters:
    ///   - base: The plan of the environment's file, for the account, the region and the names.
    ///   - target: The release to restore.
    ///   - stacks: The release's stacks with their templates.
    package init(base: ReleasePlan, target: Release, stacks: [PlannedStack]) {
        var plan = base
        plan.stacks = stacks
        if let image = target.image {
            plan.image.repository = image.repository
            // A tag may name another image by now.
            plan.image.tag = nil
            plan.image.digest = image.digest
            plan.image.architecture = image.architecture
        }
        plan.schemaVersion = target.schema?.knownLevel
        self.base = plan
    }

    /// The recorded plan; the digest is the recorded one.
    package func plan(imageDigest: String?) throws(EngineError) -> ReleasePlan { base }
}
