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

@Suite("FakeAWS: hooks, stops and alarms of service deployments") struct DeploymentGateTests {
    static func pause(_ stage: String = "POST_SCALE_UP", action: String = "ROLLBACK", minutes: Int = 30) -> FakeValue {
        [
            "lifecycleHooks": [
                [
                    "targetType": "PAUSE", "lifecycleStages": [.string(stage)],
                    "timeoutConfiguration": ["timeoutInMinutes": FakeValue(minutes), "action": .string(action)],
                ]
            ]
        ]
    }

    /// A site whose second deployment waits at a pause.
    private func paused(_ pause: FakeValue = pause()) async throws -> (FakeSite, LifecycleHookState) {
        let site = try FakeSite()
        try await site.start()
        try site.change { workloads in
            _ = try? workloads.updateService([
                "cluster": "weir", "service": "api", "deploymentConfiguration": pause,
            ])
        }
        try await site.deploy(try site.register(try site.push("v2")))
        let deployment = try await site.wait { $0.hooks.contains { $0.status == .awaitingAction } }
        #expect(deployment.status == .inProgress)
        return (site, try #require(deployment.hooks.first))
    }

    @Test(
        "A pause waits for ContinueServiceDeployment",
        arguments: ["PRE_SCALE_UP", "POST_SCALE_UP", "POST_PRODUCTION_TRAFFIC_SHIFT"])
    func continues(stage: String) async throws {
        let (site, hook) = try await paused(Self.pause(stage))
        #expect(hook.id?.hasPrefix("ecs-pause-") == true)
        #expect(hook.type == "PAUSE" && hook.timeoutAction == "ROLLBACK")
        site.pass(600)
        let waiting = try await site.deployment()
        #expect(waiting.lifecycleStage?.description == stage)
        _ = try await site.calls.call(
            ContainerOperations.ContinueServiceDeployment(
                arn: waiting.arn, hookID: try #require(hook.id), action: "CONTINUE"))
        try await site.finish(expecting: .successful)
    }

    @Test("A pause that is rolled back restores the earlier revision")
    func rollsBack() async throws {
        let (site, hook) = try await paused()
        let arn = try await site.deployment().arn
        _ = try await site.calls.call(
            ContainerOperations.ContinueServiceDeployment(arn: arn, hookID: try #require(hook.id), action: "ROLLBACK"))
        try await site.finish(expecting: .rollbackSuccessful)
        #expect(try await site.service().taskDefinition?.hasSuffix("api:1") == true)
        await #expect(throws: AWSError.self) {
            _ = try await site.calls.call(
                ContainerOperations.ContinueServiceDeployment(
                    arn: arn, hookID: hook.id ?? "", action: "CONTINUE"))
        }
    }

    @Test(
        "The time-out of a pause takes its action",
        arguments: [("ROLLBACK", ServiceDeploymentStatus.rollbackSuccessful), ("CONTINUE", .successful)])
    func timesOut(action: String, status: ServiceDeploymentStatus) async throws {
        let (site, _) = try await paused(Self.pause(action: action, minutes: 10))
        site.pass(590)
        #expect(try await site.deployment().status == .inProgress)
        let deployment = try await site.finish(expecting: status, within: 600)
        #expect(deployment.hooks.map(\.status) == [.timedOut])
    }

    @Test("A stop of a deployment in progress rolls it back, and of an ended one is refused")
    func stop() async throws {
        let site = try FakeSite()
        try await site.start()
        try await site.deploy(try site.register(try site.push("slow", .crashing())))
        let deployment = try await site.wait { $0.lifecycleStage == .scaleUp }
        let stop = ContainerOperations.StopServiceDeployment(arn: deployment.arn, kind: "ROLLBACK")
        _ = try await site.calls.call(stop)
        #expect(try await site.deployment().status == .rollbackRequested)
        _ = try await site.calls.call(stop)
        let ended = try await site.finish(expecting: .rollbackSuccessful)
        #expect(ended.rollback?.reason?.contains("user") == true)
        let error = await #expect(throws: AWSError.self) { _ = try await site.calls.call(stop) }
        #expect(error?.code == "ConflictException")
        let unknown = await #expect(throws: AWSError.self) {
            _ = try await site.calls.call(
                ContainerOperations.StopServiceDeployment(arn: deployment.arn + "x", kind: "ROLLBACK"))
        }
        #expect(unknown?.code == "ServiceDeploymentNotFoundException")
    }

    @Test("An alarm in the bake time rolls back")
    func alarm() async throws {
        let site = try FakeSite()
        let settings: FakeValue = [
            "alarms": ["alarmNames": ["errors"], "enable": true, "rollback": true], "bakeTimeInMinutes": 10,
        ]
        try site.change { $0.alarms.add("errors", at: $0.now) }
        try await site.start(settings)
        try await site.deploy(try site.register(try site.push("v2")))
        try await site.wait { $0.lifecycleStage == .bakeTime }
        try site.change { $0.alarms.schedule("errors", "ALARM", at: $0.now.addingTimeInterval(120)) }
        let deployment = try await site.finish(expecting: .rollbackSuccessful)
        #expect(deployment.alarms?.triggered == ["errors"])
        #expect(deployment.alarms?.status == .triggered)
        let alarms = try await site.calls.call(AlarmOperations.DescribeAlarms(names: ["errors"]))
        #expect(alarms.metricAlarms.first?.state == .alarm)
    }

    @Test("Autoscaling changes the desired count within its limits")
    func scaling() async throws {
        let site = try FakeSite()
        try await site.start()
        try site.change { workloads in
            workloads.scaling.register("service/weir/api", minimum: 1, maximum: 4, at: workloads.now)
            workloads.scaling.schedule("service/weir/api", to: 9, at: workloads.now.addingTimeInterval(30))
        }
        site.pass(120)
        let service = try await site.service()
        #expect((service.desiredCount, service.runningCount) == (4, 4))
        let targets = try await site.calls.call(
            ScalingOperations.DescribeScalableTargets(namespace: "ecs", resources: ["service/weir/api"]))
        #expect(targets.targets.first?.maximum == 4)
    }
}
