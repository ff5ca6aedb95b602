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

@Suite("FakeAWS: services in stacks") struct ServiceStackTests {
    /// A template with a task definition and a service.
    private func template(image: String, retains: Bool = false, _ deployment: FakeValue = .object([:])) -> String {
        var definition: FakeValue = [
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": [
                "Family": "stacked", "Cpu": 256, "Memory": 512, "NetworkMode": "awsvpc",
                "RequiresCompatibilities": ["FARGATE"],
                "ContainerDefinitions": [
                    [
                        "Name": "api", "Image": .string(image), "PortMappings": [["ContainerPort": "8080"]],
                        "LogConfiguration": [
                            "LogDriver": "awslogs",
                            "Options": ["awslogs-group": "/weir/api", "awslogs-stream-prefix": "api"],
                        ],
                    ]
                ],
            ],
        ]
        if retains { definition["UpdateReplacePolicy"] = "Retain" }
        let service: FakeValue = [
            "Type": "AWS::ECS::Service",
            "Properties": [
                "Cluster": "weir", "ServiceName": "stacked", "TaskDefinition": ["Ref": "Definition"],
                "LaunchType": "FARGATE", "DesiredCount": 1, "DeploymentConfiguration": deployment,
                "NetworkConfiguration": ["AwsvpcConfiguration": ["Subnets": ["subnet-1"]]],
            ],
        ]
        let document: FakeValue = ["Resources": ["Definition": definition, "Service": service]]
        return document.json
    }

    private static let breaker: FakeValue = [
        "DeploymentCircuitBreaker": [
            "Enable": true, "Rollback": true, "ThresholdConfiguration": ["Type": "COUNT", "Value": 2],
        ]
    ]

    /// Executes a change set and waits for the stack.
    private func apply(_ template: String, _ site: FakeSite, kind: ChangeSetKind) async throws -> StackDescription {
        let changeSet = try await site.calls.call(
            StackOperations.CreateChangeSet(
                stack: "service", name: "release-\(kind)-\(site.aws.calls.count)", kind: kind, template: template,
                parameters: [], capabilities: []))
        site.pass(30)
        _ = try await site.calls.call(StackOperations.ExecuteChangeSet(changeSet: changeSet.id))
        for _ in 0..<600 {
            site.pass(5)
            let stacks = try await site.calls.call(StackOperations.DescribeStacks(stack: changeSet.stackID)).stacks
            if let stack = stacks.first, !stack.status.rawValue.hasSuffix("_IN_PROGRESS") { return stack }
        }
        throw TimeoutError()
    }

    private struct TimeoutError: Error {}

    private func events(_ site: FakeSite) async throws -> [StackEvent] {
        try await site.calls.call(StackOperations.DescribeStackEvents(stack: "service")).events
    }

    @Test("A stack's service waits for its deployment, and a replaced task definition is deregistered")
    func update() async throws {
        let site = try FakeSite()
        let created = try await apply(template(image: try site.push("v1")), site, kind: .create)
        #expect(created.status == .createComplete)
        #expect(try site.ecs.services.values.first?.deployments.first?.status == .successful)
        let updated = try await apply(template(image: try site.push("v2")), site, kind: .update)
        #expect(updated.status == .updateComplete)
        #expect(
            try site.ecs.definitions.values.sorted { $0.revision < $1.revision }.map(\.status) == [.inactive, .active])
        #expect(try site.ecs.tasks.values.filter(\.isActive).map(\.definition).allSatisfy { $0.hasSuffix("stacked:2") })
    }

    @Test("A retained task definition stays active, so that a rollback can use it")
    func retained() async throws {
        let site = try FakeSite()
        _ = try await apply(template(image: try site.push("v1"), retains: true), site, kind: .create)
        _ = try await apply(template(image: try site.push("v2"), retains: true), site, kind: .update)
        #expect(try site.ecs.definitions.values.allSatisfy { $0.status == .active })
        _ = try await site.calls.call(
            ContainerOperations.UpdateService(cluster: "weir", service: "stacked", taskDefinition: "stacked:1"))
    }

    @Test("A triggered circuit breaker fails the resource with the handler's text, and the stack rolls back")
    func breaker() async throws {
        let site = try FakeSite()
        let first = template(image: try site.push("v1"), Self.breaker)
        #expect(try await apply(first, site, kind: .create).status == .createComplete)
        let second = template(image: try site.push("bad", .crashing()), Self.breaker)
        #expect(try await apply(second, site, kind: .update).status == .updateRollbackComplete)
        let failed = try #require(
            try await events(site).last { $0.logicalID == "Service" && $0.status.rawValue == "UPDATE_FAILED" })
        let reason = failed.reason ?? ""
        #expect(reason.contains("\"Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.\""))
        #expect(reason.contains("HandlerErrorCode: GeneralServiceException"))
        #expect(try site.ecs.services.values.first?.settings.definition.hasSuffix("stacked:1") == true)
    }

    @Test("A service that never becomes stable fails its stack after three hours")
    func neverStable() async throws {
        let site = try FakeSite()
        let bad = template(image: try site.push("bad", .crashing()))
        let changeSet = try await site.calls.call(
            StackOperations.CreateChangeSet(
                stack: "service", name: "first", kind: .create, template: bad, parameters: [], capabilities: []))
        site.pass(30)
        _ = try await site.calls.call(StackOperations.ExecuteChangeSet(changeSet: changeSet.id))
        site.pass(3 * 3600 - 60)
        let status = try await site.calls.call(StackOperations.DescribeStacks(stack: "service")).stacks.first?.status
        #expect(status == .createInProgress)
        site.pass(600)
        let after = try await site.calls.call(StackOperations.DescribeStacks(stack: changeSet.stackID)).stacks.first?
            .status
        #expect(after != .createInProgress)
        #expect(try await events(site).contains { $0.reason?.contains("HandlerErrorCode: NotStabilized") == true })
    }
}
