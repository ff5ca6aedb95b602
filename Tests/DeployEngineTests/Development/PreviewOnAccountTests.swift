import AWSClient
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

/// The sample application as a preview of its environment: other names, and the end that a preview's stacks state.
private struct PreviewApp: ReleasePlanner {
    static let environment = "test.pr-1"
    static let prefix = "app-test-preview-"

    var app = SampleApp(databaseName: "app-pr-1")
    var expires: Date

    func plan(imageDigest: String?) throws(EngineError) -> ReleasePlan {
        var plan = try app.plan(imageDigest: imageDigest)
        plan.environment = Self.environment
        for place in plan.stacks.indices {
            func renamed(_ text: String) -> String {
                text.replacing("app-test", with: Self.prefix + "pr-1").replacing("/app/test", with: "/app/test-pr-1")
            }
            plan.stacks[place].name = renamed(plan.stacks[place].name)
            let output = #""Outputs": {"Expires": {"Value": "\#(expires.formatted(.iso8601))"}"#
            let template = renamed(plan.stacks[place].template)
            plan.stacks[place].template =
                template.contains(#""Outputs": {"#)
                ? template.replacing(#""Outputs": {"#, with: output + ", ")
                : template.replacing(#"{"Resources": {"#, with: "{" + output + #"}, "Resources": {"#)
        }
        return plan
    }
}

@Suite("A preview on an account in memory")
struct PreviewOnAccountTests {
    private func deploy(_ planner: any ReleasePlanner, on stage: DeployStage) async throws -> DeployResult {
        var options = DeployOptions()
        options.approval = .always
        var run = DeployRun(
            context: stage.context(), planner: planner, dialogue: stage.dialogue, probe: StageProbe(result: .ready),
            addresses: try stage.addresses())
        run.blobs = HTTPBlobSource(transport: stage.aws.transport)
        return await run.run(options)
    }

    private func location(_ stage: DeployStage) throws -> BucketLocation {
        try stage.addresses().location(of: "app-test-artifacts")
    }

    private func previews(_ stage: DeployStage) async throws -> [PreviewStatus] {
        try await PreviewReader(
            context: stage.context(), location: try location(stage), environment: SampleApp.environment,
            prefix: PreviewApp.prefix
        ).read()
    }

    private func app(_ stage: DeployStage) -> PreviewApp {
        // Without the fraction of a second that ISO 8601 leaves out.
        let day = (stage.aws.clock.date.timeIntervalSince1970 / 86_400).rounded(.down)
        return PreviewApp(expires: Date(timeIntervalSince1970: (day + 2) * 86_400))
    }

    @Test("A preview is deployed beside its environment, with numbers and a lease of its own")
    func beside() async throws {
        let stage = try await DeployStage()
        #expect(try await stage.deploy().ending == .succeeded)
        let app = app(stage)
        #expect(try await deploy(app, on: stage).ending == .succeeded)
        let ledger = ReleaseLedger(
            context: stage.context(), location: try location(stage), environment: PreviewApp.environment)
        #expect(try await ledger.list().map(\.release.number) == [1])
        #expect(try await ledger.list().first?.release.environment == PreviewApp.environment)
        // The records of the preview are no releases of the environment.
        #expect(try await stage.releases().map(\.environment) == [SampleApp.environment])
        #expect(try await stage.deploy().ending == .unchanged)

        let found = try #require(try await previews(stage).first)
        #expect(found.name == "pr-1" && found.environment == PreviewApp.environment)
        #expect(found.stacks.count == 3 && found.url == "http://app.example.com" && found.expires == app.expires)
        #expect(!found.isExpired && found.state == "CREATE_COMPLETE")
        #expect(try await deploy(app, on: stage).ending == .unchanged)
    }

    @Test("A preview is deployed while another run holds the lease of its environment")
    func leases() async throws {
        let stage = try await DeployStage()
        let app = app(stage)
        try await stage.underLease("deploy") { (_) async throws(EngineError) in
            do {
                #expect(try await deploy(app, on: stage).ending == .succeeded)
            } catch {
                Issue.record("\(error)")
            }
        }
    }

    @Test("A preview that is there after its end is expired, and its deletion leaves the environment alone")
    func deletion() async throws {
        let stage = try await DeployStage()
        #expect(try await stage.deploy().ending == .succeeded)
        let app = app(stage)
        #expect(try await deploy(app, on: stage).ending == .succeeded)
        stage.aws.clock.advance(by: .seconds(3 * 86_400))
        let expired = try #require(try await previews(stage).first)
        #expect(expired.isExpired && expired.state == "expired")

        let context = stage.context()
        let plan = try app.plan(imageDigest: nil)
        let destruction = DestroyExecution(
            context: context, addresses: try stage.addresses(),
            stacks: plan.stacks.map { EnvironmentStack(name: $0.name, statefulIDs: $0.statefulIDs) }, bootstrap: nil,
            location: try location(stage),
            record: LeaseRecord(
                environment: PreviewApp.environment, operation: "destroy", holder: "tests", token: "sweep",
                acquired: context.now(), expires: context.now()),
            options: DestroyOptions(empties: true, acceptsLosses: true))
        let deletion = try await destruction.plan()
        #expect(deletion.blockers.isEmpty, "\(deletion.blockers)")
        try await destruction.run(deletion)
        #expect(try await previews(stage).isEmpty)
        for role in SampleApp.roles { #expect(try await stage.status(role) == "CREATE_COMPLETE") }
        #expect(try await stage.releases().count == 1)
    }

    @Test("An environment with a preview keeps its bootstrap stack, whose roles the preview's deletion needs")
    func bootstrap() async throws {
        let stage = try await DeployStage()
        #expect(try await stage.deploy().ending == .succeeded)
        let app = app(stage)
        let destruction = DestroyExecution(
            context: stage.context(), addresses: try stage.addresses(), stacks: [],
            bootstrap: EnvironmentStack(name: SampleApp.bootstrapName), location: try location(stage),
            record: LeaseRecord(
                environment: SampleApp.environment, operation: "destroy", holder: "tests", token: "destroy",
                acquired: stage.aws.clock.date, expires: stage.aws.clock.date),
            options: DestroyOptions(empties: true, unprotects: true, includesBootstrap: true),
            previews: PreviewReader(
                context: stage.context(), location: try location(stage), environment: SampleApp.environment,
                prefix: PreviewApp.prefix))
        #expect(try await destruction.plan().blockers.isEmpty)
        #expect(try await deploy(app, on: stage).ending == .succeeded)
        let blockers = try await destruction.plan().blockers
        #expect(blockers.map(\.remedy) == ["delete them first: infra-cli preview down test pr-1"])
    }

    @Test("A preview of which a first deployment left a part is listed with its status")
    func part() async throws {
        let stage = try await DeployStage()
        stage.push("1", .crashing(code: 1, log: ["DB_HOST is missing"]), seed: "crash")
        let result = try await deploy(app(stage), on: stage)
        guard case .failed = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        let found = try #require(try await previews(stage).first)
        #expect(found.stacks["foundation"] == "CREATE_COMPLETE" && found.expires != nil)
    }
}
