import Infra
import InfraTesting
import Testing

@Suite("Grants")
struct GrantTests {
    @Test("A grant on a generated resource names its ARN and the actions alone")
    func generated() throws {
        let template = try TestStack.template { scope in
            let reader = scope.add("Reader", Role(service: .ecsTasks, description: "Reads"))
            let bucket = scope.add("Files", AWS.S3.Bucket())
            bucket.grant("s3:GetObject", on: "/*", to: reader)
            scope.add("Orders", AWS.SQS.Queue()).grantConsume(to: reader)
        }
        let statements = template.statements(ofRole: "Reader")
        #expect(statements.map(\.resources) == [[["Fn::Sub": "${Files.Arn}/*"]], [["Fn::GetAtt": ["Orders", "Arn"]]]])
        #expect(statements.allSatisfy { !$0.hasWildcard })
    }

    @Test("A grant on an untyped resource uses its attribute Arn")
    func untyped() throws {
        let template = try TestStack.template { scope in
            let role = scope.add("Role", Role(service: .lambda, description: "Runs"))
            scope.add("Schedule", Resource(type: "AWS::Scheduler::Schedule")).grant("scheduler:GetSchedule", to: role)
        }
        #expect(template.statements(ofRole: "Role").first?.resources == [["Fn::GetAtt": ["Schedule", "Arn"]]])
    }

    @Test("A grant on a type whose Ref is the ARN uses it")
    func reference() throws {
        let template = try TestStack.template { scope in
            let role = scope.add("Role", Role(service: .lambda, description: "Runs"))
            scope.add("Key", AWS.SecretsManager.Secret()).grant("secretsmanager:GetSecretValue", to: role)
        }
        #expect(template.statements(ofRole: "Role").first?.resources == [["Ref": "Key"]])
    }

    @Test("A grant on a type without an ARN attribute is reported")
    func withoutARN() {
        let problems = TestStack.problems { scope in
            let role = scope.add("Role", Role(service: .lambda, description: "Runs"))
            scope.add("Route", AWS.EC2.Route(routeTableId: "rtb-1")).grant("ec2:DeleteRoute", to: role)
        }
        #expect(problems.count == 1)
        #expect(problems.first?.contains("test/Route: the actions ec2:DeleteRoute are not granted") == true)
    }

    @Test("The same statement twice is kept once")
    func once() throws {
        let template = try TestStack.template { scope in
            let role = scope.add("Role", Role(service: .lambda, description: "Runs"))
            let queue = scope.add("Orders", AWS.SQS.Queue())
            queue.grantSend(to: role)
            queue.grantSend(to: role)
        }
        #expect(template.statements(ofRole: "Role").count == 1)
    }

    @Test("A grant to an existing role is a policy of the granting stack")
    func existingRole() throws {
        let template = try TestStack.template { scope in
            let role = Role.Reference(existing: "deployer", in: scope.child("Deployer"))
            let queue = scope.add("Orders", AWS.SQS.Queue())
            queue.grantSend(to: role)
            queue.grantConsume(to: role)
        }
        #expect(template.property("DeployerGranted", "Roles") == ["deployer"])
        #expect(
            Template.statements(of: template.property("DeployerGranted", "PolicyDocument")).count == 2)
    }
}
