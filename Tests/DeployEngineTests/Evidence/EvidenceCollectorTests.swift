import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct EvidenceCollectorTests {
    private static let stackID = "arn:aws:cloudformation:eu-central-1:111122223333:stack/weir-dev-service/1"
    private static let task = "arn:aws:ecs:eu-central-1:111122223333:task/weir-dev/1f2e3d4c5b6a7988"

    private func collector(_ calls: ScriptedCalls) -> EvidenceCollector {
        EvidenceCollector(
            context: EngineContext(
                calls: calls, clock: calls.clock, now: { DeploySample.start.addingTimeInterval(600) }))
    }

    private func request() -> EvidenceRequest {
        EvidenceRequest(
            environment: "dev", release: "0007", stacks: [Self.stackID], changeSet: "arn:aws:cloudformation:change-set",
            token: "release-7", began: DeploySample.start)
    }

    /// Calls that answer everything.
    private func answering() -> ScriptedCalls {
        let calls = ScriptedCalls()
        let time = DeploySample.start.addingTimeInterval(60)
        calls.on(StackOperations.DescribeStacks.self) { _, _ in
            .init(stacks: [
                StackDescription(id: Self.stackID, name: "weir-dev-service", status: .updateRollbackComplete)
            ])
        }
        calls.on(StackOperations.DescribeStackEvents.self) { operation, _ in
            let event = StackEvent(
                id: "2", stackID: Self.stackID, stackName: "weir-dev-service", logicalID: "Service",
                physicalID: RecordedFailure.service, type: "AWS::ECS::Service", time: time, status: .updateFailed,
                reason: "did not stabilize", properties: "{\"Secret\":\"hunter2\"}", clientRequestToken: "release-7")
            var old = event
            old.id = "1"
            old.time = DeploySample.start.addingTimeInterval(-600)
            return .init(
                events: operation.pageToken == nil ? [event] : [old], nextToken: operation.pageToken == nil ? "p" : "q")
        }
        calls.on(StackOperations.DescribeChangeSet.self) { _, _ throws(AWSError) in throw .scripted("ChangeSetNotFound")
        }
        calls.on(StackOperations.DescribeEvents.self) { _, _ in
            .init(events: [
                OperationEvent(
                    id: "v", kind: OperationEventKind(rawValue: "VALIDATION_ERROR"), validationName: "QUOTA_VALIDATION",
                    validationStatus: "FAILED", validationReason: "nearly used up", validationFailureMode: "WARN")
            ])
        }
        calls.on(ContainerOperations.DescribeServices.self) { operation, _ in
            #expect(operation.cluster == "weir-dev")
            return .init(services: [
                ServiceDescription(
                    arn: RecordedFailure.service, name: "weir-dev", status: "ACTIVE", desiredCount: 2, runningCount: 1,
                    pendingCount: 1, deployments: [], currentDeployment: "deployment",
                    events: [
                        ServiceEvent(id: "e", createdAt: time, message: "(service weir-dev) has started 1 tasks.")
                    ],
                    loadBalancers: [
                        ServiceLoadBalancer(targetGroupARN: "arn:aws:elasticloadbalancing:x:targetgroup/weir/1")
                    ])
            ])
        }
        calls.on(ContainerOperations.DescribeServiceDeployments.self) { _, _ in
            .init(deployments: [
                ServiceDeployment(
                    arn: "deployment", status: ServiceDeploymentStatus(rawValue: "ROLLBACK_SUCCESSFUL"),
                    targetRevision: ServiceRevisionSummary(arn: "new", requested: 2, running: 0, pending: 1),
                    rollback: ServiceRollback(reason: "breaker", revisionARN: "old"))
            ])
        }
        calls.on(ContainerOperations.DescribeServiceRevisions.self) { _, _ in
            .init(revisions: [
                ServiceRevision(
                    arn: "new", containerImages: [ContainerImage(containerName: "api", imageDigest: "sha256:new")]),
                ServiceRevision(
                    arn: "old", containerImages: [ContainerImage(containerName: "api", imageDigest: "sha256:old")]),
            ])
        }
        calls.on(TargetOperations.DescribeTargetGroups.self) { _, _ in
            .init(groups: [
                TargetGroupDescription(
                    arn: "a", name: "weir", port: 8080, healthCheckPort: "traffic-port",
                    healthCheckPath: "/health/ready",
                    interval: 10, timeout: 5, matcher: TargetMatcher(httpCodes: "200"))
            ])
        }
        calls.on(TargetOperations.DescribeTargetHealth.self) { _, _ in
            .init(targets: [
                TargetHealth(
                    target: TargetIdentifier(id: "10.0.0.1", port: 8080),
                    health: TargetHealthStatus(
                        state: .unhealthy, reason: TargetHealthReason(rawValue: "Target.Timeout"),
                        description: "Request timed out"))
            ])
        }
        calls.on(ContainerOperations.ListTasks.self) { _, _ in .init(arns: [Self.task]) }
        calls.on(ContainerOperations.DescribeTasks.self) { _, _ in
            .init(tasks: [
                TaskDescription(
                    arn: Self.task, taskDefinitionARN: "arn:aws:ecs:x:task-definition/weir:8", lastStatus: "STOPPED",
                    stopCode: TaskStopCode(rawValue: "EssentialContainerExited"),
                    stoppedReason: "Essential container in task exited",
                    containers: [TaskContainer(name: "api", exitCode: 1)], stoppedAt: time)
            ])
        }
        calls.on(ContainerOperations.DescribeTaskDefinition.self) { _, _ in
            .init(
                taskDefinition: TaskDefinition(
                    arn: "d", revision: 8,
                    containers: [
                        ContainerDefinition(
                            name: "api",
                            logConfiguration: LogConfiguration(
                                driver: "awslogs",
                                options: ["awslogs-group": "/weir/dev", "awslogs-stream-prefix": "api"]))
                    ]))
        }
        calls.on(LogOperations.GetLogEvents.self) { operation, _ in
            #expect(operation.stream == "api/api/1f2e3d4c5b6a7988" && operation.limit == 60)
            return .init(events: [LogEvent(time: LogTime(time), message: "DB_HOST is not set")])
        }
        calls.on(TrailOperations.LookupEvents.self) { operation, count in
            #expect(
                operation.startTime == time.addingTimeInterval(-300)
                    && operation.endTime == time.addingTimeInterval(120))
            let document = """
                {"errorCode": "AccessDenied", "errorMessage": "no", "userIdentity": {"invokedBy": "cloudformation.amazonaws.com"}}
                """
            let own = #"{"errorCode": "AccessDenied", "userIdentity": {"arn": "arn:aws:iam::1:user/ada"}}"#
            return .init(events: [
                TrailEvent(id: "1", name: "CreateX", time: time, source: "ec2.amazonaws.com", document: document),
                TrailEvent(id: "2", name: "CreateX", time: time, source: "ec2.amazonaws.com", document: own),
                TrailEvent(id: "3", name: "CreateX", time: time, source: "ec2.amazonaws.com", document: "{}"),
            ])
        }
        return calls
    }

    @Test("Everything that is left is read, and nothing of earlier operations")
    func complete() async {
        let calls = answering()
        let bundle = await collector(calls).collect(request())
        #expect(bundle.unread == [])
        #expect(bundle.stacks.map(\.status) == ["UPDATE_ROLLBACK_COMPLETE"])
        #expect(bundle.events.map(\.id) == ["2"])
        #expect(bundle.changeSets.isEmpty && bundle.validations.map(\.isFatal) == [false])
        #expect(
            bundle.deployments.first?.wantedDigest == "sha256:new"
                && bundle.deployments.first?.runningDigest == "sha256:old")
        #expect(bundle.serviceEvents.count == 1)
        #expect(bundle.tasks.map(\.id) == ["1f2e3d4c5b6a7988"])
        #expect(bundle.logs.map(\.lines) == [["DB_HOST is not set"]])
        #expect(
            bundle.targets.first?.check
                == "GET /health/ready on port 8080, expecting 200, every 10 s with a time-out of 5 s")
        #expect(bundle.trail.map(\.id) == ["1"] && bundle.trailRead != nil)
        #expect(CauseCatalogue.explain(bundle).causeID == "setting-missing")
    }

    @Test("Without its flag CloudTrail is not read")
    func withoutTrail() async {
        let calls = answering()
        var request = request()
        request.includesTrail = false
        let bundle = await collector(calls).collect(request)
        #expect(bundle.trailRead == nil && !calls.names.contains("LookupEvents"))
    }

    @Test("A read that fails is noted, and every other evidence is there")
    func oneFails() async throws {
        let names = Set(
            await { () async -> [String] in
                let calls = answering()
                _ = await collector(calls).collect(request())
                return calls.names
            }())
        #expect(names.count == 14)
        for name in names where name != "DescribeChangeSet" {
            let calls = answering()
            calls.failing { $0.name == name ? .scripted("AccessDenied", "no \(name)") : nil }
            let bundle = await collector(calls).collect(request())
            #expect(bundle.unread.contains { $0.error.contains("no \(name)") }, "\(name)")
            #expect(!bundle.isEmpty)
        }
    }

    @Test("If every read fails the bundle says so, and the explanation too")
    func allFail() async {
        let calls = ScriptedCalls()
        calls.failing { _ in .scripted("ExpiredToken", "expired") }
        var request = request()
        request.service = "weir-dev"
        request.tasks = [Self.task]
        let bundle = await collector(calls).collect(request)
        #expect(bundle.isEmpty && bundle.unread.count >= 6)
        let explanation = CauseCatalogue.explain(bundle)
        #expect(explanation.title == "No evidence" && explanation.notes.first?.hasPrefix("Not read: ") == true)
    }

    @Test(
        "A type's service names the source of its events",
        arguments: [
            ("AWS::RDS::DBInstance", "rds.amazonaws.com"),
            ("AWS::ElasticLoadBalancingV2::Listener", "elasticloadbalancing.amazonaws.com"),
            ("AWS::CloudWatch::Alarm", "monitoring.amazonaws.com"), ("AWS::ECS::Service", "ecs.amazonaws.com"),
        ])
    func sources(type: String, source: String) async {
        let calls = answering()
        calls.on(StackOperations.DescribeStackEvents.self) { _, _ in
            .init(events: [
                StackEvent(
                    id: "1", stackID: Self.stackID, stackName: "s", logicalID: "X", type: type,
                    time: DeploySample.start.addingTimeInterval(60), status: .updateFailed, reason: "x")
            ])
        }
        _ = await collector(calls).collect(request())
        let attributes = calls.calls(of: TrailOperations.LookupEvents.self).compactMap(\.attributes).flatMap(\.self)
        #expect(attributes == [.init(key: "ReadOnly", value: "false"), .init(key: "EventSource", value: source)])
    }
}
