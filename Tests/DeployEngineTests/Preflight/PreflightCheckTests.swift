import AWSOperations
import DeployEngine
import Foundation
import Testing

@Suite("The decision whether a deployment may begin")
struct PreflightCheckTests {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:app-AbCdEf"

    /// An environment with a service of two tasks behind a load balancer, which reads a key of a secret.
    static func plan(_ service: String = serviceTemplate()) -> ReleasePlan {
        ReleasePlan(
            environment: "test", application: "app", account: "123456789012", region: "eu-central-1",
            isProduction: false,
            stacks: [PlannedStack(role: .service, name: "app-test-service", template: service)],
            bootstrapStack: "app-test-bootstrap", executionPolicyHash: "hash-1",
            image: PlannedImage(repository: "app", isOwn: true, tag: "1", architecture: "amd64"))
    }

    static func serviceTemplate(port: Int = 8080, cpu: String = "1024") -> String {
        """
        {"Parameters": {"Subnets": {"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/net/Subnets"}},
         "Resources": {
          "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Cpu": "\(cpu)",
            "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "ContainerDefinitions": [{"Name": "main", "PortMappings": [{"ContainerPort": \(port)}],
              "Secrets": [{"Name": "PASSWORD", "ValueFrom": "\(secret):password::"}],
              "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "/app"}}}]}},
          "Role": {"Type": "AWS::IAM::Role", "Properties": {}},
          "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}, "DesiredCount": 2,
            "LoadBalancers": [{"ContainerName": "main", "ContainerPort": 8080}],
            "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": {"Ref": "Subnets"}, "AssignPublicIp": "DISABLED"}}}}}}
        """
    }

    /// Facts without a fault.
    static func facts(_ change: (inout PreflightFacts) -> Void = { _ in }) -> PreflightFacts {
        var facts = PreflightFacts(now: now)
        facts.account = "123456789012"
        facts.caller = "arn:aws:iam::123456789012:user/a"
        facts.region = "eu-central-1"
        facts.clockDifference = 1
        facts.credentialsExpiry = now.addingTimeInterval(3600)
        facts.stacks = [
            "app-test-service": StackDescription(id: "1", name: "app-test-service", status: .updateComplete)
        ]
        facts.executionPolicyHash = "hash-1"
        facts.executionRole = "arn:aws:iam::123456789012:role/e"
        facts.hasExecutionRole = true
        facts.image = ImageReport(repository: "app", tag: "1", digest: "sha256:1", wanted: .init(architecture: "amd64"))
        facts.parameters = ["/net/Subnets": "subnet-1,subnet-2"]
        facts.secrets = [secret: .present(keys: ["password", "user"])]
        facts.logGroups = ["/app"]
        facts.subnets = Dictionary(
            uniqueKeysWithValues: ["subnet-1", "subnet-2"].map {
                ($0, SubnetDescription(id: $0, vpc: "vpc-1", freeAddresses: 2))
            })
        facts.routeTables = [
            RouteTable(
                id: "rtb-1", vpc: "vpc-1", associations: [RouteTableAssociation(isMain: true)],
                routes: [Route(destination: "0.0.0.0/0", natGateway: "nat-1", state: "active")])
        ]
        facts.fargateQuota = 4
        change(&facts)
        return facts
    }

    static func faults(_ facts: PreflightFacts, _ plan: ReleasePlan = plan()) -> [PreflightFault] {
        PreflightCheck(plan, needs: TemplateNeeds(plan), facts: facts).faults
    }

    @Test("Right facts have no fault")
    func right() { #expect(Self.faults(Self.facts()) == []) }

    @Test("Facts that were not read have no fault")
    func unread() { #expect(Self.faults(PreflightFacts(now: Self.now)) == []) }

    /// One change of right facts and the fault that follows.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let kind: PreflightFault.Kind
        /// A part of the statement.
        let got: String
        var isObstacle = true
        let change: @Sendable (inout PreflightFacts) -> Void
        var testDescription: String { name }
    }

    static func table(_ change: (inout RouteTable) -> Void) -> RouteTable {
        var table = facts().routeTables?[0] ?? RouteTable(id: "rtb-1")
        change(&table)
        return table
    }

    static func endpoint(_ name: String, gateway: [String] = [], state: String = "available") -> NetworkEndpoint {
        NetworkEndpoint(
            id: "vpce-\(name)", kind: gateway.isEmpty ? "Interface" : "Gateway", vpc: "vpc-1",
            service: "com.amazonaws.eu-central-1.\(name)", state: state, routeTables: gateway,
            isPrivateDNSEnabled: gateway.isEmpty)
    }

    static let endpoints =
        ["ecr.api", "ecr.dkr", "logs", "secretsmanager"].map { endpoint($0) } + [
            endpoint("s3", gateway: ["rtb-1"])
        ]

    static let rows: [Row] = [
        Row(
            name: "another account", kind: .wrongAccount,
            got: "the account 210987654321 (arn:aws:iam::123456789012:user/a)"
        ) {
            $0.account = "210987654321"
        },
        Row(name: "another region", kind: .wrongRegion, got: "us-east-1") { $0.region = "us-east-1" },
        Row(name: "a clock that is late", kind: .clockSkew, got: "10 minutes behind", isObstacle: false) {
            $0.clockDifference = 600
        },
        Row(name: "a clock that is early", kind: .clockSkew, got: "5 minutes ahead of", isObstacle: false) {
            $0.clockDifference = -300
        },
        Row(name: "credentials that end soon", kind: .credentialsExpire, got: "in 34 minutes", isObstacle: false) {
            $0.credentialsExpiry = now.addingTimeInterval(34 * 60 + 59)
        },
        Row(name: "credentials that ended", kind: .credentialsExpire, got: "have expired") {
            $0.credentialsExpiry = now
        },
        Row(name: "a role for other templates", kind: .bootstrapOutdated, got: "hash-0") {
            $0.executionPolicyHash = "hash-0"
        },
        Row(name: "no role", kind: .roleMissing, got: "role/e does not exist") { $0.hasExecutionRole = false },
        Row(
            name: "a role without a permission", kind: .roleDenied, got: "no policy allows ecs:UpdateService",
            isObstacle: false
        ) {
            $0.denials = [.init(role: "arn:aws:iam::123456789012:role/e", action: "ecs:UpdateService", resource: "*")]
        },
        Row(
            name: "a role with a denial", kind: .roleDenied, got: "a policy denies ecr:BatchGetImage", isObstacle: false
        ) {
            $0.denials = [.init(role: "r", action: "ecr:BatchGetImage", resource: "*", verdict: .explicitDeny)]
        },
        Row(name: "a failed stack", kind: .stackNotDeployable, got: "UPDATE_ROLLBACK_FAILED") {
            $0.stacks["app-test-service"]?.status = .updateRollbackFailed
        },
        Row(name: "a running stack", kind: .stackNotDeployable, got: "UPDATE_IN_PROGRESS") {
            $0.stacks["app-test-service"]?.status = .updateInProgress
        },
        Row(name: "an image of another platform", kind: .imageNotRunnable, got: "arm64") {
            $0.image?.problems = [
                ImageProblem(.platformWrong, got: "it is arm64", expected: "amd64", remedy: "Build it")
            ]
        },
        Row(name: "no parameter", kind: .parameterMissing, got: "/net/Subnets") { $0.parameters = [:] },
        Row(name: "no secret", kind: .secretMissing, got: "there is no secret \(secret)") {
            $0.secrets[secret] = .missing
        },
        Row(name: "a secret being deleted", kind: .secretMissing, got: "being deleted") {
            $0.secrets[secret] = .deleted
        },
        Row(name: "no key", kind: .secretKeyMissing, got: "the keys login, user") {
            $0.secrets[secret] = .present(keys: ["user", "login"])
        },
        Row(name: "no JSON", kind: .secretKeyMissing, got: "no JSON object") {
            $0.secrets[secret] = .present(keys: [])
        },
        Row(name: "no log group", kind: .logGroupMissing, got: "/app") { $0.logGroups = ["/other"] },
        Row(name: "no subnet", kind: .subnetMissing, got: "subnet-2") { $0.subnets?["subnet-2"] = nil },
        Row(name: "too few addresses", kind: .addressesExhausted, got: "1 free") {
            $0.subnets?["subnet-1"]?.freeAddresses = 1
        },
        Row(
            name: "no route", kind: .routeMissing,
            got: "no default route, and no endpoint of ecr.api, ecr.dkr, logs, secretsmanager, s3"
        ) {
            $0.routeTables = [table { $0.routes = [] }]
        },
        Row(name: "a route to nothing", kind: .routeMissing, got: "nat-1 that no longer exists") {
            $0.routeTables = [table { $0.routes[0].state = "blackhole" }]
        },
        Row(name: "an internet gateway without a public address", kind: .routeMissing, got: "internet gateway") {
            $0.routeTables = [
                table { $0.routes = [Route(destination: "0.0.0.0/0", gateway: "igw-1", state: "active")] }
            ]
        },
        Row(name: "an endpoint of another table", kind: .routeMissing, got: "no endpoint of s3") {
            $0.routeTables = [table { $0.routes = [] }]
            $0.endpoints = endpoints.dropLast() + [endpoint("s3", gateway: ["rtb-2"])]
        },
        Row(name: "an endpoint that is not ready", kind: .routeMissing, got: "no endpoint of ecr.api") {
            $0.routeTables = [table { $0.routes = [] }]
            $0.endpoints = [endpoint("ecr.api", state: "pending")] + endpoints.dropFirst()
        },
        Row(name: "a small quota", kind: .quotaTooSmall, got: "3.5 vCPUs") { $0.fargateQuota = 3.5 },
    ]

    @Test("Each fault is named with what was found", arguments: rows)
    func fault(_ row: Row) {
        let faults = Self.faults(Self.facts(row.change))
        // Without a route, both subnets are named.
        #expect(Set(faults.map(\.kind)) == [row.kind])
        #expect(faults.allSatisfy { $0.isObstacle == row.isObstacle && !$0.remedy.isEmpty && !$0.expected.isEmpty })
        #expect(faults.contains { $0.got.contains(row.got) }, "\(faults.map(\.got))")
    }

    @Test("Every kind of fault has a case")
    func complete() {
        #expect(Set(Self.rows.map(\.kind)).union([.portMismatch]) == Set(PreflightFault.Kind.allCases))
    }

    @Test("Endpoints of all services replace a route")
    func endpoints() {
        let facts = Self.facts {
            $0.routeTables = [Self.table { $0.routes = [] }]
            $0.endpoints = Self.endpoints
        }
        #expect(Self.faults(facts) == [])
    }

    @Test("A table of the subnet itself precedes the main one")
    func ownTable() {
        let facts = Self.facts {
            $0.routeTables = [
                Self.table { $0.routes = [] },
                Self.table {
                    $0.id = "rtb-2"
                    $0.associations = ["subnet-1", "subnet-2"].map { RouteTableAssociation(subnet: $0) }
                },
            ]
        }
        #expect(Self.faults(facts) == [])
    }

    @Test("An old bootstrap of a preview is remedied by the environment's")
    func preview() throws {
        var plan = Self.plan()
        plan.environment = "test.pr-12"
        let facts = Self.facts {
            $0.executionPolicyHash = "hash-0"
            $0.hasExecutionRole = false
        }
        let remedies = Self.faults(facts, plan).map(\.remedy)
        #expect(remedies.count == 2 && remedies.allSatisfy { $0.contains("`infra-cli bootstrap test`") }, "\(remedies)")
    }

    @Test("Several faults are named at once, obstacles first")
    func several() {
        let faults = Self.faults(
            Self.facts {
                $0.clockDifference = 600
                $0.secrets[Self.secret] = .missing
                $0.executionPolicyHash = "hash-0"
            })
        #expect(faults.map(\.kind) == [.bootstrapOutdated, .secretMissing, .clockSkew])
        let error = EngineError(faults.filter(\.isObstacle))
        #expect(error.code == .refused)
        #expect(error.message.hasPrefix("2 obstacles: "))
        #expect(error.message.contains("[secret-missing]"))
    }

    @Test("A deployment on a longer history needs credentials that last longer")
    func estimate() {
        let facts = Self.facts { $0.estimate = .seconds(3500) }
        #expect(Self.faults(facts).map(\.kind) == [.credentialsExpire])
    }
}
