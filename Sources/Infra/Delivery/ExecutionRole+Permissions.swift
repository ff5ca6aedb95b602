import CloudFormation

extension ExecutionRole {
    /// The statements of the role's policies, by area of services, so that each policy stays small and keeps its name.
    struct Permissions {
        /// One policy.
        struct Area {
            let name: String
            let statements: [PolicyStatement]
        }

        let access: TemplateAccess
        let confinement: RoleConfinement

        /// The policies, sorted by name.
        var areas: [Area] {
            var actions: [String: [String]] = [:]
            for action in access.actions.sorted() where !ExecutionRole.isWithheld(action) {
                actions[Permissions.area(of: Permissions.service(of: action)), default: []].append(action)
            }
            return actions.sorted { $0.key < $1.key }.map { name, actions in
                Area(name: name, statements: name == "Access" ? identityStatements(actions) : statements(actions))
            }.filter { !$0.statements.isEmpty }
        }

        private static func service(of action: String) -> String {
            action.split(separator: ":").first.map(String.init) ?? ""
        }

        private static func area(of service: String) -> String {
            switch service {
            case "iam": "Access"
            case "application-autoscaling", "autoscaling", "ecr", "ecs", "lambda", "scheduler": "Compute"
            case "docdb-elastic", "dynamodb", "elasticache", "kms", "rds", "redshift", "redshift-serverless",
                "secretsmanager":
                "Data"
            case "acm", "acm-pca", "cloudfront", "cognito-idp", "elasticloadbalancing", "route53", "wafv2": "Edge"
            case "ec2", "vpc-lattice", "vpce": "Network"
            case "s3", "s3tables": "Storage"
            default: "Operations"
            }
        }

        /// The services that answer in one region for the whole account: the first of the partition.
        private static let globalServices: Set = [
            "billing", "budgets", "cloudfront", "organizations", "payments", "route53", "wafv2",
        ]

        /// The services with regions of their own choice.
        private static let otherServices: Set = ["chatbot"]

        /// The names of new resources are CloudFormation's and not known before, so the resource is not limited; the region is.
        private func statements(_ actions: [String]) -> [PolicyStatement] {
            func isGlobal(_ action: String) -> Bool {
                Permissions.globalServices.contains(Permissions.service(of: action))
            }
            func isOther(_ action: String) -> Bool {
                Permissions.otherServices.contains(Permissions.service(of: action))
            }
            func statement(_ id: String, _ actions: [String], _ regions: [TemplateExpression]) -> PolicyStatement? {
                guard !actions.isEmpty else { return nil }
                return PolicyStatement(
                    id: id, actions: actions, resources: ["*"],
                    conditions: regions.isEmpty
                        ? nil
                        : ["StringEquals": ["aws:RequestedRegion": regions.count == 1 ? regions[0] : .list(regions)]])
            }
            let region = AWS.region.expression
            return [
                statement("Regional", actions.filter { !isGlobal($0) && !isOther($0) }, [region]),
                statement("Global", actions.filter(isGlobal), [region, "us-east-1", "us-gov-west-1"]),
                statement("Other", actions.filter(isOther), []),
            ].compactMap { $0 }
        }

        /// IAM's actions: on roles inside of the bounds, and with the boundary where IAM checks it.
        private func identityStatements(_ actions: [String]) -> [PolicyStatement] {
            let bounded = Set(PermissionsBoundary.boundedActions)
            var roles: [String] = []
            var policies: [String] = []
            var serviceLinked: [String] = []
            var others: [String] = []
            for action in actions where !bounded.contains(action) && action != "iam:PassRole" {
                let name = action.dropFirst("iam:".count)
                // Services make their own roles, which a handler reads to learn whether they exist.
                if name.hasSuffix("ServiceLinkedRole") || name == "GetRole" { serviceLinked.append(action) }
                if name.hasSuffix("ServiceLinkedRole") { continue }
                if ["ListRoles", "ListPolicies"].contains(name) {
                    others.append(action)
                } else if name.contains("Role") {
                    roles.append(action)
                } else if name.contains("Policy") {
                    policies.append(action)
                } else {
                    others.append(action)
                }
            }
            func statement(
                _ id: String, _ actions: [String], _ resources: [TemplateValue<String>],
                _ conditions: TemplateExpression? = nil
            ) -> PolicyStatement? {
                if actions.isEmpty { return nil }
                return PolicyStatement(id: id, actions: actions, resources: resources, conditions: conditions)
            }
            let passed = access.trustedServices.isEmpty ? [] : actions.filter { $0 == "iam:PassRole" }
            return [
                statement(
                    "BoundedRoles", actions.filter(bounded.contains), [confinement.roles],
                    ["StringEquals": ["iam:PermissionsBoundary": confinement.boundary.value.expression]]),
                statement("Roles", roles, [confinement.roles]),
                statement("Policies", policies, [confinement.policies]),
                statement(
                    "PassRoles", passed, [confinement.roles],
                    [
                        "StringEquals": [
                            "iam:PassedToService": .list(access.trustedServices.map { .string($0) })
                        ]
                    ]),
                statement("ServiceLinkedRoles", serviceLinked, [RoleConfinement.serviceLinkedRoles]),
                statement("Account", others, ["*"]),
            ].compactMap { $0 }
        }
    }
}
