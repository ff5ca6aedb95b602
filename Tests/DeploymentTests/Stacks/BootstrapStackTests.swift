import Deployment
import Infra
import InfraTesting
import Testing

@Suite("BootstrapStack")
struct BootstrapStackTests {
    private func stacks(
        _ name: String = "production", _ change: (inout DeploymentEnvironment) -> Void = { _ in }
    ) throws -> [StackTemplate] {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        environment.publicName.insecureHTTP = "the tests' clients need no encryption"
        change(&environment)
        return try ProductApp(environment).synthesize()
    }

    private func bootstrap(
        _ name: String = "production", _ change: (inout DeploymentEnvironment) -> Void = { _ in }
    ) throws -> Template {
        try #require(try stacks(name, change).first { $0.name == "weir-\(name)-bootstrap" }).template
    }

    private static func trust() -> GitHubTrust {
        var trust = GitHubTrust(owner: "octo", repository: "weir")
        trust.environments = ["production"]
        return trust
    }

    private static func executionActions(_ template: Template) -> Set<String> {
        let policies = template.resources(ofType: "AWS::IAM::ManagedPolicy").filter { $0.logicalID != "Boundary" }
        return Set(policies.flatMap { Template.statements(of: $0.properties["PolicyDocument"]) }.flatMap(\.actions))
    }

    @Test("The stack comes first and needs no other")
    func order() throws {
        let stacks = try stacks()
        #expect(
            stacks.map(\.name) == [
                "weir-production-bootstrap", "weir-production-foundation", "weir-production-migration",
                "weir-production-service",
            ])
        #expect(stacks[0].dependencies.isEmpty && stacks[0].template.parameters.isEmpty)
    }

    @Test("The stack has a bucket, the image's repository and the execution role; the rest is asked for")
    func defaults() throws {
        let template = try bootstrap()
        #expect(template.property("Images", "RepositoryName") == "weir")
        #expect(template.count(of: "AWS::S3::Bucket") == 2)
        #expect(template.count(of: "AWS::IAM::Role") == 1)
        for type in ["AWS::IAM::OIDCProvider", "AWS::CloudTrail::Trail", "AWS::Budgets::Budget"] {
            #expect(template.count(of: type) == 0, "\(type)")
        }
        let shared = template.resources(ofType: "AWS::SSM::Parameter").compactMap { $0.properties["Name"] }
        for name in ["ArtifactsName", "ArtifactsArn", "ImagesAddress", "ExecutionArn"] {
            #expect(shared.contains(.string("/stacks/weir-production-bootstrap/\(name)")), "\(name)")
        }
    }

    @Test(
        "A repository is made for an image of the own account, unless another environment made it",
        arguments: [("weir:1", true, 1), ("weir:1", false, 0), ("ghcr.io/weir/api:1", true, 0)])
    func repository(image: String, makes: Bool, count: Int) throws {
        let reference = try ContainerImage(image)
        let template = try bootstrap {
            $0.service.image = reference
            $0.bootstrap.makesRepository = makes
        }
        #expect(template.count(of: "AWS::ECR::Repository") == count)
        #expect((template.output("RepositoryAddress") != nil) == image.hasPrefix("weir"))
    }

    @Test(
        "The execution role has exactly the permissions of the other stacks' types",
        arguments: ["dev", "staging", "production"])
    func permissions(name: String) throws {
        let stacks = try stacks(name)
        let access = TemplateAccess(of: stacks.dropFirst().map(\.template))
        let granted = BootstrapStackTests.executionActions(stacks[0].template)
        #expect(granted.subtracting(access.actions).isEmpty)
        #expect(access.actions.subtracting(granted).allSatisfy(ExecutionRole.isWithheld))
        #expect(granted.isSuperset(of: ["ec2:CreateVpc", "ecs:CreateService", "rds:CreateDBInstance"]))
        #expect(!granted.contains { $0.contains("*") })
    }

    @Test("Every role of the other stacks has the boundary and a path below the environment's")
    func confinement() throws {
        let stacks = try stacks()
        let boundary: TemplateExpression = [
            "Fn::Sub":
                "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/weir/production/bootstrap/weir-production-boundary"
        ]
        let roles = stacks.dropFirst().flatMap { $0.template.resources(ofType: "AWS::IAM::Role") }
        #expect(!roles.isEmpty)
        for role in roles {
            #expect(role.properties["Path"] == "/weir/production/stacks/", "\(role.logicalID)")
            #expect(role.properties["PermissionsBoundary"]?.plainText == boundary.plainText, "\(role.logicalID)")
        }
        let template = stacks[0].template
        #expect(
            template.mismatch(
                "Boundary",
                with: ["ManagedPolicyName": "weir-production-boundary", "Path": "/weir/production/bootstrap/"]) == nil)
        for role in template.resources(ofType: "AWS::IAM::Role") {
            #expect(role.properties["Path"] == "/weir/production/bootstrap/", "\(role.logicalID)")
        }
    }

    @Test("The policies' hash changes with the types of the templates, and not with their values")
    func hash() throws {
        let plain = try bootstrap().output("ExecutionPolicyHash")
        #expect(try bootstrap { $0.database.storage = .gibibytes(100) }.output("ExecutionPolicyHash") == plain)
        #expect(
            try bootstrap {
                $0.network.nat = .none
                $0.network.endpoints = []
            }.output("ExecutionPolicyHash") != plain)
    }

    @Test("Jobs of GitHub deploy the other stacks, and never this one", arguments: [true, false])
    func gitHub(makesProvider: Bool) throws {
        let template = try bootstrap {
            var access = GitHubAccess(trust: BootstrapStackTests.trust())
            access.makesProvider = makesProvider
            $0.bootstrap.github = access
        }
        #expect(template.count(of: "AWS::IAM::OIDCProvider") == (makesProvider ? 1 : 0))
        #expect(template.trust(ofRole: "Deploy").map(\.actions) == [["sts:AssumeRoleWithWebIdentity"]])
        let stacks = template.statements(ofRole: "Deploy").first { $0.actions == ["cloudformation:CreateChangeSet"] }
        let named = stacks?.resources.map(\.compactJSON).joined() ?? ""
        #expect(
            named.contains("stack/weir-production-foundation/*") && named.contains("stack/weir-production-service/*"))
        #expect(!named.contains("bootstrap"))
        #expect(!template.statements(ofRole: "Deploy").flatMap(\.actions).contains("cloudformation:DeleteStack"))
    }

    @Test("No role inside of the boundary can write to the artifacts or to the trail's records")
    func protection() throws {
        let template = try bootstrap { $0.bootstrap.audit = AuditTrail() }
        let statements = Template.statements(of: template.resource("Boundary")?.properties["PolicyDocument"])
        let keys = statements.last { $0.actions.contains("kms:ScheduleKeyDeletion") }
        #expect(keys?.effect == "Deny" && keys?.resources == [["Fn::GetAtt": ["AuditKey", "Arn"]]])
        let protected = statements.last { $0.effect == "Deny" && $0.actions.contains("s3:Put*") }
        #expect(
            protected?.resources == [
                ["Fn::GetAtt": ["Artifacts", "Arn"]], ["Fn::Sub": "${Artifacts.Arn}/*"],
                ["Fn::GetAtt": ["AuditRecords", "Arn"]], ["Fn::Sub": "${AuditRecords.Arn}/*"],
            ])
    }

    @Test(
        "The template with every option fits into a request, as no bucket exists before it",
        arguments: ["dev", "production"])
    func size(name: String) throws {
        let template = try bootstrap(name) {
            $0.bootstrap.github = GitHubAccess(trust: BootstrapStackTests.trust())
            var audit = AuditTrail()
            audit.logs = .days(30)
            audit.recordsConfiguration = true
            $0.bootstrap.audit = audit
            var budget = Budget(monthly: 100)
            budget.emails = ["ops@example.com"]
            $0.bootstrap.budget = budget
        }
        #expect(template.json.utf8.count <= Template.longestBody)
        #expect(template.expression.json.utf8.count > Template.longestBody)
    }

    @Test("A trail and a budget are added where the environment has them")
    func governance() throws {
        let template = try bootstrap {
            $0.bootstrap.audit = AuditTrail()
            var budget = Budget(monthly: 100)
            budget.emails = ["ops@example.com"]
            $0.bootstrap.budget = budget
        }
        #expect(template.count(of: "AWS::CloudTrail::Trail") == 1)
        #expect(template.property("Budget", "Budget/BudgetLimit/Amount") == 100.0)
    }
}

extension TemplateExpression {
    /// The JSON with functions written out, to compare expressions of different spellings.
    fileprivate var plainText: String { compactJSON }
}
