internal import Basics
public import CloudFormation

/// The access that templates need: of CloudFormation to deploy them, and of the roles that they make.
///
/// The actions of CloudFormation are those that the registry declares for the handlers of each resource type, and those of
/// dynamic references and of parameters in Parameter Store.
public struct TemplateAccess: Sendable, Hashable {
    /// The actions that deploying the templates takes, such as `rds:CreateDBInstance`.
    public private(set) var actions: Set<String> = []
    /// The types without declared permissions, sorted.
    public private(set) var unknownTypes: [String] = []
    /// The services that may assume the templates' roles, such as `ecs-tasks.amazonaws.com`, sorted.
    public private(set) var trustedServices: [String] = []
    /// The services whose actions the templates' roles have, such as `secretsmanager`.
    public private(set) var grantedServices: Set<String> = []
    /// The managed policies of AWS that the templates' roles have, whose services are not known here, sorted.
    public private(set) var unknownPolicies: [String] = []
    /// The templates' roles without a permissions boundary or a path, sorted.
    public private(set) var unconfinedRoles: [String] = []

    /// Reads templates.
    public init(of templates: [Template]) {
        var trusted: Set<String> = []
        var types: Set<String> = []
        var unknown: Set<String> = []
        var policies: Set<String> = []
        for template in templates {
            for resource in template.resources {
                types.insert(resource.type)
                readReferences(in: resource.properties)
                guard resource.type.hasPrefix("AWS::IAM::") else { continue }
                readGrants(in: resource.properties)
                guard resource.type == "AWS::IAM::Role" else { continue }
                trusted.formUnion(TemplateAccess.services(trustedBy: resource.properties))
                policies.formUnion(TemplateAccess.managedPolicies(of: resource.properties))
                if resource.properties["PermissionsBoundary"] == nil || resource.properties["Path"] == nil {
                    unconfinedRoles.append(resource.path)
                }
            }
            if template.parameters.contains(where: { TemplateAccess.readsParameterStore($0.value) }) {
                actions.insert("ssm:GetParameters")
            }
        }
        for type in types {
            if let declared = TemplateAccess.handlerActions(of: type) {
                actions.formUnion(declared)
            } else {
                unknown.insert(type)
            }
        }
        trustedServices = trusted.sorted()
        unknownTypes = unknown.sorted()
        for policy in policies {
            let name = policy.split(separator: "/").last.map(String.init) ?? ""
            if let services = TemplateAccess.servicesOfManagedPolicies[name] {
                grantedServices.formUnion(services)
            } else {
                unknownPolicies.append(policy)
            }
        }
        unknownPolicies.sort()
        unconfinedRoles.sort()
    }

    /// The services of the managed policies that AWS offers for roles of its services ("AWS managed policy reference").
    private static let servicesOfManagedPolicies: [String: Set<String>] = [
        "AmazonECSInfrastructureRolePolicyForLoadBalancers": ["elasticloadbalancing"],
        "AmazonECSTaskExecutionRolePolicy": ["ecr", "logs"],
        "AmazonRDSEnhancedMonitoringRole": ["logs"],
        "AWSXRayDaemonWriteAccess": ["xray"],
        "CloudWatchReadOnlyAccess": ["application-autoscaling", "autoscaling", "cloudwatch", "logs", "sns", "xray"],
    ]

    /// The actions of creating, reading, updating and deleting a type, with the service in lower case as IAM writes it; nil for
    /// an unknown type.
    private static func handlerActions(of type: String) -> Set<String>? {
        guard let declared = HandlerPermissions.actions(of: type) else { return nil }
        let actions = declared.compactMap { action -> String? in
            let parts = action.split(separator: ":", maxSplits: 1)
            return parts.count == 2 ? "\(parts[0].lowercased()):\(parts[1])" : nil
        }
        return Set(actions).subtracting(namesWithoutAction)
    }

    /// Names in the registry's lists that are calls of a service or misspelled, so that IAM has no such action ("Actions,
    /// resources, and condition keys for AWS services").
    static let namesWithoutAction: Set<String> = [
        "cloudfront:CreateDistributionWithTags", "iam:DescribeOrganization", "payments:GetConnectedAccount",
        "s3:DeleteBucketAnalyticsConfiguration", "s3:DeleteBucketCors", "s3:DeleteBucketEncryption",
        "s3:DeleteBucketLifecycle", "s3:DeleteBucketMetricsConfiguration", "s3:DeleteBucketReplication",
        "s3:PutBucketReplication", "s3:PutObjectLockConfiguration", "s3:REST.PUT.OBJECT",
        "vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation",
    ]

    /// The actions of dynamic references ("Get values stored in other services using dynamic references").
    private mutating func readReferences(in properties: TemplateExpression) {
        var found: Set<String> = []
        func read(_ text: String) {
            if text.hasBytes(of: "{{resolve:secretsmanager:") { found.insert("secretsmanager:GetSecretValue") }
            if text.hasBytes(of: "{{resolve:ssm") { found.insert("ssm:GetParameters") }
        }
        properties.walk { part in
            switch part {
            case .string(let text): read(text)
            case .substitution(let parts): for case .text(let text) in parts { read(text) }
            default: break
            }
        }
        actions.formUnion(found)
    }

    /// The services of every action in a policy of a role.
    private mutating func readGrants(in properties: TemplateExpression) {
        var found: Set<String> = []
        properties.walk { part in
            guard let action = part["Action"] else { return }
            var listed = [action]
            if case .list(let elements) = action { listed = elements }
            for case .string(let text) in listed {
                if let service = text.split(separator: ":").first, text.contains(":") {
                    found.insert(service.lowercased())
                }
            }
        }
        grantedServices.formUnion(found)
    }

    private static func services(trustedBy role: TemplateExpression) -> Set<String> {
        var found: Set<String> = []
        role["AssumeRolePolicyDocument"]?.walk { part in
            guard let service = part["Service"] else { return }
            var listed = [service]
            if case .list(let elements) = service { listed = elements }
            for case .string(let name) in listed { found.insert(name) }
        }
        return found
    }

    private static func managedPolicies(of role: TemplateExpression) -> Set<String> {
        guard case .list(let policies)? = role["ManagedPolicyArns"] else { return [] }
        var found: Set<String> = []
        for policy in policies {
            switch policy {
            case .string(let text): found.insert(text)
            case .substitution(let parts):
                // The template's own policies are references; their statements are read where they stand.
                if case .text(let text)? = parts.last { found.insert("arn" + text) }
            default: break
            }
        }
        return found
    }

    private static func readsParameterStore(_ parameter: TemplateExpression) -> Bool {
        guard case .string(let type)? = parameter["Type"] else { return false }
        return type.hasPrefix("AWS::SSM::Parameter")
    }
}
