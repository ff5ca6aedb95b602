import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Synchronization
import Testing

@Suite("Commands of development on an account in memory")
struct DevelopmentOnAccountTests {
    private func deployed(_ app: SampleApp = SampleApp()) async throws -> DeployStage {
        let stage = try await DeployStage()
        #expect(try await stage.deploy(app).ending == .succeeded)
        return stage
    }

    private func runningDigests(_ stage: DeployStage) -> Set<String> {
        stage.aws.workloads { workloads in
            Set(
                workloads.ecs.tasks.values.filter { $0.status == .running }.compactMap { $0.containers.first?.digest })
        } ?? []
    }

    private func desiredCount(_ stage: DeployStage) async throws -> Int {
        let calls = stage.context().calls
        return try await DeployedService.find(try SampleApp().plan(imageDigest: nil), calls).describe(calls)
            .desiredCount
    }

    /// The calls since a point that change something, without those of the bucket; a download of a layer is none.
    private func changes(_ stage: DeployStage, since count: Int) -> [String] {
        let reading = ["Describe", "List", "Get", "BatchGet", "GET"]
        return stage.aws.calls.dropFirst(count).map(\.name).filter { name in
            let operation = name.split(separator: ":").last ?? ""
            return !name.hasPrefix("s3:") && !reading.contains { operation.hasPrefix($0) }
        }
    }

    private func fast(_ stage: DeployStage, _ app: SampleApp) async throws -> FastDeployRun.Result {
        let run = FastDeployRun(context: stage.context(), ledger: try stage.ledger(), author: .init(caller: ""))
        let plan = try app.plan(imageDigest: nil)
        return try await stage.underLease("deploy --fast") { lease throws(EngineError) in
            try await run.run(plan, under: lease)
        }
    }

    @Test("A fast deployment is two changes in ECS and none in CloudFormation, and the next deployment closes it")
    func fastDeployment() async throws {
        let stage = try await deployed()
        let first = runningDigests(stage)
        let second = stage.push("2")
        let before = stage.aws.calls.count
        let result = try await fast(stage, SampleApp(tag: "2"))
        #expect(changes(stage, since: before) == ["ecs:RegisterTaskDefinition", "ecs:UpdateService"])
        #expect(runningDigests(stage) == [second])
        let release = try #require(result.release)
        #expect(release.kind == .fast && release.outcome == .succeeded && release.image?.digest == second)
        let detour = try #require(Detour(ReleaseHistory(try await stage.releases())))
        #expect(detour.note.contains("the image of the fast deployment 2, while its stack describes release 1"))
        #expect(try await fast(stage, SampleApp(tag: "2")).outcome == .unchanged)
        // No stack changes, and the service returns to its stack all the same.
        #expect(try await stage.deploy().ending == .succeeded)
        #expect(runningDigests(stage) == first)
        #expect(Detour(ReleaseHistory(try await stage.releases())) == nil)
        #expect(try await stage.deploy().ending == .unchanged)
    }

    @Test("A service that was changed without a record returns to its stack with the next deployment")
    func unrecorded() async throws {
        let stage = try await deployed()
        let first = runningDigests(stage)
        stage.push("2")
        let plan = try SampleApp(tag: "2").plan(imageDigest: nil)
        let calls = stage.context().calls
        let service = try await DeployedService.find(plan, calls)
        let image = try #require(try await ImageCheck(calls: calls).run(plan.image).digest)
        let deployment = try FastDeployment(
            context: stage.context(), isProduction: false, cluster: service.cluster, service: service.name,
            container: "main", image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app@\(image)",
            heartbeat: { () async throws(EngineError) in }, deadline: nil, evidence: { _ in })
        _ = try await deployment.run()
        #expect(runningDigests(stage) == [image])
        #expect(try await stage.deploy().ending == .succeeded)
        #expect(runningDigests(stage) == first)
        #expect(try await stage.deploy().ending == .unchanged)
    }

    @Test("A fast deployment whose tasks crash is rolled back, and the ledger says so")
    func crash() async throws {
        let stage = try await deployed()
        let first = runningDigests(stage)
        stage.push("2", .crashing(code: 1, log: ["no"]))
        let result = try await fast(stage, SampleApp(tag: "2"))
        guard case .rolledBack(.service, _)? = result.release?.outcome else {
            return #expect(Bool(false), "\(String(describing: result.release?.outcome))")
        }
        #expect(runningDigests(stage) == first)
        #expect(Detour(ReleaseHistory(try await stage.releases())) == nil)
    }

    @Test("A fast deployment of an image for another CPU is refused before anything is changed")
    func wrongCPU() async throws {
        let stage = try await deployed()
        stage.push("2", platform: .arm64)
        let before = stage.aws.calls.count
        var run = FastDeployRun(context: stage.context(), ledger: try stage.ledger(), author: .init(caller: ""))
        run.blobs = HTTPBlobSource(transport: stage.aws.transport)
        let (prepared, plan) = (run, try SampleApp(tag: "2").plan(imageDigest: nil))
        let error = await #expect(throws: EngineError.self) {
            try await stage.underLease("deploy --fast") { lease throws(EngineError) in
                try await prepared.run(plan, under: lease)
            }
        }
        #expect(error?.code == .refused)
        #expect(changes(stage, since: before).isEmpty)
    }

    @Test("Another number of tasks lasts until the next deployment")
    func scale() async throws {
        let stage = try await deployed()
        let result = try await ScaleRun(context: stage.context(), plan: SampleApp().plan(imageDigest: nil)).run(3)
        #expect(result.before == 1 && result.count == 3)
        #expect(result.notes == ["the next infra-cli deploy returns to the 1 of the environment's file"])
        #expect(try await desiredCount(stage) == 3)
        #expect(try await stage.deploy().ending == .succeeded)
        #expect(try await desiredCount(stage) == 1)
        #expect(try await stage.deploy().ending == .unchanged)
    }

    @Test("A one-off task has the service's image and network, and its log and exit code arrive")
    func run() async throws {
        let stage = try await deployed()
        stage.aws.workloads { $0.ecs.commandBehaviours["report"] = .crashing(code: 7, after: 5, log: ["one", "two"]) }
        let request = try await OneOffTask(command: ["report", "--all"], environment: ["LEVEL": "debug"]).request(
            of: SampleApp().plan(imageDigest: nil), token: "run-1", stage.context().calls)
        #expect(request.container == "main" && request.subnets == ["subnet-1"] && request.logPrefix == "task")
        let lines = Mutex<[String]>([])
        let outcome = try await RunTaskExecution(
            context: stage.context(), phase: .service, heartbeat: { () async throws(EngineError) in },
            request: request, deadline: nil, onLine: { line in lines.withLock { $0.append(line) } }
        ).run()
        guard case .exited(_, 7) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(lines.withLock { $0 } == ["one", "two"])
        let error = await #expect(throws: EngineError.self) {
            try await OneOffTask(container: "proxy").request(
                of: SampleApp().plan(imageDigest: nil), token: "run-2", stage.context().calls)
        }
        #expect(error?.code == .invalidInput)
        #expect(error?.description.contains("Name one of them: main") == true)
    }

    @Test("A session opens in the newest task that takes commands, and the plugin's arguments have no token")
    func exec() async throws {
        let stage = try await deployed()
        let plan = try SampleApp().plan(imageDigest: nil)
        let calls = stage.context().calls
        let off = await #expect(throws: EngineError.self) { try await CommandTarget.find(plan, calls) }
        #expect(off?.code == .refused)
        #expect(off?.description.contains("service.exec: true") == true)
        let service = try await DeployedService.find(plan, calls)
        _ = try await ServiceUpdateExecution(
            context: stage.context(), phase: .service, heartbeat: { () async throws(EngineError) in },
            update: .init(
                cluster: service.cluster, service: service.name, forcesNewDeployment: true, enablesExecuteCommand: true),
            settings: .init(cluster: service.cluster, service: service.name), deadline: nil, evidence: { _ in }
        ).run()
        let target = try await CommandTarget.find(plan, calls)
        #expect(target.container == "main" && !target.runtimeID.isEmpty)
        let session = try await target.open("/bin/sh", calls)
        let plugin = SessionPlugin(
            session, target: target, region: "eu-central-1", endpoint: "https://ssm.eu-central-1.amazonaws.com")
        #expect(
            plugin.words.prefix(4) == [SessionPlugin.program, SessionPlugin.variable, "eu-central-1", "StartSession"])
        #expect(
            plugin.words[5] == #"{"Target":"ecs:\#(target.cluster)_\#(target.task)_\#(target.runtimeID)"}"#)
        #expect(!plugin.words.contains { $0.contains("fake-token") })
        #expect(plugin.variables[SessionPlugin.variable]?.contains("fake-token") == true)
        let missing = await #expect(throws: EngineError.self) {
            try await CommandTarget.find(plan, task: "zzz", calls)
        }
        #expect(missing?.code == .notFound)
        #expect(missing?.description.contains(target.task) == true)
    }

    @Test(
        "A version of the plugin that takes the token as an argument is an obstacle",
        arguments: [
            ("1.2.650.0\n", nil), ("1.2.497.1", nil), ("1.3", nil), ("1.2.497.0", "is version 1.2.497.0"),
            ("1.2.54.0\n", "is version 1.2.54.0"), ("", "states no version"), (nil, "states no version"),
            ("The plugin was installed", "states no version"),
        ] as [(String?, String?)])
    func version(text: String?, words: String?) {
        let obstacle = SessionPlugin.obstacle(version: text)
        #expect((obstacle == nil) == (words == nil))
        if let words { #expect(obstacle?.contains(words) == true, "\(String(describing: obstacle))") }
    }

    @Test("Production refuses each shortcut with the way that it has", arguments: DevelopmentShortcut.allCases)
    func production(shortcut: DevelopmentShortcut) throws {
        try shortcut.allow(inProduction: false)
        let error = #expect(throws: EngineError.self) { try shortcut.allow(inProduction: true) }
        #expect(error?.code == .refused)
        #expect(error?.message.hasPrefix("`infra-cli \(shortcut.rawValue)` ") == true)
        #expect(error?.advice?.contains("infra-cli ") == true)
    }

    @Test(
        "The consequences of a number of tasks name automatic scaling and the environment's file",
        arguments: [
            (2, nil, 2, ["the environment's file states the same number"]),
            (
                0, nil, 2,
                [
                    "the next infra-cli deploy returns to the 2 of the environment's file",
                    "with no task, nothing answers",
                ]
            ),
            (
                3, ScalableTarget(resource: "r", minimum: 2, maximum: 6), nil,
                ["automatic scaling goes on from there, within 2 to 6: its policies may change it soon"]
            ),
            (
                9, ScalableTarget(resource: "r", minimum: 2, maximum: 6), nil,
                ["automatic scaling moves it back into 2 to 6 at its next look"]
            ),
            (3, nil, nil, ["the environment's file states no number, so the next infra-cli deploy keeps it"]),
        ] as [(Int, ScalableTarget?, Int?, [String])])
    func notes(count: Int, target: ScalableTarget?, stated: Int?, expected: [String]) {
        #expect(ScaleRun.notes(count, target: target, stated: stated) == expected)
    }
}
