import AWSOperations
import DeployEngine
import Testing

@Suite("The plan of a cancellation")
struct CancelPlanTests {
    private func plan(_ status: StackStatus, allowsDeletion: Bool = false) -> CancelPlan {
        CancelPlan(
            stacks: [
                StackDescription(id: "f", name: "foundation", status: .updateComplete),
                StackDescription(id: "s", name: "service", status: status),
            ], deployment: nil, allowsDeletion: allowsDeletion)
    }

    @Test(
        "A stack is cancelled, left to itself or not cancellable by its status",
        arguments: [
            (.updateInProgress, [.cancelUpdate(stack: "service")], false), (.createInProgress, [], true),
            (.updateCompleteCleanupInProgress, [], true), (.deleteInProgress, [], true),
            (.rollbackInProgress, [], false), (.updateRollbackInProgress, [], false), (.updateComplete, [], false),
        ] as [(StackStatus, [CancelPlan.Step], Bool)])
    func status(status: StackStatus, steps: [CancelPlan.Step], isRefused: Bool) {
        let plan = plan(status)
        #expect(plan.steps == steps && plan.isRefused == isRefused, "\(plan)")
        #expect(!plan.notes.isEmpty)
    }

    @Test("A new stack is deleted only if that is allowed")
    func creation() {
        let plan = plan(.createInProgress, allowsDeletion: true)
        #expect(plan.steps == [.deleteStack(stack: "service")] && !plan.isRefused)
        #expect(self.plan(.createInProgress).notes.joined().contains("add --delete"))
    }

    @Test("Without an operation nothing runs")
    func nothing() {
        #expect(plan(.updateComplete).notes == ["nothing runs"])
    }
}
