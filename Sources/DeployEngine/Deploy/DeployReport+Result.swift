extension DeployReport {
    /// The facts of a run for the reports at its end.
    /// - Parameters:
    ///   - result: The result.
    ///   - environment: The environment's name.
    ///   - events: The events of the run.
    package init(_ result: DeployResult, environment: String, events: [ProgressEvent]) {
        var facts: [Fact] = []
        var next: [String] = []
        let outcome: Outcome
        switch result.ending {
        case .succeeded: outcome = .succeeded
        case .unchanged: outcome = .unchanged
        case .notApproved(let reason):
            outcome = .cancelled
            facts.append(Fact("not approved", reason))
        case .failed(let failure):
            if case .rolledBack = result.release?.outcome { outcome = .rolledBack } else { outcome = .failed }
            facts.append(Fact("reason", failure.reason))
            // After every other step the stacks are as they were.
            if outcome == .failed, case .execute = failure.step { next.append("infra-cli recover \(environment)") }
        case .cancelled(let failure):
            outcome = .cancelled
            facts.append(Fact("reason", failure.reason))
        case .detached(let failure):
            outcome = .detached
            facts.append(Fact("reason", failure.reason))
            next.append("infra-cli attach \(environment)")
        }
        if let image = result.release?.image {
            facts.append(Fact("image", (image.tag.map { "\($0) " } ?? "") + image.digest))
        }
        if let restored = result.release?.restores { facts.append(Fact("restores", "release \(restored)")) }
        if let level = result.release?.schema?.after { facts.append(Fact("schema", "level \(level)")) }
        if let url = result.url { facts.append(Fact("address", url)) }
        for failure in result.followUps { facts.append(Fact("afterwards", failure.reason)) }
        self.init(
            operation: result.release?.restores == nil ? "deploy" : "rollback", environment: environment,
            release: result.release.map { String($0.number) }, outcome: outcome,
            timeline: DeployTimeline(events), explanation: result.explanation, facts: facts, next: next)
    }
}
