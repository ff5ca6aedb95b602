import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite("A rollback on an account in memory")
struct RollbackOnAccountTests {
    private func deployed(_ tags: [String]) async throws -> DeployStage {
        let stage = try await DeployStage()
        for tag in tags {
            if tag != "1" { stage.push(tag) }
            let result = try await stage.deploy(SampleApp(tag: tag))
            #expect(result.ending == .succeeded)
        }
        return stage
    }

    private func location(_ stage: DeployStage) throws -> BucketLocation {
        try stage.addresses().location(of: "app-test-artifacts")
    }

    private func rollBackService(_ stage: DeployStage, to number: Int?) async throws -> (
        Release, ServiceRollbackExecution.Outcome
    ) {
        let ledger = try stage.ledger()
        let preparation = RollbackPreparation(context: stage.context(), ledger: ledger)
        let plan = try await preparation.plan(to: number, scope: .service).plan
        #expect(plan.refusals.isEmpty, "\(plan.refusals)")
        let run = ServiceRollbackRun(context: stage.context(), ledger: ledger, author: .init(caller: ""))
        return try await stage.underLease("rollback") { lease throws(EngineError) in
            let result = try await run.run(plan, under: lease)
            return (result.release, result.outcome)
        }
    }

    private func runningDigests(_ stage: DeployStage) -> Set<String> {
        stage.aws.workloads { workloads in
            Set(
                workloads.ecs.tasks.values.filter { $0.status == .running }.compactMap { $0.containers.first?.digest })
        } ?? []
    }

    @Test("After five deployments the service returns to the release before the last and to the one two before that")
    func serviceOnly() async throws {
        let stage = try await deployed(["1", "2", "3", "4", "5"])
        let releases = try await stage.releases()
        for number in [4, 2] {
            let (release, outcome) = try await rollBackService(stage, to: number)
            guard case .succeeded = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(release.author.caller == "alice" && release.nonce.hasPrefix("rollback-"))
            #expect(release.kind == .serviceRollback && release.restores == number && release.outcome == .succeeded)
            let wanted = try #require(releases.first { $0.number == number }?.image?.digest)
            #expect(runningDigests(stage) == [wanted])
            #expect(try await stage.status(.service) == "UPDATE_COMPLETE")
            #expect(try await stage.lease().stored == nil)
        }
    }

    @Test("Without a number the service returns to the newest release that can be restored")
    func newest() async throws {
        let stage = try await deployed(["1", "2"])
        let (release, _) = try await rollBackService(stage, to: nil)
        #expect(release.restores == 1)
    }

    @Test("The next deployment closes the detour, with another image and with the same")
    func detour() async throws {
        let stage = try await deployed(["1", "2"])
        _ = try await rollBackService(stage, to: 1)
        let digest = try #require(try await stage.releases().first { $0.number == 2 }?.image?.digest)
        // No stack changes, and the service returns to its stack all the same.
        let same = try await stage.deploy(SampleApp(tag: "2"))
        #expect(same.ending == .succeeded && same.release?.number == 4)
        #expect(runningDigests(stage) == [digest])
        _ = try await rollBackService(stage, to: 1)
        let third = stage.push("3")
        #expect(try await stage.deploy(SampleApp(tag: "3")).ending == .succeeded)
        #expect(runningDigests(stage) == [third])
        #expect(Detour(ReleaseHistory(try await stage.releases())) == nil)
        #expect(try await stage.deploy(SampleApp(tag: "3")).ending == .unchanged)
    }

    @Test("A rollback through the stacks restores templates and the image from the ledger alone")
    func stacks() async throws {
        let stage = try await DeployStage()
        #expect(try await stage.deploy(SampleApp(setting: "old")).ending == .succeeded)
        stage.push("2")
        #expect(try await stage.deploy(SampleApp(tag: "2", databaseSize: "30", setting: "new")).ending == .succeeded)
        // The tag moves on; the digest counts.
        stage.push("1")
        let ledger = try stage.ledger()
        let preparation = RollbackPreparation(context: stage.context(), ledger: ledger)
        let plan = try await preparation.plan(to: 1, scope: .stacks).plan
        #expect(plan.refusals.isEmpty, "\(plan.refusals)")
        let planner = try await preparation.planner(of: plan, base: try SampleApp(tag: "2").plan(imageDigest: nil))
        var options = DeployOptions()
        options.approval = .always
        options.restores = 1
        var run = DeployRun(
            context: stage.context(), planner: planner, dialogue: stage.dialogue, probe: StageProbe(result: .ready),
            addresses: try stage.addresses())
        let result = await run.run(options)
        #expect(result.ending == .succeeded)
        let release = try #require(result.release)
        #expect(release.kind == .rollback && release.restores == 1 && release.number == 3)
        let first = try #require(try await ledger.get(1)?.release)
        #expect(release.image?.digest == first.image?.digest)
        #expect(release.stacks.map(\.templateDigest) == first.stacks.map(\.templateDigest))
        #expect(runningDigests(stage) == [try #require(first.image?.digest)])
        // What is deployed now cannot be returned to, and the release before can.
        #expect(
            try await preparation.plan(to: 1, scope: .stacks).plan.refusals.contains {
                $0.contains("is what is deployed")
            })
        #expect(try await preparation.plan(to: nil, scope: .stacks).plan.target?.number == 2)
    }

    @Test("A rollback to an image that is gone is refused before anything is changed")
    func missingImage() async throws {
        let stage = try await deployed(["1", "2"])
        let first = try #require(try await stage.releases().last)
        _ = try await stage.context().calls.call(
            ImageOperations.BatchDeleteImage(
                repository: SampleApp.repository, ids: [ImageIdentifier(digest: first.image?.digest)]))
        let preparation = RollbackPreparation(context: stage.context(), ledger: try stage.ledger())
        for scope in RollbackScope.allCases {
            let plan = try await preparation.plan(to: 1, scope: scope).plan
            #expect(plan.refusals.contains { $0.contains("does not exist any more") }, "\(plan.refusals)")
        }
    }

    @Test("A rollback to a deregistered task definition is refused, and the way through the stacks is named")
    func deregistered() async throws {
        let stage = try await deployed(["1", "2"])
        let first = try #require(try await stage.releases().last?.service?.taskDefinition)
        _ = try await stage.context().calls.call(ContainerOperations.DeregisterTaskDefinition(taskDefinition: first))
        let preparation = RollbackPreparation(context: stage.context(), ledger: try stage.ledger())
        let plan = try await preparation.plan(to: 1, scope: .service).plan
        #expect(plan.refusals.contains { $0.contains("deregistered") }, "\(plan.refusals)")
        #expect(try await preparation.plan(to: 1, scope: .stacks).plan.refusals.isEmpty)
    }

    @Test(
        "A rollback is refused once the schema needs a newer program, and allowed if it only grew",
        arguments: RollbackScope.allCases)
    func schema(scope: RollbackScope) async throws {
        let stage = try await deployed(["1"])
        let preparation = RollbackPreparation(context: stage.context(), ledger: try stage.ledger())
        // Release 2 adds what release 1 ignores; release 3 removes what release 1 relies on.
        for (tag, level, needed) in [("2", 5, 4), ("3", 6, 6)] {
            stage.push(tag)
            stage.aws.workloads { $0.ecs.commandBehaviours["migrate"] = .migration(level: level, needed: needed) }
            #expect(try await stage.deploy(SampleApp(tag: tag)).ending == .succeeded)
            let refusals = try await preparation.plan(to: 1, scope: scope).plan.refusals
            #expect(refusals.isEmpty == (needed == 4), "\(refusals)")
            if let refusal = refusals.first {
                #expect(
                    refusal.contains("moved past release 1 with release 3: it is at level 6 and needs a program")
                        && refusal.contains("knows level 4"), "\(refusal)")
            }
        }
        #expect(try await preparation.plan(to: 2, scope: scope).plan.refusals.count == 1)
        #expect(try await preparation.plan(to: 1, scope: scope, acceptsSchema: true).plan.refusals.isEmpty)
    }

    @Test("A service rollback whose tasks crash ends with its reason, and the ledger says that it was undone")
    func crash() async throws {
        let stage = try await deployed(["1", "2"])
        let first = try #require(try await stage.releases().last?.image?.digest)
        stage.aws.workloads { $0.ecs.behaviours[first] = .crashing(code: 1, log: ["the secret was rotated"]) }
        let (release, outcome) = try await rollBackService(stage, to: 1)
        guard case .failed = outcome else { return #expect(Bool(false), "\(outcome)") }
        guard case .rolledBack(.service, _) = release.outcome else { return #expect(Bool(false), "\(release.outcome)") }
        #expect(!runningDigests(stage).contains(first))
        #expect(Detour(ReleaseHistory(try await stage.releases())) == nil)
    }

    @Test("An environment is destroyed in order, and what is retained stays")
    func destroy() async throws {
        let stage = try await deployed(["1"])
        let context = stage.context()
        let now = stage.aws.clock.date
        let destruction = DestroyExecution(
            context: context, addresses: try stage.addresses(),
            stacks: SampleApp.roles.map {
                EnvironmentStack(name: SampleApp.name($0), statefulIDs: $0 == .foundation ? ["Database"] : [])
            }, bootstrap: EnvironmentStack(name: SampleApp.bootstrapName), location: try location(stage),
            record: LeaseRecord(
                environment: SampleApp.environment, operation: "destroy", holder: "alice", token: "destroy",
                acquired: now, expires: now))
        let plan = try await destruction.plan()
        #expect(plan.blockers.isEmpty, "\(plan.blockers)")
        #expect(plan.snapshots == ["Database (AWS::RDS::DBInstance)"])
        #expect(plan.retained.contains { $0.hasPrefix("Task (AWS::ECS::TaskDefinition)") })
        try await destruction.run(plan)
        for role in SampleApp.roles { #expect(try await stage.status(role) == nil) }
        #expect(try await stage.lease().stored == nil)
        #expect(try await destruction.plan().isEmpty)
    }
}
