import DeployEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Bundles for tests.
enum EvidenceSample {
    /// A bundle with every kind of evidence.
    static let full = full(planting: nil)

    /// A bundle with every kind of evidence, with a text in each field that AWS or a program may fill.
    static func full(planting secret: String?) -> EvidenceBundle {
        let time = DeploySample.start.addingTimeInterval(1.25)
        func text(_ text: String) -> String { secret.map { "\(text) \($0)" } ?? text }
        var bundle = EvidenceBundle(environment: "dev", release: "0007", token: "r7", began: time, collected: time)
        bundle.trailRead = time
        bundle.stacks = [
            .init(name: "weir-dev-service", id: "arn", status: "UPDATE_ROLLBACK_COMPLETE", reason: text("why"))
        ]
        bundle.events = [
            .init(
                id: "1", stack: "weir-dev-service", stackID: "arn", logicalID: "Service", physicalID: text("service"),
                type: "AWS::ECS::Service", status: "UPDATE_FAILED",
                reason: text("Resource handler returned message: did not stabilize"), time: time, operationID: "o",
                token: "r7")
        ]
        bundle.changeSets = [
            .init(stack: "s", name: "c", status: "FAILED", executionStatus: "UNAVAILABLE", reason: text("r"))
        ]
        bundle.validations = [
            .init(
                stack: "s", name: "V", path: text("/Resources/A"), reason: text("r"), isFatal: false,
                source: text("f:1"), time: time)
        ]
        bundle.hooks = [
            .init(
                name: "H", stack: "s", logicalID: "A", status: "HOOK_COMPLETE_FAILED", reason: text("r"),
                failureMode: "WARN",
                annotations: [
                    .init(
                        name: "rule", message: text("m"), remedy: text("fix"), link: text("https://example.com"),
                        severity: "HIGH")
                ], time: time)
        ]
        bundle.deployments = [
            .init(
                arn: "d", service: "weir-dev", status: "ROLLBACK_SUCCESSFUL", reason: text("r"), stage: "SCALE_UP",
                startedBy: "ecs-svc/1", desired: 2, running: 1, pending: 1, breaker: "TRIGGERED", failed: 3,
                triggeredAlarms: [text("alarm")], hooks: ["h": text("SUCCEEDED")], wantedDigest: "sha256:a",
                runningDigest: "sha256:a", began: time, ended: time)
        ]
        bundle.serviceEvents = [
            .init(service: "weir-dev", time: time, message: text("(service weir-dev) has started 1 tasks"))
        ]
        bundle.tasks = [
            .init(
                id: "t1", definition: "weir-dev:7", stopCode: "EssentialContainerExited",
                reason: text("Essential container in task exited"),
                startedBy: "ecs-svc/1",
                containers: [.init(name: "api", exitCode: 1, reason: text("r"), digest: "sha256:a")], stopped: time)
        ]
        bundle.logs = [.init(group: "g", stream: "api/api/t1", task: "t1", lines: [text("one"), text("error: two")])]
        bundle.targets = [
            .init(
                group: "g", target: "10.0.0.1:8080", state: "unhealthy", reason: "Target.Timeout",
                description: text("Request timed out"),
                check: text("GET /"))
        ]
        bundle.trail = [
            .init(
                id: "e", time: time, source: "ec2.amazonaws.com", name: "X", errorCode: "AccessDenied",
                errorMessage: text("m"),
                principal: text("arn:aws:iam::1:role/r"), invokedBy: "cloudformation.amazonaws.com")
        ]
        bundle.failedCalls = [
            .init(service: "ECS", operation: "RunTask", code: "AccessDenied", message: text("m"), time: time)
        ]
        bundle.unread = [.init(what: "CloudTrail", error: text("denied"))]
        return bundle
    }
}
