import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import HTTPCore
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A fake account with a cluster, a load balancer with two target groups, a repository and a service named `api`.
struct FakeSite {
    let aws: FakeAWS
    let calls: FakeCalls
    let groups: [String]
    let rule: String
    let serviceARN = "arn:aws:ecs:eu-central-1:123456789012:service/weir/api"

    init(through decorate: (FakeAWS) -> (any HTTPTransport)? = { _ in nil }) throws {
        aws = FakeAWS()
        calls = aws.calls(through: decorate(aws))
        let made = aws.workloads { workloads -> ([String], String) in
            workloads.createCluster(["clusterName": "weir"])
            workloads.logs.addGroup("/weir/api", at: workloads.now)
            workloads.registry.addRepository("weir", at: workloads.now)
            let balancer = workloads.loadBalancing.addLoadBalancer(named: "weir", at: workloads.now)
            let groups = ["blue", "green"].map { name in
                workloads.loadBalancing.addTargetGroup(named: name) {
                    $0.interval = 10
                    $0.deregistrationDelay = 5
                }
            }
            let actions: FakeValue = [
                [
                    "Type": "forward",
                    "ForwardConfig": [
                        "TargetGroups": [
                            ["TargetGroupArn": .string(groups[0]), "Weight": 100],
                            ["TargetGroupArn": .string(groups[1]), "Weight": 0],
                        ]
                    ],
                ]
            ]
            let listener = workloads.loadBalancing.addListener(to: balancer, actions: actions)
            return (groups, workloads.loadBalancing.defaultRule(of: listener) ?? "")
        }
        (groups, rule) = try #require(made)
    }

    /// Changes the account's containers.
    @discardableResult
    func change<Result: Sendable>(_ body: @Sendable (inout FakeWorkloads) -> Result) throws -> Result {
        let result = aws.workloads(body)
        return try #require(result)
    }

    /// The containers and their surroundings as they are.
    var ecs: FakeECS { get throws { try change { $0.ecs } } }

    /// Moves time.
    func pass(_ seconds: Int) { aws.clock.advance(by: .seconds(seconds)) }

    /// Pushes an image with a behaviour and returns its reference by digest.
    func push(_ name: String, _ behaviour: FakeImageBehaviour = .healthy()) throws -> String {
        try change { workloads in
            let digest = workloads.registry.push(to: "weir", tags: [name], .init { $0.seed = name }, at: workloads.now)
            workloads.ecs.behaviours[digest] = behaviour
            return workloads.registry.uri(of: "weir") + "@" + digest
        }
    }

    /// Registers a task definition of an image through the API.
    func register(_ image: String, _ change: @Sendable (inout FakeValue) -> Void = { _ in }) throws -> String {
        var container: FakeValue = [
            "name": "api", "image": .string(image), "portMappings": [["containerPort": 8080]],
            "logConfiguration": [
                "logDriver": "awslogs", "options": ["awslogs-group": "/weir/api", "awslogs-stream-prefix": "api"],
            ],
        ]
        change(&container)
        let document: FakeValue = [
            "family": "api", "networkMode": "awsvpc", "cpu": "256", "memory": "512",
            "requiresCompatibilities": ["FARGATE"], "containerDefinitions": .array([container]),
        ]
        return try self.change { workloads in
            (try? workloads.registerTaskDefinition(document))?["taskDefinition"]?["taskDefinitionArn"]?.text ?? ""
        }
    }

    /// Creates the service.
    func create(
        _ definition: String, desired: Int = 1, isBalanced: Bool = false, gracePeriod: Int = 0,
        _ deployment: FakeValue = .object([:])
    ) throws {
        let advanced: FakeValue = [
            "alternateTargetGroupArn": .string(groups[1]), "productionListenerRule": .string(rule),
            "roleArn": "arn:aws:iam::123456789012:role/ecs",
        ]
        let balancers: FakeValue = [
            [
                "targetGroupArn": .string(groups[0]), "containerName": "api", "containerPort": 8080,
                "advancedConfiguration": deployment["strategy"] == nil ? .null : advanced,
            ]
        ]
        let input: FakeValue = [
            "cluster": "weir", "serviceName": "api", "taskDefinition": .string(definition),
            "desiredCount": FakeValue(desired), "launchType": "FARGATE", "deploymentConfiguration": deployment,
            "healthCheckGracePeriodSeconds": FakeValue(gracePeriod),
            "networkConfiguration": ["awsvpcConfiguration": ["subnets": ["subnet-1"], "securityGroups": ["sg-1"]]],
            "loadBalancers": isBalanced ? balancers : .array([]),
        ]
        let failure: String? = try change { workloads in
            do throws(FakeError) {
                try workloads.createService(input)
                return nil
            } catch {
                return error.message
            }
        }
        try #require(failure == nil, "\(failure ?? "")")
    }

    /// Creates the service with a healthy version and waits for it.
    func start(
        desired: Int = 1, isBalanced: Bool = false, _ deployment: FakeValue = .object([:])
    ) async throws {
        try create(try register(try push("v1")), desired: desired, isBalanced: isBalanced, deployment)
        try await finish(expecting: .successful)
    }

    /// Deploys a task definition through UpdateService.
    func deploy(_ definition: String) async throws {
        _ = try await calls.call(
            ContainerOperations.UpdateService(cluster: "weir", service: "api", taskDefinition: definition))
    }

    func service() async throws -> ServiceDescription {
        let output = try await calls.call(ContainerOperations.DescribeServices(cluster: "weir", services: ["api"]))
        return try #require(output.services.first)
    }

    /// The current service deployment.
    func deployment() async throws -> ServiceDeployment {
        let arn = try #require(try await service().currentDeployment)
        let output = try await calls.call(ContainerOperations.DescribeServiceDeployments(arns: [arn]))
        return try #require(output.deployments.first)
    }

    /// Waits until the current deployment satisfies a condition.
    @discardableResult
    func wait(
        _ limit: Int = 7200, until isDone: (ServiceDeployment) -> Bool
    ) async throws -> ServiceDeployment {
        var passed = 0
        while true {
            let deployment = try await deployment()
            if isDone(deployment) || passed >= limit { return deployment }
            pass(2)
            passed += 2
        }
    }

    /// Waits until the current deployment has ended, and expects a status.
    @discardableResult
    func finish(
        expecting status: ServiceDeploymentStatus, within limit: Int = 7200,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ServiceDeployment {
        let final: Set<ServiceDeploymentStatus> = [.successful, .stopped, .rollbackSuccessful, .rollbackFailed]
        let deployment = try await wait(limit) { final.contains($0.status) }
        #expect(deployment.status == status, "\(deployment)", sourceLocation: sourceLocation)
        return deployment
    }

    /// The tasks of the service.
    func tasks(_ status: String = "RUNNING") async throws -> [TaskDescription] {
        let arns = try await calls.call(
            ContainerOperations.ListTasks(cluster: "weir", service: "api", desiredStatus: status)
        ).arns
        guard !arns.isEmpty else { return [] }
        return try await calls.call(ContainerOperations.DescribeTasks(cluster: "weir", tasks: arns)).tasks
    }
}
