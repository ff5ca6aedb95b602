import Infra
import InfraTesting
import Testing

@Suite("DeployRole")
struct DeployRoleTests {
    private static let executionRole = "arn:aws:iam::123456789012:role/execution"

    private func role(_ change: (inout DeployRole) -> Void = { _ in }) -> DeployRole {
        var trust = GitHubTrust(owner: "octo", repository: "shop")
        trust.environments = ["production"]
        var role = DeployRole(trust: trust, stacks: ["orders-foundation", "orders-service"])
        change(&role)
        return role
    }

    private func add(_ role: DeployRole, to scope: Scope) {
        scope.add(
            "Deploy", role,
            in: .init(
                provider: .existing, executionRole: ResourceARN(.literal(DeployRoleTests.executionRole)),
                artifacts: .init(name: "artifacts", arn: "arn:aws:s3:::artifacts"), images: .init(existing: "orders")))
    }

    private func template(_ change: (inout DeployRole) -> Void = { _ in }) throws -> Template {
        try TestStack.template { add(role(change), to: $0) }
    }

    @Test("A job of the trusted environment assumes the role for one hour by default")
    func defaults() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "Deploy", type: "AWS::IAM::Role",
                with: [
                    "AssumeRolePolicyDocument": [
                        "Statement": [
                            [
                                "Action": "sts:AssumeRoleWithWebIdentity",
                                "Condition": [
                                    "StringEquals": [
                                        "token.actions.githubusercontent.com:sub":
                                            "repo:octo/shop:environment:production"
                                    ]
                                ],
                            ]
                        ]
                    ],
                    "MaxSessionDuration": 3600, "Path": "/",
                ]) == nil)
    }

    @Test("The role changes nothing but images, its own objects, services, and the stacks through the execution role")
    func permissions() throws {
        let template = try template()
        let statements = template.statements(ofRole: "Deploy")
        let reading = ["Describe", "Get", "List", "Filter", "Simulate", "Lookup", "BatchGet", "BatchCheck"]
        let changing = statements.flatMap { statement in
            statement.actions.filter { action in
                !reading.contains { action.split(separator: ":").last?.hasPrefix($0) == true }
            }
        }
        #expect(
            changing.sorted() == [
                "cloudformation:CancelUpdateStack", "cloudformation:ContinueUpdateRollback",
                "cloudformation:CreateChangeSet", "cloudformation:CreateStackRefactor",
                "cloudformation:DeleteChangeSet", "cloudformation:DetectStackDrift",
                "cloudformation:ExecuteChangeSet", "cloudformation:ExecuteStackRefactor",
                "cloudformation:RollbackStack", "ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage",
                "ecr:UploadLayerPart", "ecs:ContinueServiceDeployment", "ecs:StopServiceDeployment", "ecs:StopTask",
                "ecs:UpdateService", "iam:PassRole", "s3:DeleteObject", "s3:PutObject",
            ])
        for prefix in ["lock", "releases", "templates", "evidence"] {
            #expect(
                statements.filter { $0.actions == ["s3:PutObject"] }.flatMap(\.resources).contains {
                    $0.compactJSON.contains("artifacts/\(prefix)/*")
                }, "\(prefix)")
        }
    }

    @Test("A job removes old releases only where that is allowed, and never the records")
    func pruning() throws {
        let template = try template { $0.prunes = true }
        let statements = template.statements(ofRole: "Deploy")
        let removed = statements.filter { $0.actions == ["s3:DeleteObject"] }.flatMap(\.resources).map(\.compactJSON)
        #expect(removed.count == 3 && !removed.contains { $0.contains("releases/") })
        #expect(statements.contains { $0.actions.contains("ecr:BatchDeleteImage") && !$0.resources.contains("*") })
        // IAM knows no resource and no condition key of this action, so the region is its only limit.
        let deregistering = statements.filter { $0.actions.contains("ecs:DeregisterTaskDefinition") }
        #expect(deregistering.map(\.resources) == [["*"]])
        let policies = template.resource("Deploy")?.properties["Policies"]?.compactJSON ?? ""
        #expect(policies.contains(#"{"StringEquals":{"aws:RequestedRegion":{"Ref":"AWS::Region"}}}"#), "\(policies)")
        let actions = try self.template().statements(ofRole: "Deploy").flatMap(\.actions)
        #expect(!actions.contains("ecr:BatchDeleteImage") && !actions.contains("ecs:DeregisterTaskDefinition"))
    }

    @Test("A job runs tasks only where the tasks' roles have a path, and passes the roles below it alone")
    func tasks() throws {
        let statements = try template {
            $0.taskRolePath = "/orders/stacks/"
        }.statements(ofRole: "Deploy")
        let definition = { (name: String) -> TemplateExpression in
            [
                "Fn::Sub": .string(
                    "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task-definition/\(name)-*")
            ]
        }
        #expect(
            statements.first { $0.actions == ["ecs:RunTask"] }?.resources == [
                definition("orders-foundation"), definition("orders-service"),
            ])
        #expect(
            statements.filter { $0.actions == ["iam:PassRole"] }.flatMap(\.resources) == [
                .string(DeployRoleTests.executionRole),
                ["Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/orders/stacks/*"],
            ])
        let without = try template().statements(ofRole: "Deploy").flatMap(\.actions)
        #expect(!without.contains("ecs:RunTask") && without.count { $0 == "iam:PassRole" } == 1)
    }

    @Test("A job changes a service beside its stack only where that is allowed", arguments: [true, false])
    func bypass(bypassesStacks: Bool) throws {
        let actions = try template {
            $0.taskRolePath = "/orders/stacks/"
            $0.bypassesStacks = bypassesStacks
        }.statements(ofRole: "Deploy").flatMap(\.actions)
        for action in ["ecs:ExecuteCommand", "ecs:RegisterTaskDefinition"] {
            #expect(actions.contains(action) == bypassesStacks, "\(action)")
        }
    }

    @Test("Only actions that IAM cannot limit are for every resource, and none of them changes anything")
    func wildcards() throws {
        let wide = try template().statements(ofRole: "Deploy").filter { $0.resources.contains("*") }
        #expect(
            wide.flatMap(\.actions).sorted() == [
                "application-autoscaling:DescribeScalableTargets",
                "cloudformation:DescribeStackDriftDetectionStatus", "cloudformation:GetHookResult",
                "cloudtrail:LookupEvents", "cloudwatch:DescribeAlarms", "ec2:DescribeRouteTables",
                "ec2:DescribeSubnets", "ec2:DescribeVpcEndpoints", "ecr:GetAuthorizationToken",
                "ecs:DescribeTaskDefinition", "ecs:ListTasks", "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth", "logs:DescribeLogGroups",
                "servicequotas:GetAWSDefaultServiceQuota",
            ])
    }

    @Test("A change set is made for the named stacks alone, and with the execution role alone")
    func changeSets() throws {
        let template = try template()
        let stack = { (name: String) -> TemplateExpression in
            [
                "Fn::Sub": .string(
                    "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/\(name)/*")
            ]
        }
        let policy = "Policies/0/PolicyDocument/Statement"
        #expect(
            template.property("Deploy", "\(policy)/0/Resource") == [
                stack("orders-foundation"), stack("orders-service"),
            ])
        #expect(
            template.property("Deploy", "\(policy)/0/Condition") == [
                "StringEquals": ["cloudformation:RoleArn": .string(DeployRoleTests.executionRole)]
            ])
        #expect(
            template.property("Deploy", "\(policy)/2") == [
                "Sid": "PassExecutionRole", "Effect": "Allow", "Action": "iam:PassRole",
                "Resource": .string(DeployRoleTests.executionRole),
                "Condition": ["StringEquals": ["iam:PassedToService": "cloudformation.amazonaws.com"]],
            ])
    }

    @Test("A job can delete locks, and stacks only where that is allowed", arguments: [true, false])
    func deletion(deletesStacks: Bool) throws {
        let template = try template { $0.deletesStacks = deletesStacks }
        let statements = template.statements(ofRole: "Deploy")
        let actions = statements.flatMap(\.actions)
        #expect(actions.contains("cloudformation:DeleteStack") == deletesStacks)
        let locks = statements.first { $0.actions == ["s3:DeleteObject"] }
        #expect(locks?.resources == ["arn:aws:s3:::artifacts/lock/*"])
    }

    @Test("Each property of a role changes it, and values that IAM refuses are reported")
    func properties() throws {
        let template = try template {
            $0.maximumSession = .hours(2)
            $0.path = "/orders/"
        }
        #expect(template.mismatch("Deploy", with: ["MaxSessionDuration": 7200, "Path": "/orders/"]) == nil)
        let problems = TestStack.problems { scope in
            add(
                role {
                    $0.maximumSession = .minutes(30)
                    $0.stacks = []
                    $0.path = "orders"
                    $0.taskRolePath = "stacks"
                    $0.trust.environments = []
                }, to: scope)
        }
        #expect(problems.contains { $0.hasPrefix("test/Deploy: stacks is 0; expected") }, "\(problems)")
        #expect(problems.contains { $0.hasPrefix("test/Deploy: maximumSession is 1800; expected") }, "\(problems)")
        #expect(problems.contains { $0.hasPrefix("test/Deploy: path is \"orders\"; expected a path") }, "\(problems)")
        #expect(problems.contains { $0.hasPrefix("test/Deploy: taskRolePath is \"stacks\"; expected a path") })
        #expect(problems.contains { $0.hasPrefix("test/Deploy: trust: contexts is 0; expected") }, "\(problems)")
    }

    @Test("A trust policy that exceeds IAM's size is reported")
    func size() {
        let problems = TestStack.problems { scope in
            add(
                role { $0.trust.environments = (0..<10).map { String(repeating: "x", count: 250) + "\($0)" } },
                to: scope)
        }
        #expect(problems.count == 1 && problems[0].contains("more than IAM's 2048"), "\(problems)")
    }
}
