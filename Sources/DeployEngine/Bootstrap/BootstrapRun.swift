import AWSClient
package import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The deployment of an environment's bootstrap stack with the caller's own credentials: there is no bucket, no lease and no
/// execution role before it.
package struct BootstrapRun: Sendable {
    /// The result.
    package enum Outcome: Sendable {
        /// The stack is as the template describes it.
        case unchanged(StackDescription)
        /// The stack was deployed.
        case deployed(StackDescription)
        /// The changes were shown only, or not approved; nothing was changed.
        case notApproved(Review)
        /// CloudFormation failed and undid it as far as the status says.
        case failed(StackFailure)
        /// The operation goes on in CloudFormation.
        case detached
    }

    private let context: EngineContext
    private let stack: PlannedStack

    /// Creates a run.
    /// - Parameters:
    ///   - context: The effects.
    ///   - stack: The bootstrap stack. Its role is not used.
    package init(context: EngineContext, stack: PlannedStack) {
        self.context = context
        self.stack = stack
    }

    /// Deploys the stack, and protects it against deletion.
    /// - Parameters:
    ///   - environment: The environment's name.
    ///   - approve: Shows the changes and returns `true` to execute them.
    package func run(
        environment: String, approve: (Review, _ deployed: String?) async -> Bool
    ) async throws(EngineError) -> Outcome {
        let token = "weir-bootstrap-" + String(UInt64(context.random() * 9e15), radix: 16)
        let live: StackDescription?
        var deployed: String?
        do throws(AWSError) {
            live = try await StackDescription.find(stack.name, context.calls)
            if live != nil {
                deployed = try await context.calls.call(
                    StackOperations.GetTemplate(stack: stack.name, stage: "Original")
                ).template
            }
        } catch {
            throw EngineError(error, while: "read the stack \(stack.name)")
        }
        var request = ChangeSetRequest(stack: stack, name: token, roleARN: nil)
        request.kind = live == nil || live?.status == .reviewInProgress ? .create : .update
        let description: ChangeSetDescription
        switch try await ChangeSetExecution(context: context, request: request).create() {
        case .unchanged:
            guard let live else { throw EngineError(.invalidResponse, "a new stack has no change") }
            try await protect(live)
            return .unchanged(live)
        case .prepared(let prepared): description = prepared
        }
        let review = Review(
            environment: environment, imageDigest: nil,
            stacks: [
                .init(
                    name: stack.name, state: .prepared, templateDigest: ContentDigest.sha256(of: stack.template),
                    changes: description.changes.map { ReviewedChange($0, stack: stack) })
            ])
        guard await approve(review, deployed) else {
            await ChangeSetExecution.discard(description.id, of: description.stackID, context: context)
            return .notApproved(review)
        }
        var execution = StackExecution(
            context: context, phase: .bootstrap, heartbeat: { () async throws(EngineError) in },
            stack: description.stackID,
            changeSetID: description.id, token: token, serviceWatch: nil, deadline: nil, evidence: { _ in })
        execution.resources = description.changes.count
        switch try await execution.run() {
        case .succeeded(let stack):
            try await protect(stack)
            return .deployed(stack)
        case .failed(let failure), .rolledBack(let failure): return .failed(failure)
        case .cancelled(let failure?), .deadlineExceeded(let failure?): return .failed(failure)
        case .cancelled(nil), .deadlineExceeded(nil), .detached, .paused: return .detached
        }
    }

    /// Turns termination protection on: deleting the bucket deletes the ledger.
    private func protect(_ stack: StackDescription) async throws(EngineError) {
        guard !stack.isProtected else { return }
        do throws(AWSError) {
            _ = try await context.calls.call(
                StackOperations.UpdateTerminationProtection(stack: stack.name, isProtected: true))
        } catch {
            throw EngineError(error, while: "protect the stack \(stack.name) against deletion")
        }
    }
}
