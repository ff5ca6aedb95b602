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

@Suite("FakeAWS: deployments that shift traffic") struct TrafficShiftTests {
    /// The distinct weights of blue and green, in order, while a deployment goes on.
    private func weights(_ site: FakeSite, until isDone: (ServiceDeployment) -> Bool) async throws -> [[Int]] {
        var seen: [[Int]] = []
        try await site.wait { deployment in
            let weights = try? site.change { workloads in
                let weights = workloads.loadBalancing.rule(site.rule)?.weights ?? [:]
                return site.groups.map { weights[$0] ?? 0 }
            }
            if let weights, seen.last != weights { seen.append(weights) }
            return isDone(deployment)
        }
        return seen
    }

    @Test(
        "ECS moves the weights of the listener's rule by the strategy",
        arguments: [
            ("BLUE_GREEN", [[100, 0], [0, 100]]), ("CANARY", [[100, 0], [90, 10], [0, 100]]),
            ("LINEAR", [[100, 0], [60, 40], [20, 80], [0, 100]]),
        ])
    func strategies(strategy: String, expected: [[Int]]) async throws {
        let site = try FakeSite()
        let settings: FakeValue = [
            "strategy": .string(strategy), "bakeTimeInMinutes": 5,
            "canaryConfiguration": ["canaryPercent": 10, "canaryBakeTimeInMinutes": 3],
            "linearConfiguration": ["stepPercent": 40, "stepBakeTimeInMinutes": 2],
        ]
        try await site.start(isBalanced: true, settings)
        try await site.deploy(try site.register(try site.push("v2")))
        #expect(try await weights(site) { $0.status == .successful } == expected)
        let deployment = try await site.deployment()
        #expect(deployment.targetRevision?.productionWeight == 100)
        // Live traffic differs from the template's weights from now on, and the next deployment moves it back.
        let rules = try await site.calls.call(TargetOperations.DescribeRules(arns: [site.rule]))
        let live = rules.rules.first?.actions.first?.forward?.targets.first { $0.weight == 100 }
        #expect(live?.group == site.groups[1])
        try await site.deploy(try site.register(try site.push("v3")))
        try await site.finish(expecting: .successful)
        #expect(try site.change { $0.loadBalancing.rule(site.rule)?.weights[site.groups[0]] } == 100)
    }

    @Test("Both revisions run until the bake time ends, and an alarm returns the traffic at once")
    func alarmReturnsTraffic() async throws {
        let site = try FakeSite()
        let settings: FakeValue = [
            "strategy": "BLUE_GREEN", "alarms": ["alarmNames": ["errors"], "enable": true, "rollback": true],
        ]
        try site.change { $0.alarms.add("errors", at: $0.now) }
        try await site.start(desired: 2, isBalanced: true, settings)
        try await site.deploy(try site.register(try site.push("v2")))
        let baking = try await site.wait { $0.lifecycleStage == .bakeTime }
        #expect(baking.sourceRevisions.first?.running == 2 && baking.targetRevision?.running == 2)
        site.pass(14 * 60)
        #expect(try await site.deployment().lifecycleStage == .bakeTime)
        try site.change { $0.alarms.schedule("errors", "ALARM", at: $0.now.addingTimeInterval(1)) }
        let rolling = try await site.wait { $0.status == .rollbackInProgress }
        #expect(rolling.targetRevision?.productionWeight == 0)
        #expect(try site.change { $0.loadBalancing.rule(site.rule)?.weights[site.groups[0]] } == 100)
        try await site.finish(expecting: .rollbackSuccessful)
        #expect(try await site.service().runningCount == 2)
    }

    @Test("A hook before the production traffic runs once for each step")
    func hookPerStep() async throws {
        let site = try FakeSite()
        let settings: FakeValue = [
            "strategy": "CANARY", "bakeTimeInMinutes": 0,
            "canaryConfiguration": ["canaryPercent": 10, "canaryBakeTimeInMinutes": 1],
        ]
        try await site.start(isBalanced: true, settings)
        try site.change { workloads in
            _ = try? workloads.updateService([
                "cluster": "weir", "service": "api",
                "deploymentConfiguration": DeploymentGateTests.pause("PRE_PRODUCTION_TRAFFIC_SHIFT"),
            ])
        }
        try await site.deploy(try site.register(try site.push("v2")))
        var weights: [Double?] = []
        while weights.count < 3 {
            let deployment = try await site.wait {
                $0.status == .successful || $0.hooks.contains { $0.status == .awaitingAction }
            }
            guard let hook = deployment.hooks.first(where: { $0.status == .awaitingAction }) else { break }
            weights.append(deployment.targetRevision?.productionWeight)
            _ = try await site.calls.call(
                ContainerOperations.ContinueServiceDeployment(
                    arn: deployment.arn, hookID: try #require(hook.id), action: "CONTINUE"))
        }
        #expect(weights == [0, 10])
        try await site.finish(expecting: .successful)
    }
}
