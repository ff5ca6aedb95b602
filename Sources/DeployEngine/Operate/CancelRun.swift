import AWSClient
import AWSOperations

/// Reads what runs in an environment, and cancels it.
package struct CancelRun: Sendable {
    private let context: EngineContext
    private let plan: ReleasePlan

    /// Creates a run.
    package init(context: EngineContext, plan: ReleasePlan) {
        self.context = context
        self.plan = plan
    }

    /// Plans from what runs now.
    /// - Parameter allowsDeletion: `true` to delete a stack that is being created.
    package func plan(allowsDeletion: Bool) async throws(EngineError) -> CancelPlan {
        var stacks: [StackDescription] = []
        for stack in plan.stacks {
            do throws(AWSError) {
                if let found = try await StackDescription.find(stack.name, context.calls) { stacks.append(found) }
            } catch {
                throw EngineError(error, while: "read the stack \(stack.name)")
            }
        }
        let service = try? await DeployedService.find(plan, context.calls)
        let deployment = try? await service?.currentDeployment(context.calls)
        return CancelPlan(stacks: stacks, deployment: deployment ?? nil, allowsDeletion: allowsDeletion)
    }

    /// Performs a plan.
    package func run(_ cancel: CancelPlan) async throws(EngineError) {
        for step in cancel.steps {
            do throws(AWSError) {
                switch step {
                case .stopDeployment(let arn):
                    _ = try await context.calls.call(
                        ContainerOperations.StopServiceDeployment(arn: arn, kind: "ROLLBACK"))
                case .cancelUpdate(let stack):
                    _ = try await context.calls.call(StackOperations.CancelUpdateStack(stack: stack))
                case .deleteStack(let stack):
                    _ = try await context.calls.call(StackOperations.DeleteStack(stack: stack))
                }
            } catch {
                throw EngineError(error, while: "cancel: \(step)")
            }
        }
    }
}
