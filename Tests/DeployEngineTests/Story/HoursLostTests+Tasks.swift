import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

extension HoursLostTests {
    /// An account on which version 1 runs, and version 2 is pushed.
    private static func running(_ second: FakeImageBehaviour, _ app: SampleApp = SampleApp()) async throws -> (
        stage: DeployStage, first: String, second: String
    ) {
        let stage = try await DeployStage()
        let result = try await stage.deploy(app)
        #expect(result.ending == .succeeded)
        let digest = stage.push("2", second)
        return (stage, try #require(result.release?.image?.digest), digest)
    }

    // MARK: - Images

    @Sendable static func wrongProcessor() async throws {
        let stage = try await DeployStage()
        #expect(try await stage.deploy().ending == .succeeded)
        stage.push("2", platform: .arm64)
        let before = stage.aws.calls.count
        let failure = failure(try await stage.deploy(SampleApp(tag: "2")))
        #expect(failure?.step == .preflight)
        #expect(failure?.reason.contains("app:2 is built for linux/arm64; expected linux/amd64") == true)
        #expect(failure?.reason.contains("--platform linux/amd64") == true)
        let calls = stage.aws.calls.dropFirst(before).map(\.request.operation)
        #expect(!calls.contains { ["CreateChangeSet", "ExecuteChangeSet", "RunTask", "UpdateService"].contains($0) })
        #expect(try await stage.releases().count == 1)
    }

    @Sendable static func missingModule() async throws {
        let line = "error while loading shared libraries: libexample.so.5: cannot open shared object file"
        let (stage, first, _) = try await running(.crashing(code: 127, after: 1, log: [line]))
        stage.aws.workloads { $0.ecs.commandBehaviours["migrate"] = .crashing(code: 127, after: 1, log: [line]) }
        // The migration runs the new image first, so the service never meets it.
        let failure = failure(try await stage.deploy(SampleApp(tag: "2")))
        #expect(failure?.step == .migrate && failure?.reason.contains("libexample.so.5") == true)
        #expect(stage.runningDigests == [first])
        #expect(try await stage.status(.service) == "CREATE_COMPLETE")
    }

    // MARK: - Tasks that do not stay

    @Sendable static func crashLoop() async throws {
        var app = SampleApp()
        // Without a circuit breaker, CloudFormation waits three hours for such a service.
        app.hasBreaker = false
        let line = "DB_HOST is not set; expected a host name"
        let (stage, first, second) = try await running(.crashing(code: 1, log: [line]), app)
        app.tag = "2"
        // Here ECS forgets stopped tasks before the rollback ends; what was read before has to be kept.
        stage.aws.workloads { $0.ecs.timings.stoppedTaskRetention = 60 }
        let began = stage.aws.clock.date
        let result = try await stage.deploy(app)
        let failure = failure(result)
        #expect(failure?.step == .execute(.service))
        #expect(stage.aws.clock.date.timeIntervalSince(began) < 30 * 60)
        #expect(stage.aws.calls.contains { $0.name == "ecs:StopServiceDeployment" })
        #expect(stage.runningDigests == [first])
        let explanation = try #require(result.explanation)
        #expect(explanation.causeID == "setting-missing" && explanation.text().contains(line))
        let evidence = try #require(result.evidence)
        #expect(evidence.tasks.contains { $0.containers.contains { $0.digest == second } })
        let starter = evidence.deployments.compactMap(\.startedBy).first
        #expect(starter?.hasPrefix("ecs-svc/") == true && evidence.tasks.contains { $0.startedBy == starter })
        // Hours later the explanation is the same, from the bucket.
        stage.aws.clock.advance(by: .seconds(2 * 3600))
        let left = stage.aws.workloads { $0.ecs.tasks.values.count { $0.status == .stopped } }
        #expect(left == 0)
        let store = BucketEvidenceStore(
            calls: stage.context().calls, bucket: try stage.addresses().location(of: "app-test-artifacts"))
        let reader = EvidenceReader(
            context: stage.context(), environment: SampleApp.environment, stacks: SampleApp.roles.map(SampleApp.name),
            ledger: try stage.ledger(), stores: [store])
        #expect(CauseCatalogue.explain(try await reader.read(release: 2).bundle).text().contains(line))
    }

    @Sendable static func rejectedTargets() async throws {
        let (stage, first, _) = try await running(FakeImageBehaviour(.failsTargetHealth(.status(502))))
        let result = try await stage.deploy(SampleApp(tag: "2"))
        #expect(failure(result)?.step == .execute(.service))
        #expect(stage.runningDigests == [first])
        let evidence = try #require(result.evidence)
        #expect(evidence.serviceEvents.contains { $0.message.contains("[502]") })
        #expect(result.explanation?.causeID == "target-wrong-code")
        #expect(result.explanation?.text().contains("502") == true)
    }

    // MARK: - Migrations

    @Sendable static func racedMigration() async throws {
        let (stage, _, second) = try await running(.healthy())
        #expect(try await stage.deploy(SampleApp(tag: "2")).ending == .succeeded)
        let times: (migrated: Date?, started: Date?)? = stage.aws.workloads { workloads in
            let own = workloads.ecs.tasks.values.filter { task in task.containers.contains { $0.digest == second } }
            return (
                own.filter { $0.service == nil }.compactMap(\.stoppedAt).max(),
                own.filter { $0.service != nil }.map(\.createdAt).min()
            )
        }
        let (migrated, started) = (try #require(times?.migrated), try #require(times?.started))
        #expect(migrated < started, "the migration's task ended before a task of the service was made")
    }

    @Sendable static func twoDeployments() async throws {
        let (stage, _, _) = try await running(.healthy())
        // The first process dies in the middle, and its lease lives on for a while.
        let dying = FaultyTransport(stage.aws.transport, plan: .fault(.killAfterwards, of: "ecs:RunTask", times: 1...1))
        _ = try await stage.deploy(SampleApp(tag: "2"), through: dying)
        let before = stage.aws.calls.count
        let refused = failure(try await stage.deploy(SampleApp(tag: "2")))
        #expect(refused?.step == .acquireLease && refused?.code == .conflict)
        #expect(refused?.reason.contains("infra-cli attach") == true, "\(String(describing: refused))")
        #expect(!stage.aws.calls.dropFirst(before).contains { $0.name == "ecs:RunTask" })
        // Once it has expired, the next run takes over and goes on.
        stage.aws.clock.advance(by: .seconds(1200))
        #expect(try await stage.deploy(SampleApp(tag: "2")).ending == .succeeded)
    }

    // MARK: - Rollback

    @Sendable static func wholeRollback() async throws {
        let stage = try await DeployStage()
        #expect(try await stage.deploy(SampleApp(setting: "old")).ending == .succeeded)
        stage.push("2")
        #expect(try await stage.deploy(SampleApp(tag: "2", setting: "new")).ending == .succeeded)
        // The tag moves on to another image, which a template alone would deploy.
        let moved = stage.push("1", seed: "another")
        let ledger = try stage.ledger()
        let preparation = RollbackPreparation(context: stage.context(), ledger: ledger)
        let plan = try await preparation.plan(to: 1, scope: .stacks).plan
        #expect(plan.refusals.isEmpty, "\(plan.refusals)")
        let words = plan.lines.joined(separator: "\n")
        for kept in ["leaves data", "leaves the schema", "leaves secrets"] { #expect(words.contains(kept), "\(words)") }
        let planner = try await preparation.planner(of: plan, base: try SampleApp(tag: "2").plan(imageDigest: nil))
        var options = DeployOptions()
        options.approval = .always
        options.restores = 1
        var run = DeployRun(
            context: stage.context(), planner: planner, dialogue: stage.dialogue, probe: StageProbe(result: .ready),
            addresses: try stage.addresses())
        let release = try #require(await run.run(options).release)
        let first = try #require(try await ledger.get(1)?.release)
        #expect(release.outcome == .succeeded && release.restores == 1)
        #expect(release.stacks.map(\.templateDigest) == first.stacks.map(\.templateDigest))
        #expect(release.schema?.after == first.schema?.after)
        #expect(stage.runningDigests == [try #require(first.image?.digest)] && !stage.runningDigests.contains(moved))
    }
}
