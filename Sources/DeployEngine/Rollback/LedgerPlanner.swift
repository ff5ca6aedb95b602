internal import AWSOperations

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
        plan.adoptions = []
        plan.moves = base.moves.compactMap { $0.undone(in: stacks) }
        self.base = plan
    }

    /// The recorded plan; the digest is the recorded one.
    package func plan(imageDigest: String?) throws(EngineError) -> ReleasePlan { base }
}

extension ResourceMove {
    /// The move back to the place that a release's templates have; nil if they have the new place.
    fileprivate func undone(in stacks: [PlannedStack]) -> ResourceMove? {
        func has(_ place: ResourceLocation) -> Bool {
            stacks.contains { $0.name == place.stack && $0.resourceTypes[place.logicalID] != nil }
        }
        return has(from) && !has(to) ? ResourceMove(from: to, to: from) : nil
    }
}
