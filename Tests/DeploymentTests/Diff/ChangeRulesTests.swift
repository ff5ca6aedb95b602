import Deployment
import Foundation
import Infra
import TestSupport
import Testing

@Suite("ChangeRules")
struct ChangeRulesTests {
    /// An edit, and the findings about it as `severity rule subject`.
    struct Edit: Sendable, CustomTestStringConvertible {
        let name: String
        let old: String
        let new: String
        let findings: [String]

        init(_ name: String, _ old: String, _ new: String, _ findings: String...) {
            self.name = name
            self.old = old
            self.new = new
            self.findings = findings
        }

        var testDescription: String { name }
    }

    private static let balancer = """
          B: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internal}}
          G: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Port: 80}}
          L:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties: {LoadBalancerArn: !Ref B, Port: 80, DefaultActions: [{Type: forward, TargetGroupArn: !Ref G}]}
        """
    private static let network = """
          V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24, AvailabilityZone: a}}
          T: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.1.0/24, AvailabilityZone: b}}
          G: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: d, SubnetIds: [!Ref S, !Ref T]}}
        """
    private static let database =
        "  D: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, EngineVersion: 17.2, AllocatedStorage: 100}}"

    static let edits: [Edit] = [
        Edit(
            "A replaced resource with a fixed name",
            "  R: {Type: AWS::IAM::Role, Properties: {RoleName: r, Path: /a/}}",
            "  R: {Type: AWS::IAM::Role, Properties: {RoleName: r, Path: /b/}}", "refused identity-in-use R"),
        Edit(
            "A replaced resource without a name", "  R: {Type: AWS::IAM::Role, Properties: {Path: /a/}}",
            "  R: {Type: AWS::IAM::Role, Properties: {Path: /b/}}"),
        Edit(
            "A possibly replaced resource with a fixed name",
            "  S: {Type: AWS::ECS::Service, Properties: {ServiceName: s, LaunchType: EC2}}",
            "  S: {Type: AWS::ECS::Service, Properties: {ServiceName: s, LaunchType: FARGATE}}",
            "risk identity-in-use S"),
        Edit(
            "A renamed rule of a security group",
            "  A: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: g, IpProtocol: tcp, CidrIp: 10.0.0.0/8}}",
            "  B: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: g, IpProtocol: tcp, CidrIp: 10.0.0.0/8}}",
            "refused identity-in-use B"),
        Edit(
            "A renamed inline policy", "  A: {Type: AWS::IAM::Policy, Properties: {PolicyName: p, Roles: [r]}}",
            "  B: {Type: AWS::IAM::Policy, Properties: {PolicyName: p, Roles: [r]}}",
            "refused overwritten-then-deleted B"),
        Edit(
            "A renamed listener of a balancer that is new too",
            balancer,
            balancer.replacing("  B:", with: "  C:").replacing("!Ref B", with: "!Ref C")
                .replacing("  L:", with: "  M:").replacing("  G:", with: "  H:").replacing("!Ref G", with: "!Ref H")),
        Edit(
            "A renamed listener of one balancer", balancer, balancer.replacing("  L:", with: "  M:"),
            "refused identity-in-use M"),
        Edit(
            "A replaced NAT gateway with the same address",
            "  N: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: a, AllocationId: !GetAtt E.AllocationId}}\n"
                + "  E: {Type: AWS::EC2::EIP}",
            "  N: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: b, AllocationId: !GetAtt E.AllocationId}}\n"
                + "  E: {Type: AWS::EC2::EIP}",
            "refused identity-in-use N"),
        Edit(
            "A type under one id", "  A: {Type: AWS::SQS::Queue}", "  A: {Type: AWS::SNS::Topic}",
            "refused type-change A",
            "risk content-deleted A"),
        Edit(
            "A balancer that moves to the internet", balancer, balancer.replacing("internal", with: "internet-facing"),
            "refused target-group-moves G"),
        Edit(
            "A balancer that moves with its target group", balancer,
            balancer.replacing("internal", with: "internet-facing").replacing("  G:", with: "  H:")
                .replacing("!Ref G", with: "!Ref H")),
        Edit(
            "A VPC with other addresses", network, network.replacing("10.0.", with: "10.1."), "refused network-moves G",
            "risk subnet-leaves-group G"),
        Edit(
            "A subnet in another zone", network, network.replacing("AvailabilityZone: b", with: "AvailabilityZone: c"),
            "refused subnet-overlaps T", "risk subnet-leaves-group G"),
        Edit(
            "A subnet with addresses of another one", network,
            network + "\n  U: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.128/25}}",
            "refused subnet-overlaps U"),
        Edit(
            "A subnet with free addresses", network,
            network + "\n  U: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.2.0/24}}"),
        Edit(
            "A subnet that leaves the database's group", network, network.replacing(", !Ref T]", with: "]"),
            "risk subnet-leaves-group G"),
        Edit(
            "A major upgrade", database, database.replacing("17.2", with: "18.1"), "refused major-upgrade-not-allowed D"
        ),
        Edit(
            "An allowed major upgrade", database,
            database.replacing("17.2", with: "18.1, AllowMajorVersionUpgrade: true")),
        Edit(
            "A major upgrade with the parameters of the old version",
            database.replacing("100", with: "100, DBParameterGroupName: !Ref P")
                + "\n  P: {Type: AWS::RDS::DBParameterGroup, Properties: {Description: d, Family: postgres17}}",
            database.replacing("17.2", with: "18.1, AllowMajorVersionUpgrade: true")
                .replacing("100", with: "100, DBParameterGroupName: !Ref P")
                + "\n  P: {Type: AWS::RDS::DBParameterGroup, Properties: {Description: d, Family: postgres17}}",
            "refused major-upgrade-and-parameters D"),
        Edit("A downgrade", database, database.replacing("17.2", with: "17.1"), "refused engine-downgrade D"),
        Edit("A version without its minor number", database, database.replacing("17.2", with: "17")),
        Edit("Less storage", database, database.replacing("100", with: "50"), "refused storage-shrinks D"),
        Edit("More storage", database, database.replacing("100", with: "200")),
        Edit(
            "A database without its snapshot", database.replacing("100", with: "100, DBSnapshotIdentifier: s"),
            database,
            "risk snapshot-removed D"),
        Edit(
            "A database that is replaced without a copy", database, database.replacing("100", with: "100, DBName: x"),
            "risk content-deleted D", "risk database-replaced D"),
        Edit(
            "A database with another key that is known at deployment",
            database.replacing("100", with: "100, KmsKeyId: !Ref K") + "\n  K: {Type: AWS::KMS::Alias}",
            database.replacing("100", with: "100, KmsKeyId: arn:k") + "\n  K: {Type: AWS::KMS::Alias}",
            "risk database-replaced D"),
        Edit(
            "A database in more zones", database, database.replacing("100", with: "100, MultiAZ: true")),
        Edit(
            "A protected database that is deleted", database.replacing("100", with: "100, DeletionProtection: true"),
            "  Q: {Type: AWS::EC2::InternetGateway}", "risk deletion-protected D"),
        Edit(
            "A type of a shared value",
            "  P: {Type: AWS::SSM::Parameter, Properties: {Name: /p, Type: String, Value: a}}",
            "  P: {Type: AWS::SSM::Parameter, Properties: {Name: /p, Type: StringList, Value: a}}",
            "refused parameter-type P"),
        Edit(
            "A count under autoscaling", "  S: {Type: AWS::ECS::Service, Properties: {DesiredCount: 1}}",
            """
              S: {Type: AWS::ECS::Service, Properties: {DesiredCount: 1}}
              T:
                Type: AWS::ApplicationAutoScaling::ScalableTarget
                Properties: {ResourceId: !Sub 'service/c/${S.Name}', ScalableDimension: 'ecs:service:DesiredCount'}
            """, "risk scaled-count S"),
        Edit(
            "A strategy that no longer shifts traffic",
            "  S: {Type: AWS::ECS::Service, Properties: {DeploymentConfiguration: {Strategy: CANARY}}}",
            "  S: {Type: AWS::ECS::Service, Properties: {DeploymentConfiguration: {Strategy: ROLLING}}}",
            "risk traffic-shift-ends S"),
        Edit(
            "A strategy that shifts traffic in another way",
            "  S: {Type: AWS::ECS::Service, Properties: {DeploymentConfiguration: {Strategy: CANARY}}}",
            "  S: {Type: AWS::ECS::Service, Properties: {DeploymentConfiguration: {Strategy: LINEAR}}}"),
        Edit(
            "An attribute of a user pool",
            "  U: {Type: AWS::Cognito::UserPool, Properties: {Schema: [{Name: a, Required: true}]}}",
            "  U: {Type: AWS::Cognito::UserPool, Properties: {Schema: [{Name: a, Required: false}]}}",
            "refused user-pool-schema U"),
        Edit(
            "One more attribute of a user pool",
            "  U: {Type: AWS::Cognito::UserPool, Properties: {Schema: [{Name: a}]}}",
            "  U: {Type: AWS::Cognito::UserPool, Properties: {Schema: [{Name: a}, {Name: b}]}}"),
        Edit(
            "A deleted bucket", "  B: {Type: AWS::S3::Bucket}", "  Q: {Type: AWS::EC2::InternetGateway}",
            "risk content-deleted B", "risk not-empty B"),
        Edit(
            "A deleted bucket that is retained", "  B: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}",
            "  Q: {Type: AWS::EC2::InternetGateway}"),
        Edit(
            "A shared security group that is deleted",
            """
              G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d}}
              P: {Type: AWS::SSM::Parameter, Properties: {Name: /p, Type: String, Value: !GetAtt G.GroupId}}
            """, "  Q: {Type: AWS::EC2::InternetGateway}", "risk shared-resource-leaves G"),
        Edit(
            "An export that changes", "  Q: {Type: AWS::SQS::Queue}\nOutputs:\n  O: {Value: a, Export: {Name: n}}",
            "  Q: {Type: AWS::SQS::Queue}\nOutputs:\n  O: {Value: b, Export: {Name: n}}", "risk export-in-use O"),
        Edit(
            "An export of a replaced resource",
            "  Q: {Type: AWS::IAM::Role, Properties: {Path: /a/}}\nOutputs:\n  O: {Value: !Ref Q, Export: {Name: n}}",
            "  Q: {Type: AWS::IAM::Role, Properties: {Path: /b/}}\nOutputs:\n  O: {Value: !Ref Q, Export: {Name: n}}",
            "risk export-in-use O"),
        Edit(
            "A parameter without a default", "  Q: {Type: AWS::SQS::Queue}",
            "  Q: {Type: AWS::SQS::Queue}\nParameters:\n  P: {Type: String}", "risk parameter-without-value P"),
    ]

    @Test("An edit has the findings of its situation and no others", arguments: edits)
    func findings(edit: Edit) throws {
        let diff = StackDiff(
            "test", from: try TemplateDocument(text: "Resources:\n" + edit.old + "\n"),
            to: try TemplateDocument(text: "Resources:\n" + edit.new + "\n"))
        #expect(diff.findings.map { "\($0.severity.rawValue) \($0.rule) \($0.subject)" } == edit.findings)
    }

    @Test("Every rule has an edit that it finds, a reason and a solution")
    func coverage() {
        let found = Set(ChangeRulesTests.edits.flatMap(\.findings).map { $0.split(separator: " ")[1] }.map(String.init))
        for rule in ChangeRules.all {
            #expect(found.contains(rule.id), "\(rule.id)")
            #expect(rule.why.hasSuffix(".") && rule.fix.hasSuffix("."), "\(rule.id)")
        }
        #expect(Set(ChangeRules.all.map(\.id)).count == ChangeRules.all.count)
    }

    @Test("The table of the documentation has every rule with its severity")
    func documentation() throws {
        let text = try String(contentsOf: Repository.root.appending(path: "Docs/Diff.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").compactMap { line -> String? in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, ["risk", "refused"].contains(cells[1]) else { return nil }
            return cells[0].replacing("`", with: "") + " " + cells[1]
        }
        #expect(rows == ChangeRules.all.map { "\($0.id) \($0.severity.rawValue)" })
    }
}
