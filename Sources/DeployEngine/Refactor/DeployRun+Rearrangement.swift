import AWSClient
import AWSOperations

extension DeployRun {
    /// Reads the deployed templates if the plan moves or adopts resources, and refuses entries that cannot be carried out.
    /// Without entries it reads nothing.
    mutating func planRearrangement() async throws(EngineError) {
        let plan = try planned()
        guard !plan.moves.isEmpty || !plan.adoptions.isEmpty else { return }
        for name in plan.stacks.map(\.name) {
            do throws(AWSError) {
                guard let live = try await StackDescription.find(name, context.calls), live.status != .reviewInProgress
                else { continue }
                deployed[name] = try await context.calls.call(
                    StackOperations.GetTemplate(stack: live.id, stage: "Original")
                ).template
            } catch {
                throw EngineError(error, while: "read the stack \(name)")
            }
        }
        let found = Rearrangement(plan, live: deployed)
        guard found.refusals.isEmpty else {
            throw EngineError(
                .refused, found.refusals.joined(separator: "; "),
                advice: "Correct the entries `moved` and `adopt` of the environment's file")
        }
        for line in found.done { report(.preflight, .notice(line + "; the entry can be removed")) }
        guard !found.isEmpty else { return }
        // The review compares with the stacks as they are afterwards.
        deployed = found.templates
        rearrangement = found
        machine.requireRearrangement()
    }

    /// Carries the moves and imports out. What is done when it fails is found done by the next run.
    mutating func rearrange() async throws(EngineError) {
        guard let rearrangement, let entry else { throw EngineError(.invalidInput, "the run has nothing to move") }
        let lease = lease
        let heartbeat: @Sendable () async throws(EngineError) -> Void = { () async throws(EngineError) in
            if let lease { try await DeployRun.heartbeat(lease) }
        }
        try await MoveExecution(context: context, heartbeat: heartbeat, plan: rearrangement.moves).run()
        for move in rearrangement.moves.moves {
            report(.rearrange, .notice("moved \(move.description), not replaced"))
        }
        for adoption in rearrangement.adoptions {
            try await AdoptExecution(
                context: context, heartbeat: heartbeat, stack: adoption.stack, plan: adoption.plan,
                executionRole: try account().executionRole,
                token: "\(entry.release.requestToken)-adopt-\(adoption.stack.role.rawValue)"
            ).complete()
            for resource in adoption.plan.resources {
                report(.rearrange, .notice("adopted \(adoption.stack.name)/\(resource.logicalID), not created"))
            }
        }
    }
}
