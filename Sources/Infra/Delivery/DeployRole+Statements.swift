import CloudFormation

extension DeployRole {
    /// The statements of the role's policy.
    struct Statements {
        let role: DeployRole
        let surroundings: Surroundings

        init(role: DeployRole, _ surroundings: Surroundings) {
            self.role = role
            self.surroundings = surroundings
        }

        var all: [PolicyStatement] {
            let granted = Collector()
            surroundings.artifacts.grantRead(to: granted)
            for prefix in ["lock/", "releases/", "templates/", "evidence/"] {
                surroundings.artifacts.grantWrite(prefix, to: granted)
            }
            surroundings.artifacts.grantDelete("lock/", to: granted)
            surroundings.images?.grantPush(to: granted)
            if role.prunes {
                for prefix in ["templates/", "evidence/"] { surroundings.artifacts.grantDelete(prefix, to: granted) }
                surroundings.images?.grantDelete(to: granted)
            }
            return changeSets + containers + tasks + roles + evidence + secrets + granted.statements + unscoped
        }

        /// The statements for further stacks that are named by a pattern, with their deletion and what it looks at before.
        var ofPreviews: [PolicyStatement] {
            let ids: Set = [
                "CreateChangeSets", "Stacks", "Deployments", "Tasks", "RunTasks", "TaskDefinitions", "Logs",
            ]
            let changing = (changeSets + containers + tasks + evidence).filter { ids.contains($0.id ?? "") }
            return changing + [
                PolicyStatement(
                    id: "DeleteStacks", actions: ["cloudformation:DeleteStack"],
                    resources: resources("cloudformation", "stack/", suffix: "/*")),
                PolicyStatement(
                    id: "StackValues", actions: ["ssm:GetParameters"],
                    resources: resources("ssm", "parameter/stacks/", suffix: "/*")),
                PolicyStatement(
                    id: "StackSecrets", actions: ["secretsmanager:DescribeSecret"],
                    resources: [resource("secretsmanager", "secret:*")],
                    conditions: [
                        "StringLike": [
                            "aws:ResourceTag/aws:cloudformation:stack-name": .list(role.stacks.map { .string($0) })
                        ]
                    ]),
                PolicyStatement(
                    id: "Databases", actions: ["rds:DescribeDBInstances"], resources: [resource("rds", "db:*")]),
                PolicyStatement(id: "Networks", actions: ["ec2:DescribeNetworkInterfaces"], resources: ["*"]),
            ]
        }

        private func resource(_ service: String, _ name: TemplateValue<String>) -> TemplateValue<String> {
            "arn:\(AWS.partition):\(service):\(AWS.region):\(AWS.accountID):\(name)"
        }

        /// The resources of the stacks: the kind, the stack's name and a suffix.
        private func resources(_ service: String, _ kinds: String..., suffix: String) -> [TemplateValue<String>] {
            role.stacks.flatMap { stack in kinds.map { resource(service, .literal($0 + stack + suffix)) } }
        }

        /// Change sets of the stacks, with the execution role and no other; the way out of each stuck status.
        private var changeSets: [PolicyStatement] {
            let stackARNs = resources("cloudformation", "stack/", suffix: "/*")
            let executionRole = surroundings.executionRole.value
            var operations = [
                "CancelUpdateStack", "ContinueUpdateRollback", "CreateStackRefactor", "DeleteChangeSet",
                "DescribeChangeSet", "DescribeEvents", "DescribeStackEvents", "DescribeStackRefactor",
                "DescribeStackResourceDrifts", "DescribeStackResources", "DescribeStacks", "DetectStackDrift",
                "ExecuteChangeSet", "ExecuteStackRefactor", "GetTemplate", "ListChangeSets",
                "ListStackRefactorActions", "ListStackResources", "RollbackStack",
            ]
            if role.deletesStacks { operations += ["DeleteStack", "UpdateTerminationProtection"] }
            return [
                PolicyStatement(
                    id: "CreateChangeSets", actions: ["cloudformation:CreateChangeSet"], resources: stackARNs,
                    conditions: ["StringEquals": ["cloudformation:RoleArn": executionRole.expression]]),
                PolicyStatement(
                    id: "Stacks", actions: operations.sorted().map { "cloudformation:" + $0 }, resources: stackARNs),
                PolicyStatement(
                    id: "PassExecutionRole", actions: ["iam:PassRole"], resources: [executionRole],
                    conditions: ["StringEquals": ["iam:PassedToService": "cloudformation.amazonaws.com"]]),
                // The outputs name the bucket and the roles.
                PolicyStatement(
                    id: "OwnStack", actions: ["cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks"],
                    resources: [resource("cloudformation", "stack/\(AWS.stackName)/*")]),
                // The findings of CloudFormation's validation belong to the change set and not to its stack.
                PolicyStatement(
                    id: "ChangeSetEvents", actions: ["cloudformation:DescribeEvents"],
                    resources: [resource("cloudformation", "changeSet/*")]),
            ]
        }

        /// The services, deployments and tasks of the stacks' clusters, whose names begin with the stack's.
        private var containers: [PolicyStatement] {
            var operations = [
                "ContinueServiceDeployment", "DescribeServiceDeployments", "DescribeServiceRevisions",
                "DescribeServices", "DescribeTasks", "ListServiceDeployments", "StopServiceDeployment", "StopTask",
                "UpdateService",
            ]
            if role.bypassesStacks { operations.append("ExecuteCommand") }
            return [
                PolicyStatement(
                    id: "Deployments", actions: operations.sorted().map { "ecs:" + $0 },
                    resources: resources(
                        "ecs", "cluster/", "service/", "service-deployment/", "service-revision/", "task/", suffix: "-*"
                    )),
                PolicyStatement(id: "Tasks", actions: ["ecs:ListTasks"], resources: ["*"], conditions: ownClusters),
            ]
        }

        /// The condition of the stacks' clusters.
        private var ownClusters: TemplateExpression {
            ["ArnLike": ["ecs:cluster": .list(resources("ecs", "cluster/", suffix: "-*").map(\.expression))]]
        }

        /// The one-off tasks of the stacks' task definitions, such as a migration.
        private var tasks: [PolicyStatement] {
            guard let path = role.taskRolePath else { return [] }
            let definitions = resources("ecs", "task-definition/", suffix: "-*")
            var statements = [
                PolicyStatement(
                    id: "RunTasks", actions: ["ecs:RunTask"], resources: definitions, conditions: ownClusters),
                PolicyStatement(
                    id: "PassTaskRoles", actions: ["iam:PassRole"], resources: [taskRoles(path)],
                    conditions: ["StringEquals": ["iam:PassedToService": "ecs-tasks.amazonaws.com"]]),
            ]
            if role.bypassesStacks {
                statements.append(
                    PolicyStatement(
                        id: "TaskDefinitions", actions: ["ecs:RegisterTaskDefinition"], resources: definitions))
            }
            return statements
        }

        private func taskRoles(_ path: String) -> TemplateValue<String> {
            "arn:\(AWS.partition):iam::\(AWS.accountID):role\(path)*"
        }

        /// The existence and the permissions of the roles that a deployment uses, which are checked before any change.
        private var roles: [PolicyStatement] {
            let roles = [surroundings.executionRole.value] + (role.taskRolePath.map { [taskRoles($0)] } ?? [])
            return [
                PolicyStatement(id: "Roles", actions: ["iam:GetRole", "iam:SimulatePrincipalPolicy"], resources: roles)
            ]
        }

        /// The stacks' log groups, the account's quotas, and the values that the stacks and this one share.
        private var evidence: [PolicyStatement] {
            [
                PolicyStatement(
                    id: "Logs", actions: ["logs:FilterLogEvents", "logs:GetLogEvents"],
                    resources: resources("logs", "log-group:", suffix: "-*")),
                PolicyStatement(
                    id: "Quotas", actions: ["servicequotas:GetServiceQuota"],
                    resources: [resource("servicequotas", "*")]),
                PolicyStatement(
                    id: "SharedValues", actions: ["ssm:GetParameters"],
                    resources: resources("ssm", "parameter/stacks/", suffix: "/*")
                        + [resource("ssm", "parameter/stacks/\(AWS.stackName)/*")]),
            ]
        }

        /// The metadata of secrets, never a value: those of the stacks, of the databases, and those named.
        private var secrets: [PolicyStatement] {
            [
                // CloudFormation chooses the names, and adds the tag.
                PolicyStatement(
                    id: "StackSecrets", actions: ["secretsmanager:DescribeSecret"],
                    resources: [resource("secretsmanager", "secret:*")],
                    conditions: [
                        "StringEquals": [
                            "aws:ResourceTag/aws:cloudformation:stack-name": .list(role.stacks.map { .string($0) })
                        ]
                    ]),
                // "Password management with Amazon RDS and AWS Secrets Manager": RDS makes secrets with this prefix.
                PolicyStatement(
                    id: "NamedSecrets", actions: ["secretsmanager:DescribeSecret"],
                    resources: [resource("secretsmanager", "secret:rds!*")] + role.secrets.map(\.value)),
            ]
        }

        /// Actions that IAM cannot limit to a resource ("Actions, resources, and condition keys for AWS services").
        private var unscoped: [PolicyStatement] {
            // A change without a resource or a key of its own: the region is what IAM can limit it to.
            let pruning = PolicyStatement(
                id: "Deregister", actions: ["ecs:DeregisterTaskDefinition", "ecs:ListTaskDefinitions"],
                resources: ["*"],
                conditions: ["StringEquals": ["aws:RequestedRegion": AWS.region.expression]])
            let reading = [
                "application-autoscaling:DescribeScalableTargets", "cloudformation:DescribeStackDriftDetectionStatus",
                "cloudformation:GetHookResult", "cloudtrail:LookupEvents", "cloudwatch:DescribeAlarms",
                "ec2:DescribeRouteTables", "ec2:DescribeSubnets", "ec2:DescribeVpcEndpoints",
                "ecs:DescribeTaskDefinition", "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth", "logs:DescribeLogGroups",
                "servicequotas:GetAWSDefaultServiceQuota",
            ]
            return [PolicyStatement(id: "Unscoped", actions: reading, resources: ["*"])]
                + (role.prunes ? [pruning] : [])
        }
    }

    /// A holder of statements. Those that differ in their resources or in their actions alone are one: the size of a policy is
    /// limited.
    private final class Collector: Grantee {
        private(set) var statements: [PolicyStatement] = []

        func grant(_ statement: PolicyStatement) {
            for place in statements.indices {
                var other = statements[place]
                let (actions, resources) = (other.actions, other.resources)
                (other.actions, other.resources) = (statement.actions, statement.resources)
                guard other == statement, actions == statement.actions || resources == statement.resources else {
                    continue
                }
                statements[place].actions += statement.actions.filter { !actions.contains($0) }
                statements[place].resources += statement.resources.filter { !resources.contains($0) }
                return
            }
            statements.append(statement)
        }
    }
}
