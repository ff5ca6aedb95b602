import AWSOperations
import DeployEngine
import Foundation
import TestSupport
import Testing

/// Compares the watch with botocore's waiter `ServicesStable` on random deployments.
@Suite(.enabled(if: PythonTool.botocore.isExpected, PythonTool.botocore.absence)) struct ServiceWaiterOracleTests {
    private typealias S = ServiceSample

    /// A look at a service: the response that the waiter reads, and the deployment that the watch reads.
    private struct Look {
        var deployments: Int
        var running: Int
        var desired: Int
        var deployment: ServiceDeployment?
        var runs: [String]
    }

    private struct Response: Encodable {
        struct Failure: Encodable { let reason: String }
        struct Rollout: Encodable { let id: Int }
        struct Service: Encodable {
            let status: String
            let deployments: [Rollout]
            let runningCount: Int
            let desiredCount: Int
        }
        let services: [Service]
        let failures: [Failure] = []

        init(_ look: Look) {
            services = [
                Service(
                    status: "ACTIVE", deployments: (0..<look.deployments).map(Rollout.init), runningCount: look.running,
                    desiredCount: look.desired)
            ]
        }
    }

    /// A random deployment that ends well or backwards.
    private func history(succeeds: Bool, using generator: inout SeededGenerator) -> [Look] {
        let desired = Int.random(in: 1...4, using: &generator)
        var looks: [Look] = []
        // The service is stable while the deployment is not visible yet.
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            looks.append(
                Look(deployments: 1, running: desired, desired: desired, deployment: nil, runs: [S.oldRevision]))
        }
        var started = 0
        for _ in 0..<Int.random(in: 1...5, using: &generator) {
            started = min(desired, started + (generator.chance(60) ? 1 : 0))
            looks.append(
                Look(
                    deployments: 2, running: desired + started, desired: desired,
                    deployment: S.deployment(.inProgress, running: started, requested: desired),
                    runs: [S.oldRevision, S.revision]))
        }
        if succeeds {
            looks.append(
                Look(
                    deployments: 1, running: desired, desired: desired,
                    deployment: S.deployment(.successful, stage: .cleanUp, running: desired, requested: desired),
                    runs: [S.revision]))
        } else {
            for status in [ServiceDeploymentStatus.rollbackRequested, .rollbackInProgress] where generator.chance(70) {
                looks.append(
                    Look(
                        deployments: 2, running: desired, desired: desired,
                        deployment: S.deployment(status, requested: desired, breaker: .triggered, rollback: "breaker"),
                        runs: [S.oldRevision]))
            }
            looks.append(
                Look(
                    deployments: 1, running: desired, desired: desired,
                    deployment: S.deployment(.rollbackSuccessful, breaker: .triggered, rollback: "breaker"),
                    runs: [S.oldRevision]))
        }
        return looks
    }

    private func ours(_ looks: [Look]) -> (verdict: ServiceVerdict, index: Int) {
        var watch = ServiceWatch(
            settings: ServiceWatchSettings(imageDigest: S.digest), baseline: ServiceBaseline(S.service(current: "old")),
            began: Sample.start)
        for (index, look) in looks.enumerated() {
            let now = Sample.start + Double(index) * 10
            let current = look.deployment == nil ? "old" : S.deployment
            _ = watch.handle(.service(S.service(current: current, running: look.runs, desired: look.desired)), at: now)
            if let deployment = look.deployment { _ = watch.handle(.deployment(deployment), at: now) }
            if watch.wantedRevision != nil { _ = watch.handle(.revision(S.revision()), at: now) }
            if watch.verdict.isFinal { return (watch.verdict, index) }
        }
        return (watch.verdict, looks.count)
    }

    @Test("The watch succeeds no later than ServicesStable, and fails where the waiter takes a rollback for stability")
    func servicesStable() async throws {
        var generator = SeededGenerator(seed: 11)
        let truths = (0..<200).map { $0 % 2 == 0 }
        let histories = truths.map { history(succeeds: $0, using: &generator) }
        let verdicts = try await WaiterOracle.judge(
            service: "ecs", waiter: "ServicesStable", responses: histories.map { $0.map(Response.init) })
        try #require(verdicts.count == histories.count)
        var (early, deceived) = (0, 0)
        for ((looks, succeeds), theirs) in zip(zip(histories, truths), verdicts) {
            let ours = ours(looks)
            #expect(ours.verdict.isFinal)
            #expect((ours.verdict == .succeeded) == succeeds)
            let index = try #require(
                theirs.state == "success" ? theirs.index : nil, "the waiter has no other verdict here")
            if !succeeds {
                deceived += 1
            } else if looks[index].deployment == nil {
                early += 1
            } else {
                #expect(ours.index <= index)
            }
        }
        #expect(early > 0 && deceived > 0, "the traps were not met")
    }
}
