import Deployment
import Infra
import Testing

@Suite("PermissionChange")
struct PermissionChangeTests {
    /// The changes of a template as `+ sentence [effect]`.
    private func changes(_ old: String, _ new: String) throws -> [String] {
        func document(_ text: String) throws -> TemplateDocument {
            try TemplateDocument(text: "Resources:\n  Z: {Type: AWS::EC2::InternetGateway}\n" + text)
        }
        return StackDiff("test", from: try document(old), to: try document(new)).permissions
            .map { "\($0.isAddition ? "+" : "-") \($0.grant.words) [\($0.effect.rawValue)]" }
    }

    private func role(_ statements: String) -> String {
        "  R: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: [\(statements)]}}]}}\n"
    }

    private func queue(_ statements: String, _ queue: String = "!Ref Q") -> String {
        "  P: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [\(queue)], PolicyDocument: {Statement: [\(statements)]}}}\n"
    }

    private static let send =
        "{Effect: Allow, Action: 'sqs:SendMessage', Resource: '*', Principal: {Service: sns.amazonaws.com}}"

    @Test("Every kind of policy is read with its holder")
    func kinds() throws {
        #expect(
            try changes(
                "",
                "  R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: {Effect: Allow, "
                    + "Action: 'sts:AssumeRole', Principal: {Service: ecs.amazonaws.com}}}}}\n")
                == ["+ Service ecs.amazonaws.com may assume R [broader]"])
        #expect(
            try changes("", role("{Effect: Allow, Action: 's3:Get', Resource: !GetAtt B.Arn}"))
                == ["+ R may s3:Get on ${B.Arn} [broader]"])
        #expect(
            try changes("", queue(PermissionChangeTests.send))
                == ["+ Service sns.amazonaws.com may sqs:SendMessage on * (policy of Q) [broader]"])
        #expect(
            try changes(
                "",
                "  P: {Type: AWS::IAM::Policy, Properties: {Roles: [!Ref A, !Ref B], PolicyDocument: {Statement: "
                    + "[{Effect: Deny, Action: 'a:B', Resource: '*'}]}}}\n")
                == ["+ A may not a:B on * [narrower]", "+ B may not a:B on * [narrower]"])
        #expect(
            try changes(
                "",
                "  L: {Type: AWS::Lambda::Permission, Properties: {Action: 'lambda:InvokeFunction', FunctionName: !Ref F, "
                    + "Principal: s3.amazonaws.com, SourceArn: !GetAtt B.Arn}}\n")
                == [
                    "+ Service s3.amazonaws.com may lambda:InvokeFunction (policy of F) if SourceArn is ${B.Arn} [broader]"
                ])
        #expect(
            try changes("", "  R: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: [arn:policy]}}\n")
                == ["+ R may do everything in the managed policy arn:policy [broader]"])
    }

    @Test("An added permission is broader, unless another statement covers it")
    func broadening() throws {
        let wide = "{Effect: Allow, Action: 's3:*', Resource: '*'}"
        let narrow = "{Effect: Allow, Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::b/*'}"
        let conditional =
            "{Effect: Allow, Action: 's3:*', Resource: '*', Condition: {Bool: {'aws:SecureTransport': true}}}"
        func effects(_ old: String, _ new: String) throws -> [String] {
            try changes(role(old), role(new)).map {
                String($0.first ?? " ") + ($0.split(separator: "[").last ?? "").dropLast()
            }
        }
        #expect(try effects(narrow, wide) == ["-covered", "+broader"])
        #expect(try effects(wide, narrow) == ["-narrower", "+covered"])
        #expect(try effects(wide, wide + ", " + narrow) == ["+covered"])
        #expect(try effects(wide + ", " + narrow, wide) == ["-covered"])
        #expect(try effects(wide, conditional) == ["-narrower", "+covered"])
        #expect(try effects(conditional, wide) == ["-covered", "+broader"])
        let denial = "{Effect: Deny, Action: 's3:*', Resource: '*'}"
        #expect(try effects(denial, "") == ["-broader"])
        #expect(try effects("", denial) == ["+narrower"])
        // The range of a negated element cannot be compared.
        #expect(try effects(wide, "{Effect: Allow, NotAction: 'iam:*', Resource: '*'}") == ["-narrower", "+broader"])
    }

    @Test("The order of statements and their parts, and one value as a list, are no change")
    func order() throws {
        let old = role(
            "{Effect: Allow, Action: ['a:B', 'a:C'], Resource: '*'}, {Effect: Deny, Action: 'a:D', Resource: '*'}")
        let new = role(
            "{Action: ['a:D'], Effect: Deny, Resource: ['*']}, {Effect: Allow, Action: ['a:C', 'a:B'], Resource: '*'}")
        #expect(try changes(old, new).isEmpty)
    }

    @Test("A policy of another resource is a removal and an addition")
    func otherResource() throws {
        let found = try changes(queue(PermissionChangeTests.send), queue(PermissionChangeTests.send, "!Ref Other"))
        #expect(found.map { String($0.prefix(1)) }.sorted() == ["+", "-"])
        #expect(found.contains { $0.contains("(policy of Other) [broader]") })
    }

    @Test("A removed boundary is broader")
    func boundary() throws {
        let old = "  R: {Type: AWS::IAM::Role, Properties: {PermissionsBoundary: arn:b}}\n"
        #expect(
            try changes(old, "  R: {Type: AWS::IAM::Role}\n") == [
                "- R may not do anything beyond the boundary arn:b [broader]"
            ])
    }
}

@Suite("NetworkChange")
struct NetworkChangeTests {
    private func changes(_ old: String, _ new: String) throws -> [String] {
        func document(_ text: String) throws -> TemplateDocument {
            try TemplateDocument(text: "Resources:\n  Z: {Type: AWS::EC2::InternetGateway}\n" + text)
        }
        return StackDiff("test", from: try document(old), to: try document(new)).network
            .map { "\($0.isAddition ? "+" : "-") \($0.words)\($0.isPublic ? " [internet]" : "")" }
    }

    @Test(
        "A rule of a security group is a sentence",
        arguments: [
            (
                "IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0",
                "everyone (0.0.0.0/0) may reach G on TCP 443 [internet]"
            ),
            ("IpProtocol: tcp, FromPort: 1, ToPort: 9, CidrIp: 10.0.0.0/8", "10.0.0.0/8 may reach G on TCP 1-9"),
            (
                "IpProtocol: '-1', CidrIpv6: '::/0'",
                "everyone over IPv6 (::/0) may reach G on every port and protocol [internet]"
            ),
            ("IpProtocol: -1, SourceSecurityGroupId: !GetAtt S.GroupId", "S may reach G on every port and protocol"),
            (
                "IpProtocol: udp, FromPort: 0, ToPort: 65535, SourcePrefixListId: pl-1",
                "pl-1 may reach G on every UDP port"
            ),
            ("IpProtocol: icmp, FromPort: -1, ToPort: -1, CidrIp: 10.0.0.0/8", "10.0.0.0/8 may reach G on ICMP"),
        ])
    func sentence(rule: String, words: String) throws {
        let resource =
            "  I: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt G.GroupId, \(rule)}}\n"
        #expect(try changes("", resource) == ["+ " + words])
        #expect(try changes(resource, "") == ["- " + words])
    }

    @Test("Rules inside a group and rules of their own are the same, in every order")
    func inline() throws {
        let rule = "IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 10.0.0.0/8"
        let group = "  G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g"
        let old = group + ", SecurityGroupIngress: [{\(rule)}]}}\n"
        let new = group + "}}\n  I: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref G, \(rule)}}\n"
        #expect(try changes(old, new).isEmpty)
    }

    @Test("A group without outgoing rules may reach everyone, and settings that expose a resource are ways too")
    func exposure() throws {
        #expect(
            try changes("", "  G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g}}\n")
                == ["+ G may reach everyone (0.0.0.0/0) on every port and protocol [internet]"])
        #expect(
            try changes("", "  B: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}\n")
                == ["+ B has public addresses [internet]"])
        #expect(
            try changes("", "  D: {Type: AWS::RDS::DBInstance, Properties: {PubliclyAccessible: true}}\n")
                == ["+ D has a public address [internet]"])
        #expect(
            try changes(
                "",
                "  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref T, DestinationCidrBlock: 0.0.0.0/0, "
                    + "NatGatewayId: !Ref N}}\n") == ["+ T leads to everyone (0.0.0.0/0) through N"])
    }
}
