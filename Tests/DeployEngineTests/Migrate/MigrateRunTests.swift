import DeployEngine
import DeployEngineTesting
import Testing

@Suite("A migration outside of a deployment")
struct MigrateRunTests {
    private static func migrate(_ stage: DeployStage, token: String = "t") async throws -> MigrateRun.Result {
        try await MigrateRun(
            context: stage.context(), plan: SampleApp().plan(imageDigest: nil), addresses: stage.addresses()
        ).run(author: Release.Author(caller: "", host: "stage"), token: token)
    }

    @Test("It runs the deployed task, tells the level and releases the lease")
    func success() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        let result = try await Self.migrate(stage)
        guard case .exited(_, 0) = result.outcome else { return #expect(Bool(false), "\(result.outcome)") }
        #expect(result.levels?.level == 4)
        #expect(try await stage.lease().stored == nil)
    }

    @Test("A failing migration tells its exit code and releases the lease")
    func failure() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        stage.aws.workloads { $0.ecs.commandBehaviours["migrate"] = .crashing(code: 3, log: ["no"]) }
        let result = try await Self.migrate(stage)
        guard case .exited(_, 3) = result.outcome else { return #expect(Bool(false), "\(result.outcome)") }
        #expect(try await stage.lease().stored == nil)
    }

    @Test("An environment that was never deployed has no migration")
    func missing() async throws {
        let stage = try await DeployStage()
        let error = await #expect(throws: EngineError.self) { try await Self.migrate(stage) }
        #expect(error?.code == .refused)
        #expect(try await stage.lease().stored == nil)
    }
}
