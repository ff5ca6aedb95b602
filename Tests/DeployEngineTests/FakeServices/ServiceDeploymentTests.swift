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

@Suite("FakeAWS: service deployments") struct ServiceDeploymentTests {
    static let breaker: FakeValue = [
        "deploymentCircuitBreaker": [
            "enable": true, "rollback": true, "thresholdConfiguration": ["type": "COUNT", "value": 2],
        ]
    ]

    @Test("A first deployment succeeds, and its revision states the digest that runs")
    func firstDeployment() async throws {
        let site = try FakeSite()
        let image = try site.push("v1")
        try site.create(try site.register(image), desired: 2, isBalanced: true)
        #expect(try await site.deployment().status == .pending)
        let deployment = try await site.finish(expecting: .successful)
        #expect(deployment.targetRevision?.running == 2)
        #expect(deployment.sourceRevisions.isEmpty)
        #expect(deployment.circuitBreaker?.status == .disabled)
        let service = try await site.service()
        #expect((service.desiredCount, service.runningCount, service.pendingCount) == (2, 2, 0))
        #expect(service.deployments.map(\.rolloutState) == ["COMPLETED"])
        let messages = service.events.map(\.message)
        #expect(messages.first == "(service api) has reached a steady state.")
        #expect(messages.contains { $0.contains("has started 2 tasks: (task ") })
        #expect(messages.contains { $0.contains("registered 1 targets in (target-group \(site.groups[0]))") })
        let revision = try await site.calls.call(
            ContainerOperations.DescribeServiceRevisions(arns: [try #require(deployment.targetRevision?.arn)]))
        let digest = revision.revisions.first?.containerImages.first?.imageDigest
        #expect(digest != nil && image.hasSuffix(digest ?? "?"))
        #expect(try await site.tasks().map { $0.containers.first?.imageDigest } == [digest, digest])
    }

    @Test("A rolling deployment never has fewer healthy targets than desired")
    func rolling() async throws {
        let site = try FakeSite()
        try await site.start(desired: 3, isBalanced: true)
        try await site.deploy(try site.register(try site.push("v2")))
        var least = 3
        var most = 0
        let deployment = try await site.wait { deployment in
            let counts = try? site.change { workloads -> (Int, Int) in
                let service = workloads.ecs.services[site.serviceARN]
                let healthy = service?.revisions.map { $0.arn }.reduce(0) { count, revision in
                    count + (service.map { workloads.healthyTasks(of: revision, in: $0) } ?? 0)
                }
                return (healthy ?? 0, workloads.ecs.tasks.values.count { $0.isActive })
            }
            least = min(least, counts?.0 ?? 0)
            most = max(most, counts?.1 ?? 0)
            return deployment.status == .successful
        }
        #expect(deployment.status == .successful)
        #expect(least == 3)
        #expect((4...6).contains(most))
        let service = try await site.service()
        #expect(service.runningCount == 3)
        #expect(service.deployments.count == 1)
    }

    @Test("The circuit breaker rolls back to the last completed revision, and the service looks stable again")
    func breakerRollsBack() async throws {
        let site = try FakeSite()
        try await site.start(isBalanced: true, Self.breaker)
        let before = try await site.deployment()
        try await site.deploy(try site.register(try site.push("bad", .crashing(log: ["boom"]))))
        let deployment = try await site.finish(expecting: .rollbackSuccessful)
        #expect(deployment.circuitBreaker == CircuitBreakerState(status: .triggered, failureCount: 2, threshold: 2))
        #expect(deployment.rollback?.revisionARN == before.targetRevision?.arn)
        #expect(deployment.statusReason?.contains("circuit breaker") == true)
        let service = try await site.service()
        // The trap of waiters: one deployment, running == desired, after a rollback too.
        #expect(service.deployments.map(\.rolloutState) == ["COMPLETED"])
        #expect(service.runningCount == service.desiredCount)
        #expect(service.taskDefinition?.hasSuffix("api:1") == true)
        let messages = service.events.map(\.message)
        #expect(messages.contains { $0.contains("deployment failed: tasks failed to start.") })
        #expect(messages.contains { $0.contains("(service api) rolling back to deployment ecs-svc/") })
    }

    @Test("The very first deployment cannot roll back: it stops and starts no further task")
    func firstDeploymentStops() async throws {
        let site = try FakeSite()
        try site.create(try site.register(try site.push("bad", .crashing())), Self.breaker)
        let deployment = try await site.finish(expecting: .stopped)
        #expect(deployment.rollback == nil)
        #expect(deployment.stoppedAt != nil)
        #expect(try await site.service().deployments.map(\.rolloutState) == ["FAILED"])
        let count = try site.ecs.tasks.count
        site.pass(1800)
        #expect(try site.ecs.tasks.count == count)
    }

    @Test(
        "The threshold of the circuit breaker follows its type",
        arguments: [
            ("COUNT", 2, 10, 2), ("COUNT", 500, 1, 500), ("BOUNDED_PERCENT", 50, 1, 3), ("BOUNDED_PERCENT", 50, 10, 5),
            ("BOUNDED_PERCENT", 50, 11, 6), ("BOUNDED_PERCENT", 50, 1000, 200), ("UNBOUNDED_PERCENT", 50, 1, 1),
            ("UNBOUNDED_PERCENT", 50, 1000, 500),
        ])
    func threshold(type: String, value: Int, desired: Int, expected: Int) {
        var settings = FakeDeploymentSettings()
        settings.thresholdType = type
        settings.thresholdValue = value
        #expect(settings.threshold(desired: desired) == expected)
    }

    @Test("A healthy task resets the count of failures unless that is turned off", arguments: [true, false])
    func resetOnHealthyTask(resets: Bool) async throws {
        let site = try FakeSite()
        let image = try site.push("flaky", .crashing())
        try site.create(
            try site.register(image),
            [
                "deploymentCircuitBreaker": [
                    "enable": true, "rollback": true, "resetOnHealthyTask": .bool(resets),
                    "thresholdConfiguration": ["type": "COUNT", "value": 3],
                ]
            ])
        try await site.wait { $0.circuitBreaker?.failureCount == 2 }
        try site.change { workloads in
            for key in workloads.ecs.behaviours.keys { workloads.ecs.behaviours[key] = .healthy() }
        }
        let deployment = try await site.finish(expecting: .successful)
        #expect(deployment.circuitBreaker?.failureCount == (resets ? 0 : 2))
        #expect(deployment.circuitBreaker?.status == .monitoringComplete)
    }

    @Test("A deployment that a newer one replaces is stopped")
    func superseded() async throws {
        let site = try FakeSite()
        try await site.start()
        try await site.deploy(try site.register(try site.push("slow", .healthy(after: 500))))
        let first = try await site.wait { $0.lifecycleStage == .scaleUp }
        try await site.deploy(try site.register(try site.push("v3")))
        let second = try await site.finish(expecting: .successful)
        #expect(first.arn != second.arn)
        let list = try await site.calls.call(
            ContainerOperations.ListServiceDeployments(cluster: "weir", service: "api"))
        #expect(list.deployments.map(\.status) == [.successful, .stopped, .successful])
        #expect(try await site.service().runningCount == 1)
    }

    @Test("An early success completes before the earlier tasks have ended", arguments: ["DEFERRED", "BLOCKING"])
    func earlySuccess(cleanUp: String) async throws {
        let early: FakeValue = [
            "earlySuccessCriteria": [
                "enable": true, "healthyPercent": 50, "sourceServiceRevisionCleanup": .string(cleanUp),
            ], "minimumHealthyPercent": 50, "maximumPercent": 150,
        ]
        let site = try FakeSite()
        try await site.start(desired: 4, isBalanced: true, early)
        try await site.deploy(try site.register(try site.push("v2")))
        let deployment = try await site.finish(expecting: .successful)
        let sources = deployment.sourceRevisions.map(\.running).reduce(0, +)
        #expect((sources > 0) == (cleanUp == "DEFERRED"))
        site.pass(300)
        let service = try await site.service()
        #expect(service.runningCount == 4)
        #expect(service.deployments.count == 1)
    }

    @Test("A rollback fails when the earlier image is gone")
    func rollbackFails() async throws {
        let site = try FakeSite()
        let image = try site.push("v1")
        try site.create(
            try site.register(image),
            [
                "deploymentCircuitBreaker": Self.breaker["deploymentCircuitBreaker"] ?? .null,
                "minimumHealthyPercent": 0, "maximumPercent": 100,
            ])
        try await site.finish(expecting: .successful)
        try site.change { workloads in
            workloads.registry.delete(String(image.split(separator: "@")[1]), from: "weir")
        }
        try await site.deploy(try site.register(try site.push("bad", .crashing())))
        let deployment = try await site.finish(expecting: .rollbackFailed)
        #expect(deployment.rollback != nil)
        let reasons = try await site.tasks("STOPPED").compactMap(\.stoppedReason)
        #expect(reasons.contains { $0.hasPrefix("CannotPullContainerError") && $0.contains("not found") })
    }

    @Test("A change of the desired count starts tasks without a deployment, also with an inactive task definition")
    func desiredCount() async throws {
        let site = try FakeSite()
        try await site.start()
        let before = try await site.deployment()
        let definition = try #require(try await site.service().taskDefinition)
        _ = try await site.calls.call(ContainerOperations.DeregisterTaskDefinition(taskDefinition: definition))
        _ = try await site.calls.call(
            ContainerOperations.UpdateService(cluster: "weir", service: "api", desiredCount: 3))
        site.pass(120)
        #expect(try await site.service().runningCount == 3)
        #expect(try await site.deployment().arn == before.arn)
        await #expect(throws: AWSError.self) { try await site.deploy(definition) }
    }
}
