import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite("Pruning an account in memory")
struct PruneOnAccountTests {
    /// An account with a release of each tag, a month ago.
    private func deployed(_ tags: [String]) async throws -> DeployStage {
        let stage = try await DeployStage()
        for tag in tags {
            if tag != "1" { stage.push(tag) }
            #expect(try await stage.deploy(SampleApp(tag: tag)).ending == .succeeded)
        }
        stage.aws.clock.advance(by: .seconds(30 * 86_400))
        return stage
    }

    private func preparation(
        _ stage: DeployStage, keep: Int, _ change: (inout PruneOptions) -> Void = { _ in }
    ) throws -> PrunePreparation {
        var options = PruneOptions(targets: keep)
        change(&options)
        return PrunePreparation(
            context: stage.context(), ledger: try stage.ledger(), plan: try SampleApp().plan(imageDigest: nil),
            options: options)
    }

    @discardableResult
    private func prune(_ stage: DeployStage, keep: Int) async throws -> PrunePlan {
        let preparation = try preparation(stage, keep: keep)
        return try await PruneExecution(preparation) {}.run(try await preparation.plan())
    }

    private func images(_ stage: DeployStage) -> Set<String> {
        let found = stage.aws.workloads { workloads -> [String] in
            Array(workloads.registry.repositories[SampleApp.repository]?.images.keys ?? [:].keys)
        }
        return Set(found ?? [])
    }

    private func activeDefinitions(_ stage: DeployStage) async throws -> Set<String> {
        let list = ContainerOperations.ListTaskDefinitions(status: "ACTIVE")
        return Set(try await stage.context().calls.allPages(of: list).flatMap(\.arns))
    }

    private func keys(_ stage: DeployStage) async throws -> Set<String> {
        let location = try stage.addresses().location(of: "app-test-artifacts")
        return Set(try await ObjectStore(calls: stage.context().calls, location: location).keys(below: ""))
    }

    private func digest(_ stage: DeployStage, _ release: Int) async throws -> String {
        try #require(try await stage.ledger().get(release)?.release.image?.digest)
    }

    @Test("What older releases alone need is removed, and every retained release can still be restored")
    func retention() async throws {
        let stage = try await deployed(["1", "2", "3", "4", "5", "6"])
        let before = try await keys(stage)
        let plan = try await prune(stage, keep: 2)
        #expect(plan.releases == [1, 2, 3])
        #expect(plan.images.flatMap(\.tags).sorted() == ["1", "2", "3"])
        // Of the migration, the deployed revision and those of the retained releases stay.
        #expect(plan.taskDefinitions.count == 6)
        #expect(images(stage) == [try await digest(stage, 4), try await digest(stage, 5), try await digest(stage, 6)])
        let removed = before.subtracting(try await keys(stage))
        // A foundation that all releases share keeps its template.
        #expect(removed.count == 6 && removed.allSatisfy { $0.hasPrefix("templates/") })
        let rollback = RollbackPreparation(context: stage.context(), ledger: try stage.ledger())
        for number in [4, 5] {
            for scope in RollbackScope.allCases {
                let plan = try await rollback.plan(to: number, scope: scope).plan
                #expect(plan.refusals.isEmpty, "\(number) \(scope): \(plan.refusals)")
            }
        }
        let refusals = try await rollback.plan(to: 3, scope: .stacks).plan.refusals
        #expect(refusals.contains { $0.contains("'infra-cli prune' removed") && $0.contains("5, 4") }, "\(refusals)")
        #expect(try await preparation(stage, keep: 2).plan().isEmpty)
        #expect(try await stage.deploy(SampleApp(tag: "6")).ending == .unchanged)
    }

    @Test("A retention that is longer than the history removes nothing")
    func short() async throws {
        let stage = try await deployed(["1", "2"])
        let plan = try await preparation(stage, keep: 10).plan()
        #expect(plan.isEmpty && plan.refusals.isEmpty)
        #expect(plan.kept[2] == "release 2 is deployed" && plan.kept[1] == "a rollback to release 1 needs it")
    }

    @Test("A digest that an old and the deployed release share stays with all of its tags")
    func shared() async throws {
        let stage = try await deployed(["1", "2", "3"])
        stage.push("again", seed: "1")
        #expect(try await stage.deploy(SampleApp(tag: "again", setting: "two")).ending == .succeeded)
        stage.aws.clock.advance(by: .seconds(30 * 86_400))
        let shared = try await digest(stage, 1)
        #expect(try await digest(stage, 4) == shared)
        let plan = try await prune(stage, keep: 1)
        #expect(plan.releases == [1, 2])
        #expect(plan.images.map(\.digest) == [try await digest(stage, 2)])
        #expect(images(stage).contains(shared))
    }

    @Test("After a service rollback, what the service runs and what its stack describes stay")
    func detour() async throws {
        let stage = try await deployed(["1", "2", "3", "4"])
        let ledger = try stage.ledger()
        let rollback = try await RollbackPreparation(context: stage.context(), ledger: ledger)
            .plan(to: 2, scope: .service).plan
        let run = ServiceRollbackRun(context: stage.context(), ledger: ledger, author: .init(caller: ""))
        _ = try await stage.underLease("rollback") { lease throws(EngineError) in
            try await run.run(rollback, under: lease).release
        }
        stage.aws.clock.advance(by: .seconds(30 * 86_400))
        let plan = try await prune(stage, keep: 1)
        // Release 4 is described and the one target; release 2 runs.
        #expect(Set(plan.images.map(\.digest)) == [try await digest(stage, 1), try await digest(stage, 3)])
        #expect(stage.runningDigests == [try await digest(stage, 2)])
        #expect(try await stage.deploy(SampleApp(tag: "4")).ending == .succeeded)
    }

    @Test("An image that an active task definition of another environment names stays, and so does that definition")
    func foreign() async throws {
        let stage = try await deployed(["1", "2", "3"])
        let old = try await digest(stage, 1)
        // A family whose name begins like the environment's.
        let other = try await stage.context().calls.call(
            ContainerOperations.RegisterTaskDefinition(
                family: "app-test-service-production",
                containers: [.init(name: "main", image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:1")]))
        let plan = try await prune(stage, keep: 1)
        #expect(plan.taskDefinitions.count == 2 && plan.images.isEmpty)
        #expect(images(stage).contains(old))
        #expect(try await activeDefinitions(stage).contains(other.taskDefinition.arn))
    }

    @Test("What came into use between the plan and its execution stays")
    func race() async throws {
        let stage = try await deployed(["1", "2", "3", "4"])
        let preparation = try preparation(stage, keep: 1)
        let shown = try await preparation.plan()
        #expect(shown.images.count == 2)
        _ = try await stage.context().calls.call(
            ContainerOperations.RegisterTaskDefinition(
                family: "another",
                containers: [.init(name: "main", image: "x.example.com/app@\(try await digest(stage, 1))")]))
        let done = try await PruneExecution(preparation) {}.run(shown)
        #expect(done.images.map(\.digest) == [try await digest(stage, 2)])
    }

    @Test("The images of an index go with it, and a recent push stays")
    func index() async throws {
        let stage = try await deployed(["1", "2"])
        stage.aws.workloads { workloads in
            let now = workloads.now
            for (tag, age) in [("old", 20.0), ("new", 3.0)] {
                _ = workloads.registry.push(
                    to: SampleApp.repository, tags: [tag],
                    .init {
                        $0.seed = tag
                        $0.platforms = [.amd64, .arm64]
                        $0.hasAttestation = true
                    }, at: now.addingTimeInterval(-age * 86_400))
            }
        }
        let plan = try await prune(stage, keep: 5)
        // The index, its two images and the attestation.
        #expect(plan.images.count == 4 && plan.images.contains { $0.tags == ["old"] })
        #expect(images(stage).count == 6)
    }

    @Test("An open release refuses everything")
    func open() async throws {
        let stage = try await deployed(["1", "2", "3"])
        _ = try await stage.ledger().allocate(
            Release(
                number: 0, environment: SampleApp.environment, nonce: "n", started: stage.aws.clock.date,
                author: .init(caller: "alice")))
        let plan = try await preparation(stage, keep: 1).plan()
        #expect(plan.refusals.contains { $0.contains("release 4 has no outcome") && $0.contains("attach test") })
        #expect(plan.isEmpty)
        let error = await #expect(throws: EngineError.self) { try await prune(stage, keep: 1) }
        #expect(error?.code == .refused)
    }

    @Test("A denied deregistration names the action, and no image is deleted")
    func denied() async throws {
        let stage = try await deployed(["1", "2", "3"])
        let before = images(stage)
        stage.aws.setFault { request, _ in
            request.operation == "DeregisterTaskDefinition"
                ? .error(FakeError("AccessDeniedException", "no identity-based policy allows it", status: 400)) : nil
        }
        let error = await #expect(throws: EngineError.self) { try await prune(stage, keep: 1) }
        #expect(error?.code == .accessDenied)
        #expect(error?.advice?.contains("ecs:DeregisterTaskDefinition") == true, "\(String(describing: error))")
        #expect(images(stage) == before)
        stage.aws.setFault { _, _ in nil }
        // The next run goes on where the first one ended.
        #expect(try await prune(stage, keep: 1).images.count == 1)
    }

    @Test("Images of another registry stay, and the plan says so")
    func otherRegistry() async throws {
        let stage = try await deployed(["1", "2", "3"])
        let plan = try await preparation(stage, keep: 1) { $0.leavesImages = "another account pulls them" }.plan()
        #expect(plan.images.isEmpty && plan.repository == nil && plan.taskDefinitions.count == 2)
        #expect(plan.notes == ["images stay: another account pulls them"])
    }

    @Test("The plan is a list for people")
    func lines() async throws {
        let stage = try await deployed(["1", "2", "3", "4"])
        let lines = try await preparation(stage, keep: 1).plan().lines
        #expect(lines.contains("keeps release 4: release 4 is deployed"))
        #expect(lines.contains("- releases that cannot be restored afterwards: 1 to 2"))
        #expect(lines.contains("- deregister app-test-service:1"))
        #expect(lines.contains("- delete 4 templates"))
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines)")
    }
}
