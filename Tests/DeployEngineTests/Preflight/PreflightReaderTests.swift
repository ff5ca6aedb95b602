import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Testing

@Suite("The reading of facts for the preflight")
struct PreflightReaderTests {
    /// An account in which nothing stands in the way.
    private static func account(_ change: @escaping @Sendable (FakeWorld) -> Void = { _ in }) -> FakeAWS {
        let aws = FakeAWS { world in
            world.installWorkloads()
            world.service(FakeAccessManagement.self)?.addRole("e", world)
            world.service(FakeParameterStore.self)?.set("/net/Subnets", "subnet-1,subnet-2", world)
            change(world)
        }
        aws.workloads { workloads in
            let now = workloads.now
            for id in ["subnet-1", "subnet-2"] { workloads.network.addSubnet(id) }
            workloads.network.addRouteTable("rtb-1", isMain: true, routes: ["0.0.0.0/0": "nat-1"])
            workloads.registry.push(to: "app", tags: ["1"], at: now)
        }
        return aws
    }

    private static let setup = AccountSetup(
        bucket: "b", executionRole: "arn:aws:iam::123456789012:role/e", executionPolicyHash: "hash-1")

    private static func template(_ secret: String) -> String {
        PreflightCheckTests.serviceTemplate().replacing(PreflightCheckTests.secret, with: secret)
            .replacing("\"LogDriver\": \"awslogs\"", with: "\"LogDriver\": \"awsfirelens\"")
    }

    private static func read(_ aws: FakeAWS, secret: String) async throws -> PreflightFacts {
        let plan = PreflightCheckTests.plan(template(secret))
        return try await PreflightReader(
            context: aws.context(), plan: plan, setup: setup, input: .init(region: "eu-central-1")
        ).read()
    }

    @Test("A right account has no fault, and every part is read")
    func right() async throws {
        let aws = Self.account()
        let secret = aws.change { world in
            world.service(FakeSecretsManager.self)?.create("app", value: #"{"password": "p"}"#, world).arn
        }
        let facts = try await Self.read(aws, secret: secret ?? "")
        #expect(facts.unread == [])
        #expect(facts.account == "123456789012")
        #expect(abs(facts.clockDifference ?? 99) <= 1)
        #expect(facts.hasExecutionRole == true)
        #expect(facts.parameters == ["/net/Subnets": "subnet-1,subnet-2"])
        #expect(facts.secrets == [secret ?? "": .present(keys: ["password"])])
        #expect(facts.subnets?.keys.sorted() == ["subnet-1", "subnet-2"])
        #expect(facts.routeTables?.count == 1)
        #expect(facts.fargateQuota == 6)
        let plan = PreflightCheckTests.plan(Self.template(secret ?? ""))
        #expect(PreflightCheck(plan, needs: TemplateNeeds(plan), facts: facts).faults == [])
    }

    @Test("Nothing is changed by reading")
    func reading() async throws {
        let aws = Self.account()
        _ = try await Self.read(aws, secret: "missing")
        let names = Set(aws.calls.map(\.request.operation))
        #expect(
            names.allSatisfy { $0.hasPrefix("Get") || $0.hasPrefix("Describe") || $0.hasPrefix("Simulate") }, "\(names)"
        )
    }

    @Test("A missing secret, a role that is gone and a subnet that is gone are found")
    func faults() async throws {
        let aws = Self.account { world in
            world.service(FakeAccessManagement.self)?.roles["e"] = nil
            world.service(FakeParameterStore.self)?.set("/net/Subnets", "subnet-9", world)
        }
        let facts = try await Self.read(aws, secret: PreflightCheckTests.secret)
        let plan = PreflightCheckTests.plan(Self.template(PreflightCheckTests.secret))
        let faults = PreflightCheck(plan, needs: TemplateNeeds(plan), facts: facts).faults
        #expect(faults.map(\.kind) == [.roleMissing, .secretMissing, .subnetMissing])
    }

    @Test("A part that the caller may not read is noted with the missing action")
    func denied() async throws {
        let aws = Self.account()
        aws.setFault { request, _ in
            request.service == "ec2" || request.service == "secretsmanager"
                ? .error(FakeError("AccessDeniedException", "denied", status: 403)) : nil
        }
        let facts = try await Self.read(aws, secret: PreflightCheckTests.secret)
        #expect(facts.subnets == nil && facts.secrets == [:])
        #expect(facts.unread.contains("the subnets: the caller lacks ec2:DescribeSubnets"))
        #expect(facts.unread.contains { $0.contains("secretsmanager:DescribeSecret") })
    }

    @Test("Expired credentials end the reading")
    func expired() async throws {
        let aws = Self.account()
        aws.setFault { request, _ in
            request.service == "ssm" ? .error(FakeError("ExpiredTokenException", "expired")) : nil
        }
        let error = await #expect(throws: EngineError.self) { try await Self.read(aws, secret: "x") }
        #expect(error?.code == .detached)
    }

    @Test("A permission that the deployed tasks' role lacks is a warning that names it")
    func simulated() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        stage.aws.change { world in
            world.service(FakeAccessManagement.self)?.roles["app-execution"]?.denied = ["ecs:StopServiceDeployment"]
        }
        let plan = try SampleApp().plan(imageDigest: nil)
        let setup = AccountSetup(
            bucket: "b", executionRole: "arn:aws:iam::123456789012:role/app-execution", executionPolicyHash: "hash-1")
        let (faults, _) = try await PreflightReader(context: stage.context(), plan: plan, setup: setup).check()
        #expect(faults.map(\.kind) == [.roleDenied])
        #expect(faults.first?.isObstacle == false)
        #expect(
            faults.first?.got.contains(
                "ecs:StopServiceDeployment on arn:aws:ecs:eu-central-1:123456789012:service/app-test/") == true)
    }

    /// Calls whose simulations know policies with a condition.
    private struct ConditionedCalls: AWSCalls {
        let inner: any AWSCalls
        let key: String

        func call<Operation: AWSOperation>(_ operation: Operation) async throws(AWSError) -> Operation.Output {
            guard let simulation = operation as? PolicyOperations.SimulatePrincipalPolicy else {
                return try await inner.call(operation)
            }
            let isMet = simulation.context?.contains { $0.key == key && $0.values == ["eu-central-1"] } == true
            let results = simulation.actions.map {
                PolicyDecision(
                    action: $0, resource: simulation.resources?.first, decision: isMet ? .allowed : .implicitDeny,
                    missingContext: isMet ? [] : [key])
            }
            guard let output = PolicyOperations.SimulatePrincipalPolicy.Output(results: results) as? Operation.Output
            else {
                throw .scripted("Unscripted")
            }
            return output
        }
    }

    @Test(
        "A condition on the region is met, and one on another key is no answer",
        arguments: [("aws:RequestedRegion", 0), ("aws:PrincipalTag/team", 3)])
    func conditions(_ key: String, _ unread: Int) async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        var context = stage.context()
        context.calls = ConditionedCalls(inner: context.calls, key: key)
        let setup = AccountSetup(
            bucket: "b", executionRole: "arn:aws:iam::123456789012:role/app-execution", executionPolicyHash: "hash-1")
        let plan = try SampleApp().plan(imageDigest: nil)
        let facts = try await PreflightReader(context: context, plan: plan, setup: setup).read()
        #expect(facts.denials == [])
        #expect(facts.unread.count == unread, "\(facts.unread)")
        #expect(facts.unread.allSatisfy { $0.contains(key) })
    }

    @Test("An image of another platform ends a deployment before anything is changed")
    func platform() async throws {
        let stage = try await DeployStage()
        stage.push("2", platform: .arm64)
        let before = stage.aws.calls.count
        let result = try await stage.deploy(SampleApp(tag: "2"))
        guard case .failed(let failure) = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(failure.step == .preflight)
        let changes = stage.aws.calls.dropFirst(before).filter {
            ["CreateChangeSet", "ExecuteChangeSet", "RunTask", "UpdateService"].contains($0.request.operation)
        }
        #expect(changes.isEmpty)
    }
}
