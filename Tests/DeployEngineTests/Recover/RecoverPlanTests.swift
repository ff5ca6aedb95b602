import AWSOperations
import DeployEngine
import Foundation
import Testing

@Suite
struct RecoverPlanTests {
    private let now = Date(timeIntervalSince1970: 1_893_456_000)

    private func lease(_ record: LeaseRecord?, at time: Date? = nil) -> LeaseStatus {
        LeaseStatus(
            stored: record.map { StoredLease(record: $0, entityTag: "\"1\"") }, stacks: [], now: time ?? now)
    }

    @Test("An environment without troubles needs nothing")
    func nothing() {
        let plan = RecoverPlan([StackSituation(name: "s", status: .updateComplete)], lease: lease(nil))
        #expect(plan.isEmpty && plan.redeployment == .none)
    }

    @Test("Recovery refuses while a living process holds the lease")
    func living() {
        let plan = RecoverPlan(
            [StackSituation(name: "s", status: .rollbackComplete)], lease: lease(.sample("other", at: now)))
        #expect(plan.steps.isEmpty)
        #expect(plan.refusals.first?.contains("infra-cli attach dev") == true)
        #expect(plan.lines.contains { $0.hasPrefix("refused: ") })
    }

    @Test(
        "Running operations end first, then dependents come before what they depend on, then the dead process is cleared"
    )
    func order() {
        let plan = RecoverPlan(
            [
                StackSituation(name: "foundation", status: .rollbackComplete),
                StackSituation(name: "migration", status: .updateInProgress),
                StackSituation(name: "service", status: .rollbackComplete),
            ], lease: lease(.sample("dead", at: now), at: now.addingTimeInterval(500)),
            open: [.sample(8, .inProgress), .sample(7, .detached(phase: .service))])
        #expect(
            plan.steps == [
                .attach(stack: "migration"), .delete(stack: "service", retaining: [], isForced: false),
                .delete(stack: "foundation", retaining: [], isForced: false), .closeRelease(number: 7),
                .closeRelease(number: 8), .releaseLease,
            ])
        #expect(plan.lines.last == "Afterwards: infra-cli deploy")
    }

    @Test("A refused stack does not keep the others from their recovery")
    func refused() {
        let plan = RecoverPlan(
            [
                StackSituation(name: "a", status: .importRollbackFailed),
                StackSituation(name: "b", status: .updateFailed),
            ], lease: lease(nil))
        #expect(plan.steps == [.rollback(stack: "b")])
        #expect(plan.refusals.count == 1 && plan.refusals[0].hasPrefix("a: "))
    }

    @Test("A deletion that follows a rollback is announced with the plan, another one is not")
    func announced() {
        let plan = RecoverPlan([StackSituation(name: "s", status: .rollbackInProgress)], lease: lease(nil))
        #expect(plan.announces(.delete(stack: "s", retaining: [], isForced: false)))
        #expect(plan.announces(.attach(stack: "other")))
        #expect(!plan.announces(.delete(stack: "s", retaining: [], isForced: true)))
        #expect(!plan.announces(.delete(stack: "other", retaining: [], isForced: false)))
        #expect(!plan.announces(.continueRollback(stack: "s", skipping: ["A"])))
        #expect(plan.lines.contains("  - if it ends in ROLLBACK_COMPLETE: delete the stack s"))
    }

    @Test("After skipped resources only a drift-aware deployment closes the recovery")
    func driftAware() {
        let failed = ResourceSituation(
            logicalID: "Alarm", physicalID: "p", type: "AWS::CloudWatch::Alarm", status: .updateFailed,
            failedInRollback: true)
        let plan = RecoverPlan(
            [
                StackSituation(name: "a", status: .rollbackComplete),
                StackSituation(name: "b", status: .updateRollbackFailed, resources: [failed]),
            ], lease: lease(nil), options: RecoverOptions(skips: true))
        #expect(plan.redeployment == .driftAware)
        #expect(plan.lines.last?.contains("--revert-drift") == true)
    }
}
