import CloudFormation

extension DeployRole {
    /// The statements of the role's policy.
    struct Statements {
        let stacks: [String]
        let deletesStacks: Bool
        let surroundings: Surroundings

        init(stacks: [String], deletesStacks: Bool, _ surroundings: Surroundings) {
            self.stacks = stacks
            self.deletesStacks = deletesStacks
            self.surroundings = surroundings
        }

        var all: [PolicyStatement] {
            let granted = Collector()
            surroundings.artifacts.grantRead(to: granted)
            for prefix in ["lock/", "releases/", "templates/"] {
                surroundings.artifacts.grantWrite(prefix, to: granted)
            }
            surroundings.artifacts.grantDelete("lock/", to: granted)
            surroundings.images?.grantPush(to: granted)
            return changeSets + containers + evidence + granted.statements + unscoped
        }

        private func resources(_ service: String, _ kinds: [String]) -> [TemplateValue<String>] {
            stacks.flatMap { stack in
                kinds.map { kind in
                    "arn:\(AWS.partition):\(service):\(AWS.region):\(AWS.accountID):\(kind)\(stack)"
                        as TemplateValue<String>
                }
            }
        }

        private func suffixed(_ resources: [TemplateValue<String>], _ suffix: String) -> [TemplateValue<String>] {
            resources.map { "\($0)\(suffix)" }
        }

        /// Change sets of the stacks, with the execution role and no other; the way out of each stuck status.
        private var changeSets: [PolicyStatement] {
            let stackARNs = suffixed(resources("cloudformation", ["stack/"]), "/*")
            let role = surroundings.executionRole.value
            var operations = [
                "cloudformation:CancelUpdateStack", "cloudformation:ContinueUpdateRollback",
                "cloudformation:DeleteChangeSet", "cloudformation:DescribeChangeSet", "cloudformation:DescribeEvents",
                "cloudformation:DescribeStackEvents", "cloudformation:DescribeStackResource",
                "cloudformation:DescribeStackResourceDrifts", "cloudformation:DescribeStackResources",
                "cloudformation:DescribeStacks", "cloudformation:DetectStackDrift", "cloudformation:ExecuteChangeSet",
                "cloudformation:GetStackPolicy", "cloudformation:GetTemplate", "cloudformation:GetTemplateSummary",
                "cloudformation:ListChangeSets", "cloudformation:ListStackResources", "cloudformation:RollbackStack",
            ]
            if deletesStacks { operations.append("cloudformation:DeleteStack") }
            return [
                PolicyStatement(
                    id: "CreateChangeSets", actions: ["cloudformation:CreateChangeSet"], resources: stackARNs,
                    conditions: ["StringEquals": ["cloudformation:RoleArn": role.expression]]),
                PolicyStatement(id: "Stacks", actions: operations.sorted(), resources: stackARNs),
                PolicyStatement(
                    id: "PassExecutionRole", actions: ["iam:PassRole"], resources: [role],
                    conditions: ["StringEquals": ["iam:PassedToService": "cloudformation.amazonaws.com"]]),
            ]
        }

        /// The deployments and tasks of the stacks' clusters, whose names begin with the stack's.
        private var containers: [PolicyStatement] {
            let kinds = ["cluster/", "service/", "service-deployment/", "service-revision/", "task/"]
            return [
                PolicyStatement(
                    id: "Deployments",
                    actions: [
                        "ecs:ContinueServiceDeployment", "ecs:DescribeServiceDeployments",
                        "ecs:DescribeServiceRevisions", "ecs:DescribeServices",
                        "ecs:DescribeTasks", "ecs:ListServiceDeployments", "ecs:StopServiceDeployment",
                    ],
                    resources: suffixed(resources("ecs", kinds), "-*")),
                PolicyStatement(
                    id: "Tasks", actions: ["ecs:ListTasks"], resources: ["*"],
                    conditions: [
                        "ArnLike": [
                            "ecs:cluster": .list(suffixed(resources("ecs", ["cluster/"]), "-*").map(\.expression))
                        ]
                    ]),
            ]
        }

        /// The stacks' log groups, and the values that they and this stack share.
        private var evidence: [PolicyStatement] {
            [
                PolicyStatement(
                    id: "Logs", actions: ["logs:FilterLogEvents", "logs:GetLogEvents"],
                    resources: suffixed(resources("logs", ["log-group:"]), "-*")),
                PolicyStatement(
                    id: "SharedValues", actions: ["ssm:GetParameters"],
                    resources: suffixed(resources("ssm", ["parameter/stacks/"]), "/*") + [
                        "arn:\(AWS.partition):ssm:\(AWS.region):\(AWS.accountID):parameter/stacks/\(AWS.stackName)/*"
                    ]),
            ]
        }

        /// Actions that IAM cannot limit to a resource ("Actions, resources, and condition keys for AWS services").
        private var unscoped: [PolicyStatement] {
            [
                PolicyStatement(
                    id: "Unscoped",
                    actions: [
                        "cloudformation:DescribeStackDriftDetectionStatus", "cloudformation:ValidateTemplate",
                        "cloudwatch:DescribeAlarms", "ecs:DescribeTaskDefinition",
                        "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
                    ],
                    resources: ["*"])
            ]
        }
    }

    /// A holder of statements, each once.
    private final class Collector: Grantee {
        private(set) var statements: [PolicyStatement] = []

        func grant(_ statement: PolicyStatement) {
            if !statements.contains(statement) { statements.append(statement) }
        }
    }
}
