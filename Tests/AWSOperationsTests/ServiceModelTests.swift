import AWSClient
import AWSOperations
import Foundation
import TestSupport
import Testing

/// The names of operations, of the fields of requests and responses, and of enumerations beside the published models.
@Suite("Published service models", .enabled(if: PythonTool.botocore.isExpected, PythonTool.botocore.absence))
struct ServiceModelTests {
    /// Fields of requests that botocore's models have only since 1.44, by the ends of their paths.
    private static let newerInputs: Set<String> = [
        "DeploymentConfig.Mode", "DeploymentConfig.DisableRollback", "ForceRollback", "resetOnHealthyTask",
        "thresholdConfiguration.type", "thresholdConfiguration.value", "earlySuccessCriteria.enable",
        "earlySuccessCriteria.healthyPercent", "earlySuccessCriteria.sourceServiceRevisionCleanup",
    ]
    /// Properties of responses that botocore's models have only since 1.44, by the ends of their paths.
    private static let newerOutputs: Set<String> = ["resetsOnHealthyTask", "threshold", "earlySuccess"]
    /// Properties whose values a full response does not have: the page of a list that ends has no token, and a stream has
    /// no search.
    private static let absentOutputs: Set<String> = [
        "GetLogEvents events.stream", "GetLogEvents events.id", "FilterLogEvents events.ingestionTime",
        "DescribeAlarms compositeAlarms.metric", "DescribeAlarms compositeAlarms.namespace",
        "DescribeAlarms compositeAlarms.threshold", "DescribeServices services.currentRevisions.testWeight",
        "DescribeServices services.currentRevisions.productionWeight",
        "UpdateService service.currentRevisions.testWeight", "UpdateService service.currentRevisions.productionWeight",
    ]

    private static func isListed(_ path: String, in ends: Set<String>) -> Bool {
        ends.contains { path == $0 || path.hasSuffix("." + $0) }
    }

    @Test("Each operation exists and sends only fields of its input, each of the right kind")
    func inputs() async throws {
        let models = try await ServiceModels.load(operations: OperationCase.all.map(\.key))
        var fields = 0
        for operation in OperationCase.all {
            let model = try #require(models.operation(operation.key), "\(operation.key)")
            for (path, kind) in try operation.requestedKinds() {
                let expected = model.input[path]
                if expected == nil, Self.isListed(path.filter { $0 != "[" && $0 != "]" }, in: Self.newerInputs) {
                    continue
                }
                #expect(kind == expected, "\(operation.name) \(path)")
                fields += 1
            }
        }
        #expect(fields > 300)
    }

    @Test("Each property of an output is read from a full response")
    func outputs() async throws {
        let models = try await ServiceModels.load(operations: OperationCase.all.map(\.key))
        for operation in OperationCase.all {
            let model = try #require(models.operation(operation.key), "\(operation.key)")
            do {
                let empty = OperationCase.emptyPaths(try operation.output(of: model.response)).filter {
                    !Self.isListed($0, in: Self.newerOutputs)
                        && !Self.absentOutputs.contains(operation.name + " " + $0)
                }
                #expect(empty == [], "\(operation.name)")
            } catch {
                Issue.record("\(operation.name): \(error)")
            }
        }
    }

    @Test("Each enumeration has all values of its model")
    func enumerations() async throws {
        let models = try await ServiceModels.load(enumerations: Self.enumerations.map(\.key))
        for (key, known, more) in Self.enumerations {
            let expected = try #require(models.enumeration(key), "\(key)")
            #expect(Set(expected).subtracting(known) == [], "\(key)")
            #expect(known.subtracting(expected).subtracting(more) == [], "\(key)")
        }
    }

    private static func row<Value: OpenEnumeration>(
        _ service: String, _ name: String, _ type: Value.Type, more: Set<String> = []
    ) -> (key: ServiceModels.Key, known: Set<String>, more: Set<String>) {
        (ServiceModels.Key(service: service, name: name), Set(Value.known.map(\.rawValue)), more)
    }

    private static let enumerations = [
        row("CloudFormation", "StackStatus", StackStatus.self),
        // The stack's own events have the stack's statuses.
        row(
            "CloudFormation", "ResourceStatus", ResourceStatus.self,
            more: [
                "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
                "REVIEW_IN_PROGRESS",
            ]),
        row("CloudFormation", "ChangeSetStatus", ChangeSetStatus.self),
        row("CloudFormation", "ExecutionStatus", ChangeSetExecutionStatus.self),
        row("CloudFormation", "ChangeSetType", ChangeSetKind.self),
        row("CloudFormation", "ChangeAction", ResourceChangeAction.self),
        row("CloudFormation", "Replacement", ResourceReplacement.self),
        row("CloudFormation", "StackResourceDriftStatus", DriftStatus.self),
        row("CloudFormation", "StackDriftDetectionStatus", DriftDetectionStatus.self),
        row("CloudFormation", "StackRefactorStatus", RefactorStatus.self),
        row("CloudFormation", "StackRefactorExecutionStatus", RefactorExecutionStatus.self),
        row("CloudFormation", "HookStatus", HookStatus.self),
        row("CloudFormation", "EventType", OperationEventKind.self),
        row("ECS", "ServiceDeploymentStatus", ServiceDeploymentStatus.self),
        row(
            "ECS", "ServiceDeploymentLifecycleStage", LifecycleStage.self, more: ["PRE_PRODUCTION_TRAFFIC_SHIFT"]),
        row(
            "ECS", "DeploymentLifecycleHookStage", LifecycleStage.self, more: ["SCALE_UP", "BAKE_TIME", "CLEAN_UP"]),
        row("ECS", "ServiceDeploymentRollbackMonitorsStatus", ServiceMonitorStatus.self),
        row("ECS", "DeploymentLifecycleHookStatus", LifecycleHookStatus.self),
        row("ECS", "TaskStopCode", TaskStopCode.self, more: ["InfrastructureHealth"]),
        row("ECR", "ImageStatus", ImageStatus.self),
        row("Elastic Load Balancing v2", "TargetHealthStateEnum", TargetState.self),
        row("Elastic Load Balancing v2", "TargetHealthReasonEnum", TargetHealthReason.self),
        row("IAM", "PolicyEvaluationDecisionType", PolicyVerdict.self),
        row("CloudWatch", "StateValue", AlarmState.self),
    ]
}

extension OperationCase {
    fileprivate var key: ServiceModels.Key { ServiceModels.Key(service: service.name, name: name) }
}
