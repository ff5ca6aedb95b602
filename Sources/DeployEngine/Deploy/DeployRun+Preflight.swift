extension DeployRun {
    /// Checks that nothing stands in the way, before anything is changed. All obstacles are named at once.
    mutating func preflight() async throws(EngineError) {
        let (plan, setup) = (try planned(), try account())
        let input = PreflightReader.Input(
            region: options.region, credentialsExpiry: options.credentialsExpiry, estimate: history.estimate(),
            image: imageReport)
        let (faults, unread) = try await PreflightReader(context: context, plan: plan, setup: setup, input: input)
            .check()
        for part in unread { report(.preflight, .notice("not checked: \(part)")) }
        for fault in faults where !fault.isObstacle { report(.preflight, .warning("\(fault.kind.rawValue): \(fault)")) }
        await warnOfLostImages()
        let obstacles = faults.filter(\.isObstacle)
        guard obstacles.isEmpty else { throw EngineError(obstacles) }
        try await planRearrangement()
        phaseResult = "account \(setup.account ?? plan.account ?? "unknown"), \(plan.region), stacks deployable"
    }
}

extension DeployRun {
    /// Warns if the image of the running release is gone, which ECS starts again when this deployment fails, or that of the release to
    /// which an operator would return.
    private func warnOfLostImages() async {
        let purposes = [
            (history.current, "ECS cannot return to it if this deployment fails"),
            (history.rollbackTargets(limit: 1).first, "`infra-cli rollback` cannot return to it"),
        ]
        for case (let release?, let consequence) in purposes {
            guard let image = release.image else { continue }
            let state: String
            switch await RollbackFacts.Presence.ofImage(image, calls: context.calls) {
            case .present: continue
            case .missing: state = "is gone from the registry"
            case .unusable(let reason): state = "cannot be used: \(reason)"
            case .unknown(let reason):
                report(.preflight, .notice("not checked: the image of release \(release.number): \(reason)"))
                continue
            }
            report(
                .preflight,
                .warning(
                    "the image of release \(release.number), \(image.repository)@\(image.digest), \(state): \(consequence)"
                ))
        }
    }
}

extension EngineError {
    /// Creates the error for obstacles to a deployment.
    package init(_ obstacles: [PreflightFault]) {
        let texts = obstacles.map {
            "\($0.statement) [\($0.kind.rawValue)]. \($0.remedy)"
        }
        let count = obstacles.count == 1 ? "" : "\(obstacles.count) obstacles: "
        self.init(.refused, count + texts.joined(separator: ". "))
    }
}
