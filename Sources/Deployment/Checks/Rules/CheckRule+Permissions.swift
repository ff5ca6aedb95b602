import Infra

extension CheckRule {
    /// Rules about IAM policies and trust.
    static let permissions: [CheckRule] = [
        CheckRule(
            "WEIR-IAM-001", .error, "A policy names its actions",
            why: "A wildcard grants today's and every future action of the service to a compromised task.",
            fix: "List the actions; grants of the constructs do.",
            types: policyTypes, checkov: ["CKV_AWS_108", "CKV_AWS_109", "CKV_AWS_110", "CKV_AWS_63", "CKV_AWS_62"]
        ) { subject in
            statements(of: subject).filter(\.isAllow).flatMap { statement -> [CheckVerdict] in
                var verdicts = statement.property["Action"].elements.map { action in
                    action.judge { literal in
                        guard let text = literal?.literalText, isWildcard(action: text) else { return nil }
                        return "is \"\(text)\"; expected single actions"
                    }
                }
                if statement.property["NotAction"].isSet {
                    verdicts.append(statement.property["NotAction"].failure("allows everything else; expected Action"))
                }
                return verdicts
            }
        },
        CheckRule(
            "WEIR-IAM-002", .warning, "A policy names its resources",
            why: "With \"*\" a compromised task reaches every secret, bucket and key of the account.",
            fix: "Name the ARNs, or limit the statement by a condition; grants of the constructs do.",
            types: policyTypes, checkov: ["CKV_AWS_107", "CKV_AWS_108", "CKV_AWS_109", "CKV_AWS_111"]
        ) { subject in
            statements(of: subject).filter(\.isAllow).compactMap { statement -> CheckVerdict? in
                let resources = statement.property["Resource"].elements
                guard !resources.isEmpty else { return nil }
                let actions = statement.property["Action"].elements.compactMap(\.text)
                guard !statement.property["Condition"].isSet, !actions.allSatisfy(takesNoResource) else { return .pass }
                return resources.reduce(CheckVerdict.pass) { verdict, resource in
                    guard verdict == .pass else { return verdict }
                    return resource.judge { literal in
                        literal == "*"
                            ? "is \"*\" for \(actions.first { !takesNoResource($0) } ?? "its actions")"
                                + "; expected ARNs or a condition" : nil
                    }.orPassIfPattern
                }
            }
        },
        CheckRule(
            "WEIR-IAM-003", .error, "A role trusts named principals",
            why: "A role that trusts everyone is taken by everyone: any AWS account, or any repository on GitHub.",
            fix: "Name the service, the role or the repository; for GitHub a condition on the token's sub and aud.",
            types: ["AWS::IAM::Role"], checkov: ["CKV_AWS_60", "CKV_AWS_61"]
        ) { subject in
            subject["AssumeRolePolicyDocument/Statement"].elements.filter { $0["Effect"].text == "Allow" }.flatMap {
                trust(of: $0)
            }
        },
        CheckRule(
            "WEIR-IAM-004", .error, "A resource's policy is not public",
            why: "A policy that allows everyone lets any AWS account read or fill the resource.",
            fix: "Name the principals, or limit the statement by a condition on the account, organization or source.",
            types: [
                "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", "AWS::KMS::Key",
                "AWS::ECR::Repository", "AWS::SecretsManager::ResourcePolicy",
            ], checkov: ["CKV_AWS_70", "CKV_AWS_169", "CKV_AWS_168", "CKV_AWS_33", "CKV_AWS_32"]
        ) { subject in
            ["PolicyDocument", "KeyPolicy", "RepositoryPolicyText", "ResourcePolicy"].flatMap { name in
                subject[name]["Statement"].elements.filter { $0["Effect"].text == "Allow" }.map {
                    statement -> CheckVerdict in
                    guard isEveryone(statement["Principal"]), !statement["Condition"].isSet else { return .pass }
                    return statement["Principal"].failure("is everyone; expected accounts, services or a condition")
                }
            }
        },
        CheckRule(
            "WEIR-IAM-005", .error, "No role is an administrator",
            why: "A role with every permission turns any fault of its holder into a fault of the whole account.",
            fix: "Compute the permissions from what the holder does; infra-cli bootstrap does for deployments.",
            types: ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"], checkov: ["CKV_AWS_274"]
        ) { subject in
            subject["ManagedPolicyArns"].elements.map { policy -> CheckVerdict in
                let text = if case .pattern(let text) = policy.value { text } else { policy.text ?? "" }
                let names = [":policy/AdministratorAccess", ":policy/IAMFullAccess", ":policy/PowerUserAccess"]
                guard names.contains(where: text.hasSuffix) else { return .pass }
                return policy.failure("is \(text.split(separator: "/").last ?? ""); expected single permissions")
            }
        },
    ]

    private static let policyTypes: Set<String> = [
        "AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::User", "AWS::IAM::Group",
    ]

    private struct Statement {
        let property: CheckedProperty
        var isAllow: Bool { property["Effect"].text == "Allow" }
    }

    /// The statements of every policy of a role, a user, a group or a policy of its own. A permissions boundary grants nothing.
    private static func statements(of subject: CheckSubject) -> [Statement] {
        if subject.isPermissionsBoundary { return [] }
        let documents = [subject["PolicyDocument"]] + subject["Policies"].elements.map { $0["PolicyDocument"] }
        return documents.flatMap { $0["Statement"].elements }.map(Statement.init)
    }

    /// Returns `true` for `*`, `s3:*` and `s3:Get*`-like patterns over a whole service or verb.
    private static func isWildcard(action: String) -> Bool {
        guard action.hasSuffix("*") else { return false }
        let name = action.split(separator: ":", maxSplits: 1).last ?? ""
        return name == "*" || ["Get*", "Put*", "Create*", "Delete*", "Update*"].contains(String(name))
    }

    /// Returns `true` for an action that cannot be limited to a resource ("Service Authorization Reference").
    private static func takesNoResource(_ action: String) -> Bool {
        let prefixes = ["ssmmessages:", "xray:Put", "xray:Get", "ec2:Describe", "cloudwatch:PutMetricData"]
        let names = [
            "application-autoscaling:DescribeScalableTargets", "cloudformation:DescribeStackDriftDetectionStatus",
            "cloudformation:GetHookResult",
            "cloudtrail:LookupEvents", "cloudwatch:DescribeAlarms", "servicequotas:GetAWSDefaultServiceQuota",
            "ecr:GetAuthorizationToken", "ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition",
            "ecs:ListTaskDefinitions", "elasticloadbalancing:DescribeTargetGroups",
            "iam:ListPolicies", "iam:ListRoles", "logs:DescribeLogGroups", "sts:GetCallerIdentity",
            "cloudformation:ValidateTemplate",
            "cloudformation:ListStacks", "elasticloadbalancing:DescribeTargetHealth", "s3:ListAllMyBuckets",
        ]
        return names.contains(action) || prefixes.contains { action.hasPrefix($0) }
    }

    private static func isEveryone(_ principal: CheckedProperty) -> Bool {
        let all = [principal] + [principal["AWS"]]
        return all.contains { $0.elements.contains { $0.text == "*" } }
    }

    private static func trust(of statement: CheckedProperty) -> [CheckVerdict] {
        if isEveryone(statement["Principal"]) {
            return [statement["Principal"].failure("is everyone; expected a service, an account or a role")]
        }
        guard statement["Principal/Federated"].isSet else { return [.pass] }
        let conditions = statement["Condition"].members
        let limits = conditions.flatMap(\.members)
        let subjects = limits.filter { $0.name == "sub" || $0.path.hasSuffix(":sub") }
        guard !subjects.isEmpty else {
            return [statement["Condition"].failure("does not limit the token's sub; expected one repository")]
        }
        return subjects.flatMap { subject in
            let isLike = subject.path.contains("/StringLike/") || subject.path.contains("ForAnyValue:StringLike/")
            return subject.elements.map { element -> CheckVerdict in
                guard isLike, let text = element.text else { return .pass }
                // The part before the first wildcard names at least owner and repository.
                let fixed = text.prefix { $0 != "*" && $0 != "?" }
                guard fixed.split(separator: ":", omittingEmptySubsequences: false).count < 3 else { return .pass }
                return element.failure("is \"\(text)\"; expected an owner and a repository before the first wildcard")
            }
        }
    }
}

extension CheckVerdict {
    /// A pass for a text with parts that CloudFormation inserts: such an ARN is not "*".
    fileprivate var orPassIfPattern: CheckVerdict {
        if case .unknown = self { .pass } else { self }
    }
}
