import AWSOperations
import DeployEngine
import Foundation
import Testing

@Suite struct StackWatchTests {
    private func watch(
        after status: StackStatus, operations: [String] = [], updated: Double? = nil, purpose: StackPurpose = .deploy
    ) -> StackWatch {
        let before = StackDescription.sample(status, operations: operations, updated: updated)
        return StackWatch(stack: Sample.stack, purpose: purpose, token: Sample.token, baseline: StackBaseline(before))
    }

    // MARK: Stale reads

    @Test("A description from before the operation decides nothing, first or later")
    func staleByOperation() {
        var watch = watch(after: .updateComplete, operations: ["one"], updated: -60)
        _ = watch.handle(.stack(.sample(.updateComplete, operations: ["one"], updated: -60)))
        #expect(watch.verdict == .waiting && watch.staleReads == 1)
        _ = watch.handle(.stack(.sample(.updateInProgress, operations: ["two", "one"], updated: 1)))
        #expect(watch.verdict == .running)
        _ = watch.handle(.stack(.sample(.updateComplete, operations: ["one"], updated: -60)))
        #expect(watch.verdict == .running && watch.staleReads == 2)
        _ = watch.handle(.stack(.sample(.updateComplete, operations: ["two", "one"], updated: 1)))
        #expect(watch.verdict == .succeeded)
    }

    @Test("Without operation ids, the time of the update or an own event shows that a description is new")
    func staleByTime() {
        var byTime = watch(after: .updateComplete, updated: -60)
        _ = byTime.handle(.stack(.sample(.updateComplete, updated: -60)))
        #expect(byTime.verdict == .waiting)
        _ = byTime.handle(.stack(.sample(.updateComplete, updated: 2)))
        #expect(byTime.verdict == .succeeded)
        var byEvent = watch(after: .updateComplete, updated: -60)
        _ = byEvent.handle(.events([.sample("stack", .updateInProgress), .sample("stack", .updateComplete, at: 3)]))
        _ = byEvent.handle(.stack(.sample(.updateComplete, updated: -60)))
        #expect(byEvent.verdict == .succeeded)
    }

    @Test("A review that was read before the creation is stale, however often it is read")
    func staleReview() {
        var watch = watch(after: .reviewInProgress)
        for _ in 0..<10 { _ = watch.handle(.stack(.sample(.reviewInProgress))) }
        #expect(watch.verdict == .waiting && watch.staleReads == 10)
        _ = watch.handle(.stack(.sample(.createInProgress)))
        _ = watch.handle(.stack(.sample(.createComplete)))
        #expect(watch.verdict == .succeeded)
    }

    @Test("An own event of the end counts if descriptions stay old")
    func staleForever() {
        var watch = watch(after: .updateComplete, operations: ["one"])
        _ = watch.handle(.events([.sample("stack", .updateComplete, operation: "two")]))
        for count in 1...3 {
            #expect(watch.verdict == .waiting, "read \(count)")
            _ = watch.handle(.stack(.sample(.updateComplete, operations: ["one"])))
        }
        #expect(watch.verdict == .succeeded)
    }

    @Test("A stack that is not found at first is waited for")
    func missing() {
        var watch = watch(after: .reviewInProgress)
        for _ in 0..<4 { _ = watch.handle(.missing) }
        #expect(watch.verdict == .waiting)
        _ = watch.handle(.missing)
        #expect(watch.verdict == .failed)
        var deletion = StackWatch(stack: Sample.stack, purpose: .delete, token: Sample.token, baseline: nil)
        _ = deletion.handle(.missing)
        #expect(deletion.verdict == .succeeded)
    }

    // MARK: Own and other operations

    @Test("The success of a later operation does not hide the own one's rollback")
    func overtaken() {
        var watch = watch(after: .updateComplete, operations: ["one"])
        _ = watch.handle(.stack(.sample(.updateInProgress, operations: ["two", "one"])))
        _ = watch.handle(
            .events([
                .sample("Bucket", .updateFailed, "denied", at: 1, operation: "two"),
                .sample("stack", .updateRollbackInProgress, at: 2, operation: "three"),
                .sample("stack", .updateRollbackComplete, at: 4, operation: "three"),
                .sample("stack", .updateInProgress, at: 6, token: "weir-8", operation: "four"),
                .sample("Queue", .updateFailed, "not ours", at: 7, token: "weir-8", operation: "four"),
            ]))
        _ = watch.handle(.stack(.sample(.updateComplete, operations: ["four", "three", "two"])))
        #expect(watch.verdict == .rolledBack)
        #expect(watch.otherTokens == ["weir-8"])
        #expect(watch.failure()?.causes.map(\.logicalID) == ["Bucket"])
        #expect(watch.failure()?.status == .updateComplete || watch.failure()?.status == .updateRollbackComplete)
    }

    @Test("A rollback with an operation id of its own and no token belongs to the operation")
    func rollbackOperation() {
        var watch = watch(after: .updateComplete, operations: ["one"])
        _ = watch.handle(.events([.sample("stack", .updateInProgress, operation: "two")]))
        _ = watch.handle(.stack(.sample(.updateRollbackInProgress, operations: ["three"])))
        #expect(watch.verdict == .running)
        _ = watch.handle(
            .events([
                .sample("stack", .updateRollbackInProgress, at: 2, token: nil, operation: "three"),
                .sample("stack", .updateRollbackComplete, at: 3, token: nil, operation: "three"),
            ]))
        _ = watch.handle(.stack(.sample(.updateRollbackComplete, operations: ["three", "two"])))
        #expect(watch.verdict == .rolledBack)
    }

    @Test("The engine's own cancellation belongs to the operation")
    func cancellation() {
        var watch = watch(after: .reviewInProgress)
        _ = watch.handle(
            .events([.sample("stack", .deleteInProgress, "User Initiated", at: 1, token: "weir-7-cancel")]))
        #expect(watch.otherTokens.isEmpty)
        _ = watch.handle(.stack(.sample(.deleteComplete)))
        #expect(watch.verdict == .rolledBack)
    }

    @Test(
        "An adopted operation is judged by the first description",
        arguments: [
            (StackStatus.updateInProgress, StackVerdict.running), (.updateComplete, .succeeded),
            (.updateCompleteCleanupInProgress, .succeeded), (.updateRollbackComplete, .rolledBack),
            (.updateRollbackFailed, .failed), (.rollbackInProgress, .running), (.deleteInProgress, .running),
        ])
    func adoption(status: StackStatus, expected: StackVerdict) {
        var watch = StackWatch(stack: Sample.stack, token: Sample.token, baseline: nil)
        _ = watch.handle(.stack(.sample(status, operations: ["nine"])))
        #expect(watch.verdict == expected)
    }

    // MARK: Actions

    @Test("Each event is reported, and the first failure asks for evidence once")
    func actions() {
        var watch = watch(after: .reviewInProgress)
        let actions = watch.handle(
            .events([
                .sample("Bucket", .createInProgress, at: 1),
                .sample("Queue", .createFailed, "Resource creation cancelled", at: 2),
                .sample("Bucket", .createFailed, "exists", at: 3), .sample("Topic", .createFailed, "exists too", at: 4),
            ]))
        let facts = actions.filter { if case .report = $0 { true } else { false } }
        #expect(facts.count == 4)
        let evidence = actions.compactMap {
            if case .collectEvidence(let failed) = $0 { failed.logicalID } else { nil }
        }
        #expect(evidence == ["Bucket"])
        #expect(watch.handle(.events([.sample("Role", .createFailed, "denied", at: 5)])).count == 1)
    }

    @Test("The physical id of the service comes from its event")
    func service() {
        var watch = watch(after: .reviewInProgress)
        _ = watch.handle(.events([.sample("Service", .createInProgress, at: 1, type: "AWS::ECS::Service")]))
        #expect(watch.service == nil && watch.isServiceInFlight)
        _ = watch.handle(.events([.service(.createInProgress, "Resource creation Initiated", at: 2)]))
        #expect(watch.service == Sample.service)
        _ = watch.handle(.events([.service(.createComplete, at: 3)]))
        #expect(!watch.isServiceInFlight)
        #expect(watch.createdResources == ["Service"])
    }
}
