import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite("Evidence of unhealthy targets")
struct TargetEvidenceTests {
    @Test(
        "The saved evidence of a failed deployment has the state of its targets, their answer and the check",
        arguments: [
            (
                .status(502), "Target.ResponseCodeMismatch", "Health checks failed with these codes: [502]",
                "target-wrong-code"
            ),
            (.timeout, "Target.Timeout", "Request timed out", "target-timeout"),
            (.connection, "Target.FailedHealthChecks", "Health checks failed", "target-connection-failed"),
            (.internalError, "Elb.InternalError", "an internal error", "load-balancer-fault"),
        ] as [(FakeTargetFailure, String, String, String)])
    func saved(failure: FakeTargetFailure, reason: String, words: String, cause: String) async throws {
        let stage = try await DeployStage()
        #expect(try await stage.deploy().ending == .succeeded)
        stage.push("2", FakeImageBehaviour(.failsTargetHealth(failure)))
        let result = try await stage.deploy(SampleApp(tag: "2"))
        guard case .failed = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(result.explanation?.causeID == cause, "\(String(describing: result.explanation?.text()))")

        // An hour later nothing of it is left in AWS: what was saved explains it.
        stage.aws.clock.advance(by: .seconds(7200))
        let store = BucketEvidenceStore(
            calls: stage.context().calls, bucket: try stage.addresses().location(of: "app-test-artifacts"))
        let bundle = try #require(try await store.bundle(environment: SampleApp.environment, release: "0002"))
        let event = try #require(bundle.serviceEvents.first { $0.message.contains("is unhealthy in") })
        #expect(event.message.contains(words), "\(event.message)")
        let target = try #require(bundle.targets.first { $0.state.hasPrefix("unhealthy") }, "\(bundle.targets)")
        #expect(target.state != "unhealthy" || target.reason == reason, "\(target)")
        #expect(target.group == "app-test" && target.target.hasSuffix(":8080"))
        #expect(target.check?.hasPrefix("GET /health on port 8080") == true, "\(String(describing: target.check))")
        let explanation = CauseCatalogue.explain(bundle)
        let text = explanation.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(explanation.causeID == cause, "\(text)")
        // A fault of the load balancer is none of the check.
        #expect(text.contains("GET /health on port 8080") == (failure != .internalError), "\(text)")
        // The state in which ECS leaves a target is evidence and not the reason.
        let reasons = try #require(text.firstRange(of: " Evidence: ")).lowerBound
        #expect(!text[..<reasons].contains("deregistration is in progress"), "\(text)")
    }
}
