import AWSOperations
import DeployEngine
import Deployment
import Foundation
import Infra
import InfraTesting
import TestSupport
import Testing

/// The permissions of the deploy role beside the calls of the engine and the commands.
@Suite("Actions of the deploy role")
struct DeployRoleActionTests {
    /// The actions that calls need and the role lacks in every environment, with the reason.
    private static let withheld: [String: String] = [
        "ec2:DescribeNetworkInterfaces": "destroy, which an administrator runs",
        "rds:DescribeDBInstances": "destroy, which an administrator runs",
        "s3:DeleteObjectVersion": "destroy, which an administrator runs",
        "s3:ListBucketVersions": "destroy, which an administrator runs",
        "secretsmanager:CreateSecret": "infra-cli secrets, an operator's command",
        "secretsmanager:GetSecretValue": "a job reads no secret; preflight leaves the keys of JSON secrets unchecked",
        "secretsmanager:ListSecretVersionIds": "infra-cli secrets, an operator's command",
        "secretsmanager:ListSecrets": "infra-cli secrets, an operator's command",
        "secretsmanager:PutSecretValue": "infra-cli secrets, an operator's command",
        "secretsmanager:RotateSecret": "infra-cli secrets, an operator's command",
        "secretsmanager:UpdateSecretVersionStage": "infra-cli secrets, an operator's command",
        "ssm:GetParameter": "infra-cli secrets, an operator's command",
    ]
    /// The actions that the role lacks in production besides those.
    private static let withheldInProduction: [String: String] = [
        "cloudformation:DeleteStack": "production loses no stack to a job",
        "cloudformation:UpdateTerminationProtection": "production loses no stack to a job",
        "ecs:ExecuteCommand": "exec is refused in production",
        "ecs:RegisterTaskDefinition": "deploy --fast is refused in production",
    ]
    /// The actions that the role has for other programs than infra-cli.
    private static let forOthers: [String: String] = [
        "ecr:BatchCheckLayerAvailability": "image push, by podman, buildah or docker",
        "ecr:CompleteLayerUpload": "image push, by podman, buildah or docker",
        "ecr:DescribeImageScanFindings": "a job may stop at the findings of the scan on push",
        "ecr:InitiateLayerUpload": "image push, by podman, buildah or docker",
        "ecr:ListImages": "a job may look for the tag that it is about to push",
        "ecr:PutImage": "image push, by podman, buildah or docker",
        "ecr:UploadLayerPart": "image push, by podman, buildah or docker",
    ]

    /// The operations that the sources of the engine and the commands name.
    private static func used() throws -> Set<String> {
        let name = try Regex(
            #"\b(?:\w*Operations\.|(?=GetParameter\b|AssumeRole\b|GetCallerIdentity\b))([A-Z]\w*)"#,
            as: (Substring, Substring).self)
        var names: Set<String> = []
        for target in ["AWSSecretsManager", "DeployEngine", "Deployment", "infra-cli"] {
            for file in try Repository.swiftFiles(below: "Sources/" + target) {
                let text = try String(contentsOf: file, encoding: .utf8)
                names.formUnion(text.matches(of: name).map { String($0.output.1) })
            }
        }
        return names
    }

    /// The actions that the operations need.
    private static func required() throws -> Set<String> {
        let used = try used()
        return Set(OperationCatalogue.all.filter { used.contains("\($0)") }.flatMap { $0.requiredActions })
    }

    private static func template(_ name: String) throws -> Template {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        environment.publicName.insecureHTTP = "the tests' clients need no encryption"
        var trust = GitHubTrust(owner: "octo", repository: "weir")
        trust.environments = [name]
        environment.bootstrap.github = GitHubAccess(trust: trust)
        let token = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:token-AbCdEf"
        environment.service.secrets = ["TOKEN": ContainerSecret(ResourceARN(.literal(token)))]
        let stacks = try ProductApp(environment).synthesize()
        return try #require(stacks.first { $0.name == "weir-\(name)-bootstrap" }).template
    }

    private static func granted(_ name: String) throws -> Set<String> {
        Set(try template(name).statements(ofRole: "Deploy").flatMap(\.actions))
    }

    @Test(
        "The role allows every action of a call, or a reason says why not", arguments: ["dev", "staging", "production"])
    func missing(name: String) throws {
        var reasons = Self.withheld
        if name != "dev" {
            let isStaging = name == "staging"
            reasons.merge(Self.withheldInProduction.filter { !isStaging || $0.key.hasPrefix("cloudformation:") }) { $1 }
        }
        let required = try Self.required()
        #expect(required.count > 60)
        #expect(required.subtracting(try Self.granted(name)).sorted() == reasons.keys.sorted())
    }

    @Test("The role allows no action without a call, or a reason names the other program")
    func excess() throws {
        let excess = try Self.granted("dev").subtracting(try Self.required())
        #expect(excess.sorted() == Self.forOthers.keys.sorted())
    }

    @Test(
        "A statement for every resource has only actions that IAM cannot limit, or a condition",
        .enabled(if: ServiceAuthorization.tool.isExpected, ServiceAuthorization.tool.absence),
        arguments: ["dev", "production"])
    func scope(name: String) async throws {
        let reference = try await ServiceAuthorization.load()
        let wide = try Self.template(name).statements(ofRole: "Deploy").filter { $0.resources.contains("*") }
        // An alarm's deployment looks for the alarms that are on, by the prefix of their names.
        let exempt = ["ecs:ListTasks", "cloudwatch:DescribeAlarms"]
        let limitable = wide.flatMap(\.actions).filter { reference.takesResources($0) && !exempt.contains($0) }
        #expect(limitable == [])
    }

    @Test("The role reads the outputs of the stack that it belongs to, and changes nothing of it")
    func ownStack() throws {
        let own: TemplateExpression = [
            "Fn::Sub":
                "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${AWS::StackName}/*"
        ]
        let statements = try Self.template("production").statements(ofRole: "Deploy")
        #expect(
            statements.filter { $0.resources.contains(own) }.flatMap(\.actions) == [
                "cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks",
            ])
    }

    @Test(
        "The role writes every object that a deployment writes",
        arguments: [
            LeaseRecord.key("production"), ReleaseLedger.key(41), ReleaseLedger.templateKey("0f3a"),
            BucketEvidenceStore.prefix + "production/0041/evidence.json",
        ])
    func objects(key: String) throws {
        let statements = try Self.template("production").statements(ofRole: "Deploy")
        let writable = statements.filter { $0.actions.contains("s3:PutObject") }.flatMap(\.resources)
        let prefix = key.prefix { $0 != "/" }
        #expect(writable.contains { $0.compactJSON.contains("/\(prefix)/*") }, "\(writable)")
    }

    @Test("The role reads the metadata of the secrets that the environment names")
    func secrets() throws {
        let statements = try Self.template("production").statements(ofRole: "Deploy")
        let described = statements.filter { $0.actions == ["secretsmanager:DescribeSecret"] }.flatMap(\.resources)
        #expect(described.contains("arn:aws:secretsmanager:eu-central-1:123456789012:secret:token-AbCdEf"))
        #expect(!statements.flatMap(\.actions).contains("secretsmanager:GetSecretValue"))
    }

    @Test("Tasks run with the environment's roles alone", arguments: ["dev", "production"])
    func taskRoles(name: String) throws {
        let statements = try Self.template(name).statements(ofRole: "Deploy").filter { $0.actions == ["iam:PassRole"] }
        let roles = statements.flatMap(\.resources).filter { $0.compactJSON.contains("stacks/*") }
        #expect(
            roles == [["Fn::Sub": .string("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/weir/\(name)/stacks/*")]])
    }
}
