import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import HTTPCore
import Testing

/// The real transport and the real clients against the account behind a socket.
@Suite("The account behind a socket", .timeLimit(.minutes(3)))
struct FakeServerTests {
    private static func transport() throws -> CurlTransport {
        try CurlTransport(configuration: .init(proxy: .none))
    }

    @Test("An environment is deployed, fails, is rolled back and destroyed through the socket")
    func lifecycle() async throws {
        let stage = try await DeployStage()
        let server = try FakeServer(stage.aws)
        stage.reach(server.url, by: try Self.transport())
        let before = stage.aws.calls.count
        #expect(try await stage.deploy(SampleApp(setting: "old")).ending == .succeeded)

        stage.push("2", .crashing(code: 1, log: ["DB_HOST is missing"]))
        let crashed = try await stage.deploy(SampleApp(tag: "2"))
        guard case .failed(let failure) = crashed.ending else { return #expect(Bool(false), "\(crashed.ending)") }
        #expect(failure.step == .execute(.service))
        #expect(crashed.explanation?.causeID == "program-failed")
        guard case .rolledBack = crashed.release?.outcome else { return #expect(Bool(false), "\(crashed)") }

        stage.push("3")
        #expect(try await stage.deploy(SampleApp(tag: "3", setting: "new")).ending == .succeeded)
        let preparation = RollbackPreparation(context: stage.context(), ledger: try stage.ledger())
        let plan = try await preparation.plan(to: 1, scope: .stacks).plan
        #expect(plan.refusals.isEmpty, "\(plan.refusals)")
        var options = DeployOptions()
        options.approval = .always
        options.restores = 1
        var run = DeployRun(
            context: stage.context(),
            planner: try await preparation.planner(of: plan, base: try SampleApp(tag: "3").plan(imageDigest: nil)),
            dialogue: stage.dialogue, probe: StageProbe(result: .ready), addresses: try stage.addresses())
        let rolledBack = await run.run(options)
        #expect(rolledBack.ending == .succeeded && rolledBack.release?.restores == 1, "\(rolledBack.ending)")

        try await destroy(stage)
        for role in SampleApp.roles { #expect(try await stage.status(role) == nil) }
        #expect(try await stage.lease().stored == nil)

        let services = Set(stage.aws.calls.dropFirst(before).map { $0.name.prefix { $0 != ":" } })
        #expect(services.isSuperset(of: ["cloudformation", "ecs", "s3", "ecr", "logs", "sts"]), "\(services)")
        #expect(server.requests > 200)
    }

    private func destroy(_ stage: DeployStage) async throws {
        let context = stage.context()
        let destruction = DestroyExecution(
            context: context, addresses: try stage.addresses(),
            stacks: SampleApp.roles.map { EnvironmentStack(name: SampleApp.name($0), statefulIDs: ["Database"]) },
            bootstrap: nil, location: try stage.addresses().location(of: "app-test-artifacts"),
            record: LeaseRecord(
                environment: SampleApp.environment, operation: "destroy", holder: "tests", token: "destroy",
                acquired: context.now(), expires: context.now()),
            options: DestroyOptions(empties: true, allowedLosses: ["Database"]))
        let plan = try await destruction.plan()
        #expect(plan.blockers.isEmpty, "\(plan.blockers)")
        try await destruction.run(plan)
    }

    @Test("An error of each wire format arrives through the socket with its code and status")
    func errors() async throws {
        let aws = FakeAWS()
        let server = try FakeServer(aws)
        let calls = aws.calls(through: try Self.transport(), at: server.url)
        let query = await #expect(throws: AWSError.self) {
            _ = try await calls.call(StackOperations.DescribeStacks(stack: "none"))
        }
        #expect(query?.code == "ValidationError" && query?.status == 400 && query?.saysStackIsMissing == true)
        let json = await #expect(throws: AWSError.self) {
            _ = try await calls.call(ContainerOperations.DescribeServices(cluster: "none", services: ["none"]))
        }
        #expect(json?.code == "ClusterNotFoundException" && json?.status == 400)
        let rest = await #expect(throws: AWSError.self) {
            _ = try await calls.call(
                ObjectOperations.GetObject(location: try calls.location("no-such-bucket"), key: "a/b c"))
        }
        #expect(rest?.code == "NoSuchBucket" && rest?.status == 404)
        #expect(server.requests == 3)
    }

    @Test("The client repeats a read that a fault of the network hits", arguments: FakeServer.WireFault.allCases)
    func read(fault: FakeServer.WireFault) async throws {
        let aws = FakeAWS()
        let server = try FakeServer(aws) { _, number in number == 1 ? fault : nil }
        var configuration = aws.configuration(transport: try Self.transport(), endpoint: server.url)
        configuration.timeouts = .init(connect: .seconds(5), total: .seconds(fault == .silence ? 1 : 30))
        let identity = try await FakeCalls(configuration).call(GetCallerIdentity())
        #expect(identity.account == "123456789012")
        #expect(server.requests == 2)
    }

    @Test("A deployment survives faults of the network at calls that read and calls that change")
    func faults() async throws {
        let stage = try await DeployStage()
        // The fault is the next one at every 23rd request, which is prime to the rhythm of polls.
        let faults: [FakeServer.WireFault] = [.reset, .resetResponse, .truncatedResponse]
        let server = try FakeServer(stage.aws) { _, number in
            number % 23 == 0 ? faults[number / 23 % faults.count] : nil
        }
        stage.reach(server.url, by: try Self.transport())
        #expect(try await stage.deploy().ending == .succeeded)
        stage.push("2")
        #expect(try await stage.deploy(SampleApp(tag: "2", databaseSize: "30")).ending == .succeeded)
        #expect(server.requests > 100)
        #expect(try await stage.releases().map(\.outcome) == [.succeeded, .succeeded])
        #expect(try await stage.lease().stored == nil)
    }
}
