import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

extension DeploymentSite {
    private struct Row: Encodable {
        let event = "result"
        let operation = "destroy"
        let environment: String
        let isDeleted: Bool
        let blockers: [String]
        let steps: [String]
        let losses: [String]
        let retained: [String]

        enum CodingKeys: String, CodingKey {
            case event, operation, environment, isDeleted, blockers, steps, losses, retained
        }
    }

    /// Deletes the stacks, prints the result and ends with its exit code.
    /// - Parameters:
    ///   - options: The choices.
    ///   - isConfirmed: `true` to delete without asking.
    ///   - output: The options of progress.
    func destroy(_ options: DestroyOptions, isConfirmed: Bool, output: ProgressOptions) async throws {
        let location = try await ledgerIfBootstrapped()?.location
        let destruction = DestroyExecution(
            context: context, addresses: addresses, stacks: environmentStacks,
            bootstrap: try bootstrapEnvironmentStack(), location: location,
            record: try await leaseRecord("destroy"), options: options, previews: location.map(previewReader))
        let plan = try await engine { () async throws(EngineError) in try await destruction.plan() }
        for line in plan.lines { StandardError.line(line) }
        guard !plan.isEmpty else { return try show(plan, isDeleted: false, output) }
        guard plan.blockers.isEmpty else {
            try show(plan, isDeleted: false, output)
            throw ExitCode(ExitCode.notApproved)
        }
        let environment = self.plan.environment
        guard isConfirmed || Confirmation.askFor(environment, "This deletes \(environment).") else {
            throw ExitCode(ExitCode.notApproved)
        }
        InterruptHandler.install()
        defer { InterruptHandler.restore() }
        do {
            try await destruction.run(plan)
        } catch  where error.code == .detached {
            progress?.finish()
            StandardError.error("\(error)")
            throw ExitCode(ExitCode.detached)
        } catch {
            progress?.finish()
            throw CommandError(error)
        }
        progress?.finish()
        try show(plan, isDeleted: true, output)
    }

    private func show(_ plan: DestroyPlan, isDeleted: Bool, _ output: ProgressOptions) throws {
        let environment = self.plan.environment
        if output.json {
            let row = Row(
                environment: environment, isDeleted: isDeleted,
                blockers: plan.blockers.map { "\($0.stack): \($0.reason); \($0.remedy)" },
                steps: plan.steps.map(\.description), losses: plan.losses, retained: plan.retained)
            return try StandardOutput.write(JSONOutput.text(of: row))
        }
        if plan.isEmpty { return try StandardOutput.line("\(environment) has no stacks") }
        if isDeleted { try StandardOutput.line("\(environment) is deleted") }
    }
}
