import AWSOperations
import DeployEngine
import Foundation
import Testing

@Suite
struct AbandonedReleaseTests {
    private func release(_ phases: [(ProgressEvent.Phase, isEnded: Bool)]) -> Release {
        let start = Date(timeIntervalSince1970: 0)
        return .sample(
            7, .inProgress, phases: phases.map { .init(phase: $0.0, began: start, ended: $0.isEnded ? start : nil) })
    }

    private func judge(
        _ phases: [(ProgressEvent.Phase, isEnded: Bool)], _ states: [(StackStatus?, String?)], later: Int? = nil
    ) -> ReleaseOutcome? {
        let stacks = states.enumerated().map {
            AbandonedRelease.Stack(name: "s\($0.offset)", status: $0.element.0, requestToken: $0.element.1)
        }
        return AbandonedRelease(release(phases), stacks: stacks, later: later).outcome
    }

    private let own = "weir-release-dev-7-n7"

    @Test("A release is not closed while one of its operations runs")
    func running() {
        #expect(judge([(.service, false)], [(.updateInProgress, own)]) == nil)
        #expect(judge([(.service, false)], [(.updateInProgress, own)], later: 8) == nil)
    }

    @Test("A release that died before it changed anything failed in its phase")
    func nothing() {
        guard
            case .failed(.review, let cause) = judge(
                [(.preflight, true), (.review, false)], [(.updateComplete, "else")])
        else {
            Issue.record("expected a failure")
            return
        }
        #expect(cause.contains("no stack's latest operation is this release's"))
        guard case .failed(.lease, _) = judge([], []) else {
            Issue.record("expected a failure in the first phase")
            return
        }
    }

    @Test("A release whose stacks are complete did not succeed unless it was verified")
    func complete() {
        guard case .failed(.verify, _) = judge([(.service, true), (.verify, false)], [(.updateComplete, own)]) else {
            Issue.record("expected a failure")
            return
        }
        #expect(judge([(.verify, true), (.record, false)], [(.updateComplete, own)]) == .succeeded)
        #expect(judge([(.verify, true), (.record, false)], [(.updateComplete, "else")]) == .succeeded)
    }

    @Test("A release whose stack went back was rolled back")
    func rolledBack() {
        guard case .rolledBack(.service, let cause) = judge([(.service, false)], [(.updateRollbackComplete, own)])
        else {
            Issue.record("expected a rollback")
            return
        }
        #expect(cause.contains("s0 is UPDATE_ROLLBACK_COMPLETE"))
    }

    @Test("A release that a later success covers was superseded")
    func superseded() {
        #expect(judge([(.service, false)], [(.updateComplete, own)], later: 9) == .superseded(by: 9))
    }

    @Test("A service rollback succeeded if its task definition runs")
    func serviceRollback() {
        let release = Release.sample(8, .detached(phase: .service), content: 2, kind: .serviceRollback, restores: 2)
        let running = "arn:aws:ecs:eu-west-1:1:task-definition/weir:2"
        #expect(AbandonedRelease(release, stacks: [], runningTaskDefinition: running).outcome == .succeeded)
        #expect(AbandonedRelease(release, stacks: []).outcome != .succeeded)
    }
}
