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

    @Test("The levels are recorded with the newest release, and what its image knows stays")
    func record() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        stage.aws.workloads { $0.ecs.commandBehaviours["migrate"] = .migration(level: 6, needed: 5) }
        _ = try await Self.migrate(stage)
        let schema = try await stage.releases().first?.schema
        #expect(schema == .init(after: 6, neededLevel: 5, knownLevel: 4, servesFrom: 3))
    }

    private static func compatibility(_ needed: Int, _ served: String) -> String {
        "programs that know level \(needed) can serve it; this version serves level \(served)"
    }

    @Test(
        "The levels are read from the logs of every version",
        arguments: [
            (["the schema is at level 5"], 5, nil, nil),
            (["nothing to do: the schema is at level 5", compatibility(4, "5")], 5, 4, 5...5),
            (["the schema is at level 4; this version serves level 3 to 4"], 4, nil, 3...4),
            (["the schema is at level 1", "the schema is at level 7", compatibility(6, "6 to 7")], 7, 6, 6...7),
        ] as [([String], Int, Int?, ClosedRange<Int>?)])
    func levels(log: [String], level: Int, needed: Int?, served: ClosedRange<Int>?) {
        let levels = SchemaLevels(log: log)
        #expect(levels?.level == level && levels?.needed == needed && levels?.served == served)
    }

    @Test("A log without the level, such as that of a failure, tells nothing")
    func noLevels() {
        #expect(SchemaLevels(log: ["the database's schema is at level 5, this program needs level 6"]) == nil)
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
