import Deployment
import Infra
import Testing

/// The cases that CDK publishes about permissions and security groups, as facts
/// (`@aws-cdk/cloudformation-diff`, `test/iam` and `test/network`): the number of additions and removals, and whether a change
/// gives a principal more.
@Suite("Permissions beside CDK's published cases")
struct PublishedPermissionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let old: String
        let new: String
        /// CDK's answers.
        let added: Int
        let removed: Int
        let isBroader: Bool
        /// The reason for another answer about `isBroader`; nil for the same answer.
        let difference: String?

        init(
            _ name: String, _ old: String, _ new: String, added: Int = 0, removed: Int = 0, broader: Bool,
            unlikeCDK difference: String? = nil
        ) {
            testDescription = name
            self.old = old
            self.new = new
            self.added = added
            self.removed = removed
            isBroader = broader
            self.difference = difference
        }
    }

    private static func queue(_ statements: String..., of queue: String = "One") -> String {
        "  P: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref \(queue)], PolicyDocument: {Statement: "
            + "[\(statements.joined(separator: ", "))]}}}\n"
    }

    private static func bucket(_ statements: String...) -> String {
        "  P: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref One, PolicyDocument: {Statement: "
            + "[\(statements.joined(separator: ", "))]}}}\n"
    }

    private static func identity(_ type: String, _ properties: String) -> String {
        "  I: {Type: AWS::IAM::\(type), Properties: {\(properties)}}\n"
    }

    private static func allow(_ action: String, _ who: String = "Principal: {Service: events.amazonaws.com}") -> String
    {
        "{Effect: Allow, Action: '\(action)', Resource: '*'\(who.isEmpty ? "" : ", " + who)}"
    }

    private static let policy = "PolicyDocument: {Statement: [\(allow("s3:GetObject", ""))]}"
    private static let ingress =
        "  G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, SecurityGroupIngress: [{CidrIp: 10.2.0.0/16, "
        + "FromPort: 443, ToPort: 443, IpProtocol: tcp}], SecurityGroupEgress: [{DestinationSecurityGroupId: sg-1, FromPort: 1, "
        + "ToPort: 1, IpProtocol: tcp}]}}\n"

    static let cases: [Case] = [
        Case("A first statement", "", queue(allow("sqs:SendMessage")), added: 1, broader: true),
        Case(
            "One statement more", queue(allow("sqs:SendMessage")),
            queue(allow("sqs:SendMessage"), allow("sqs:ReceiveMessage")), added: 1, broader: true),
        Case(
            "A removed statement about everyone but one",
            queue(allow("sqs:SendMessage", "NotPrincipal: {Service: events.amazonaws.com}")), "", removed: 1,
            broader: true,
            unlikeCDK: "a statement that allows gives less when it goes; CDK goes by the negated principal"),
        Case(
            "The same policy for another queue", queue(allow("sqs:SendMessage")),
            queue(allow("sqs:SendMessage"), of: "Two"), added: 1, removed: 1, broader: true),
        Case(
            "One statement less", queue(allow("sqs:SendMessage"), allow("sqs:ReceiveMessage")),
            queue(allow("sqs:SendMessage")), removed: 1, broader: false),
        Case(
            "The last statement of a bucket", bucket(allow("s3:PutObject", "Principal: {AWS: a}")), "", removed: 1,
            broader: false),
        Case(
            "One of a bucket's statements",
            bucket(allow("s3:PutObject", "Principal: {AWS: a}"), allow("s3:GetObject", "Principal: {AWS: a}")),
            bucket(allow("s3:GetObject", "Principal: {AWS: a}")), removed: 1, broader: false),
        Case(
            "A role that a service may assume", "",
            identity(
                "Role",
                "AssumeRolePolicyDocument: {Statement: [{Action: 'sts:AssumeRole', Effect: Allow, Principal: {Service: "
                    + "ecs-tasks.amazonaws.com}}]}"), added: 1, broader: true),
        Case("A policy of a role", "", identity("Policy", "Roles: [!Ref One], \(policy)"), added: 1, broader: true),
        Case("A policy of a user", "", identity("Policy", "Users: [!Ref One], \(policy)"), added: 1, broader: true),
        Case("A policy of a group", "", identity("Policy", "Groups: [!Ref One], \(policy)"), added: 1, broader: true),
        Case(
            "A policy of two roles", "", identity("Policy", "Roles: [!Ref One, !Ref Two], \(policy)"), added: 2,
            broader: true),
        Case(
            "A policy inside a role", "", identity("Role", "Policies: [{PolicyName: p, \(policy)}]"), added: 1,
            broader: true),
        Case(
            "A policy inside a user", "", identity("User", "Policies: [{PolicyName: p, \(policy)}]"), added: 1,
            broader: true),
        Case(
            "A policy inside a group", "", identity("Group", "Policies: [{PolicyName: p, \(policy)}]"), added: 1,
            broader: true),
        Case(
            "A function that a bucket may call", "",
            "  L: {Type: AWS::Lambda::Permission, Properties: {Action: 'lambda:InvokeFunction', FunctionName: !Ref One, "
                + "Principal: s3.amazonaws.com, SourceAccount: !Ref 'AWS::AccountId', SourceArn: !GetAtt Two.Arn}}\n",
            added: 1, broader: true),
        Case("A managed policy", "", identity("Role", "ManagedPolicyArns: [arn:one]"), added: 1, broader: true),
        Case(
            "One managed policy less", identity("Role", "ManagedPolicyArns: [arn:one, arn:two]"),
            identity("Role", "ManagedPolicyArns: [arn:two]"), removed: 1, broader: false),
        Case("The rules of a new group", "", ingress, added: 2, broader: true),
        Case(
            "The rules of a new group and rules of their own", "",
            ingress
                + "  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt G.GroupId, FromPort: -1, "
                + "ToPort: -1, IpProtocol: icmp, SourcePrefixListId: pl-1}}\n"
                + "  Out: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !GetAtt G.GroupId, FromPort: -1, "
                + "ToPort: -1, IpProtocol: udp, CidrIp: 10.9.0.0/16}}\n", added: 4, broader: true),
    ]

    @Test("A change of permissions or rules counts and broadens as in CDK, or says why not", arguments: cases)
    func changes(entry: Case) throws {
        func document(_ text: String) throws -> TemplateDocument {
            try TemplateDocument(
                text: "Resources:\n  One: {Type: AWS::SQS::Queue}\n  Two: {Type: AWS::S3::Bucket}\n" + text)
        }
        let diff = StackDiff("test", from: try document(entry.old), to: try document(entry.new))
        let additions = diff.permissions.count(where: \.isAddition) + diff.network.count(where: \.isAddition)
        #expect(additions == entry.added, "\(diff.permissions) \(diff.network)")
        #expect(diff.permissions.count + diff.network.count - additions == entry.removed)
        let isBroader =
            diff.permissions.contains { $0.effect == .broader } || diff.network.contains(where: \.isAddition)
        #expect(isBroader == (entry.difference == nil ? entry.isBroader : !entry.isBroader))
    }
}
