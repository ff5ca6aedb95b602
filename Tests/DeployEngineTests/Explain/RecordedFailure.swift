import DeployEngine
import Foundation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A failure as its evidence shows it, with the cause that has to be found.
///
/// The texts have the forms that the pages of AWS named by ``CauseCatalogue`` describe, with names of our own.
struct RecordedFailure: Sendable, CustomStringConvertible {
    /// The id of the cause.
    let cause: String
    /// The evidence.
    let bundle: EvidenceBundle
    /// A text that the explanation has to contain; nil for any.
    let says: String?

    var description: String { "\(cause): \(bundle.evidenceText.prefix(90))" }

    private init(_ cause: String, says: String?, _ build: (inout EvidenceBundle) -> Void) {
        self.cause = cause
        self.says = says
        var bundle = EvidenceBundle(
            environment: "dev", release: "0007", token: "release-7", began: DeploySample.start,
            collected: DeploySample.start.addingTimeInterval(300))
        build(&bundle)
        self.bundle = bundle
    }

    static let service = "arn:aws:ecs:eu-central-1:111122223333:service/weir-dev/weir-dev"
    static let digest = "sha256:3f9a0c51b2d4e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f"

    /// An event of the operation.
    static func event(
        _ seconds: Double, _ id: String, _ type: String, _ status: String, _ reason: String?,
        token: String? = "release-7",
        stack: String = "weir-dev-service", physicalID: String? = nil
    ) -> EvidenceBundle.Event {
        .init(
            id: "\(seconds)-\(stack)-\(id)", stack: stack, stackID: "id-\(stack)", logicalID: id,
            physicalID: physicalID, type: type,
            status: status, reason: reason, time: DeploySample.start.addingTimeInterval(seconds), token: token)
    }

    /// A resource that failed.
    static func resource(
        _ cause: String, _ type: String, _ reason: String, code: String? = nil, says: String? = nil,
        with build: (inout EvidenceBundle) -> Void = { _ in }
    ) -> RecordedFailure {
        let message = code.map {
            "Resource handler returned message: \"\(reason)\" (RequestToken: 11111111-2222-3333-4444-555555555555, HandlerErrorCode: \($0))"
        }
        return RecordedFailure(cause, says: says) { bundle in
            bundle.events = [
                event(62, "Other", "AWS::SNS::Topic", "UPDATE_FAILED", "Resource update cancelled"),
                event(61, "Thing", type, "UPDATE_FAILED", message ?? reason),
                event(60, "Thing", type, "UPDATE_IN_PROGRESS", nil),
            ]
            bundle.stacks = [
                .init(name: "weir-dev-service", id: "id-weir-dev-service", status: "UPDATE_ROLLBACK_IN_PROGRESS")
            ]
            build(&bundle)
        }
    }

    /// A task of the service that stopped, with the events that CloudFormation and ECS give for it.
    static func stop(
        _ cause: String, _ reason: String, code: String = "TaskFailedToStart", exit: Int? = nil,
        container: String? = nil,
        log: [String] = [], says: String? = nil, with build: (inout EvidenceBundle) -> Void = { _ in }
    ) -> RecordedFailure {
        resource(
            cause, "AWS::ECS::Service",
            "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
            code: "GeneralServiceException", says: says
        ) { bundle in
            bundle.deployments = [
                .init(
                    arn: "d", service: "weir-dev", status: "ROLLBACK_IN_PROGRESS",
                    reason: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
                    startedBy: "ecs-svc/2", desired: 2, breaker: "TRIGGERED", failed: 2, wantedDigest: digest)
            ]
            bundle.tasks = (1...2).map { number in
                .init(
                    id: "\(number)f2e3d4c5b6a7988", definition: "weir-dev:8", stopCode: code, reason: reason,
                    startedBy: "ecs-svc/2",
                    containers: [.init(name: "api", exitCode: exit, reason: container, digest: digest)],
                    stopped: DeploySample.start.addingTimeInterval(Double(10 * number)))
            }
            // A task of the former version that the deployment itself stopped is no evidence.
            bundle.tasks.append(
                .init(
                    id: "old", stopCode: "ServiceSchedulerInitiated",
                    reason: "Scaling activity initiated by (deployment ecs-svc/2)",
                    startedBy: "ecs-svc/1", containers: [.init(name: "api", exitCode: 139)]))
            bundle.serviceEvents = [
                .init(
                    service: "weir-dev", time: DeploySample.start.addingTimeInterval(50),
                    message: "(service weir-dev) (deployment ecs-svc/2) deployment failed: tasks failed to start.")
            ]
            if !log.isEmpty {
                bundle.logs = [.init(group: "/weir/dev", stream: "api/api/1", task: "1f2e3d4c5b6a7988", lines: log)]
            }
            build(&bundle)
        }
    }

    /// A task that the load balancer's check ended, with the target's state.
    static func target(_ cause: String, _ state: String, _ reason: String, _ description: String?, says: String? = nil)
        -> RecordedFailure
    {
        stop(
            cause,
            "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/weir-dev/1)",
            code: "ServiceSchedulerInitiated", exit: 143, says: says
        ) { bundle in
            bundle.targets = [
                .init(
                    group: "weir-dev", target: "10.0.1.17:8080", state: state, reason: reason, description: description,
                    check: "GET /health/ready on port 8080, expecting 200")
            ]
        }
    }

    /// A finding of early validation.
    static func validation(_ cause: String, _ name: String, _ reason: String, path: String? = nil, says: String? = nil)
        -> RecordedFailure
    {
        RecordedFailure(cause, says: says) { bundle in
            bundle.validations = [
                .init(
                    stack: "weir-dev-service", name: "WARNED_VALIDATION", reason: "a quota is nearly used up",
                    isFatal: false),
                .init(stack: "weir-dev-service", name: name, path: path, reason: reason, source: "deploy/dev.yaml:12"),
            ]
            bundle.changeSets = [
                .init(
                    stack: "weir-dev-service", name: "r7", status: "FAILED",
                    reason: "The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation].")
            ]
        }
    }

    /// A call of this program that failed.
    static func call(
        _ cause: String, _ service: String, _ operation: String, _ code: String, _ message: String, says: String? = nil
    ) -> RecordedFailure {
        RecordedFailure(cause, says: says) { bundle in
            bundle.failedCalls = [.init(service: service, operation: operation, code: code, message: message)]
            bundle.stacks = [.init(name: "weir-dev-service", status: "UPDATE_COMPLETE")]
        }
    }

    /// The state of a stack or a change set.
    static func state(_ cause: String, stack status: String, reason: String? = nil, says: String? = nil)
        -> RecordedFailure
    {
        RecordedFailure(cause, says: says) {
            $0.stacks = [.init(name: "weir-dev-service", status: status, reason: reason)]
        }
    }

    /// The state of a change set.
    static func changeSet(
        _ cause: String, _ status: String, _ reason: String?, execution: String? = nil, says: String? = nil
    ) -> RecordedFailure {
        RecordedFailure(cause, says: says) { bundle in
            bundle.changeSets = [
                .init(stack: "weir-dev-service", name: "r7", status: status, executionStatus: execution, reason: reason)
            ]
            bundle.stacks = [.init(name: "weir-dev-service", status: "UPDATE_COMPLETE")]
        }
    }

    /// Any evidence.
    static func other(_ cause: String, says: String? = nil, _ build: (inout EvidenceBundle) -> Void) -> RecordedFailure
    {
        RecordedFailure(cause, says: says, build)
    }
}

extension EvidenceBundle {
    /// The text of the evidence, for the name of a test case.
    fileprivate var evidenceText: String {
        tasks.first?.reason ?? events.first {
            $0.status.hasSuffix("FAILED") && !($0.reason ?? "").contains("cancelled")
        }?.reason
            ?? failedCalls.first?.message ?? stacks.first?.status ?? ""
    }
}
