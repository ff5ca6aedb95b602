import AWSClient
import AWSOperations
import Synchronization

/// CloudFormation's validation of an environment's templates without a deployment: a change set for each stack, which is deleted
/// again.
///
///     let results = try await OnlineValidation(context: context, planner: planner, addresses: addresses).run()
package struct OnlineValidation: Sendable {
    /// The result of a stack.
    package struct Result: Sendable, Hashable, Codable {
        /// The results of a stack's change set.
        package enum State: String, Sendable, Hashable, Codable {
            /// CloudFormation accepts the change set.
            case valid
            /// Nothing would change, so nothing was validated.
            case unchanged
            /// The stacks in front of this one do not exist yet, so its change set cannot.
            case postponed
            /// CloudFormation refuses the change set.
            case refused
        }

        /// The stack's name.
        package var stack: String
        /// The state.
        package var state: State
        /// The findings, in the order of CloudFormation.
        package var findings: [ValidationFinding]
        /// The reason of a refusal without a finding; nil otherwise.
        package var reason: String?

        /// The result in lines: the stack with its state, and a line for each finding.
        package var lines: [String] {
            let words =
                switch state {
                case .valid: "valid"
                case .unchanged: "no change"
                case .postponed: "not validated: the stacks in front of it do not exist yet"
                case .refused: "refused"
                }
            return ["\(stack): \(words)"]
                + findings.map { "  \($0.isWarning ? "warning" : "error"): \($0.statement)" }
                + (reason.map { ["  error: \($0)"] } ?? [])
        }
    }

    private let context: EngineContext
    private let planner: any ReleasePlanner
    private let addresses: ArtifactAddresses

    /// Creates a validation.
    /// - Parameters:
    ///   - context: The effects.
    ///   - planner: The maker of the plan, which also knows the file behind a property.
    ///   - addresses: The addresses of the artifact bucket.
    package init(context: EngineContext, planner: any ReleasePlanner, addresses: ArtifactAddresses) {
        self.context = context
        self.planner = planner
        self.addresses = addresses
    }

    /// Validates the stacks in their order. Neither a change set nor a stack in review is left.
    /// - Throws: ``EngineError`` if CloudFormation cannot be asked, such as for a stack whose operation runs.
    package func run() async throws(EngineError) -> [Result] {
        let plan = try planner.plan(imageDigest: nil)
        let setup = try await AccountSetup.read(plan.bootstrapStack, context.calls)
        var results: [Result] = []
        var isWaiting = false
        for stack in plan.stacks {
            let exists: Bool
            do throws(AWSError) {
                let found = try await StackDescription.find(stack.name, context.calls)
                exists = found.map { $0.status != .reviewInProgress } ?? false
            } catch {
                throw EngineError(error, while: "read the stack \(stack.name)")
            }
            // The parameters of a new stack are paths that the stacks in front of it will write.
            if isWaiting, !exists {
                results.append(Result(stack: stack.name, state: .postponed, findings: []))
            } else {
                results.append(try await validate(stack, plan, setup))
            }
            isWaiting = isWaiting || !exists
        }
        return results
    }

    private func validate(
        _ stack: PlannedStack, _ plan: ReleasePlan, _ setup: AccountSetup
    ) async throws(EngineError) -> Result {
        let id = String(UInt64(context.random() * 9e15), radix: 16)
        var request = ChangeSetRequest(stack: stack, name: "weir-validate-\(id)", roleARN: setup.executionRole)
        if stack.template.utf8.count > ChangeSetRequest.longestTemplate {
            let ledger = ReleaseLedger(
                context: context, location: try addresses.location(of: setup.bucket), environment: plan.environment)
            request.templateURL = try await ledger.address(of: stack.template, at: addresses)
        }
        let findings = Findings()
        var execution = ChangeSetExecution(context: context, request: request)
        execution.origin = { [planner] path in planner.origin(of: path, inStack: stack.name) }
        execution.onFinding = { findings.add($0) }
        do throws(EngineError) {
            switch try await execution.create() {
            case .unchanged: return Result(stack: stack.name, state: .unchanged, findings: findings.all)
            case .prepared(let found):
                await ChangeSetExecution.discard(found.id, of: found.stackID, context: context)
                return Result(stack: stack.name, state: .valid, findings: findings.all)
            }
        } catch  where error.code == .changeSetFailed {
            let isNamed = findings.all.contains { !$0.isWarning }
            return Result(
                stack: stack.name, state: .refused, findings: findings.all, reason: isNamed ? nil : error.message)
        }
    }

    private final class Findings: Sendable {
        private let kept = Mutex<[ValidationFinding]>([])

        func add(_ finding: ValidationFinding) { kept.withLock { $0.append(finding) } }

        var all: [ValidationFinding] { kept.withLock { $0 } }
    }
}
