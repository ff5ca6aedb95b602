public import CloudFormation

/// The role that CloudFormation assumes to deploy templates, with the permissions of exactly their resource types.
///
///     let access = TemplateAccess(of: templates)
///     let execution = scope.add("Execution", ExecutionRole(access: access, confinement: confinement), in: boundary)
///
/// It does not belong to the stacks that it deploys, and its boundary keeps it from changing itself.
public struct ExecutionRole: PlacedConstruct, Sendable, Hashable {
    /// The access that the templates need.
    public var access: TemplateAccess
    /// The bounds of the roles that the templates create.
    public var confinement: RoleConfinement
    /// The role's path, which is not below that of the templates' roles. Defaults to `/`.
    public var path = "/"

    /// Describes a role.
    public init(access: TemplateAccess, confinement: RoleConfinement) {
        self.access = access
        self.confinement = confinement
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<ExecutionRole>] {
        [
            PropertyRule("path", { $0.path }) { role in
                ValidValues(RoleConfinement.validPaths.expectation + ", and not below that of the templates' roles") {
                    RoleConfinement.validPaths.contains($0) && !$0.hasPrefix(role.confinement.rolePath)
                }
            }
        ]
    }

    /// Returns `true` for an action that the role never has, even if a template needs it: one that removes a boundary, or that
    /// concerns users or groups.
    public static func isWithheld(_ action: String) -> Bool {
        action == "iam:DeleteRolePermissionsBoundary"
            || (action.hasPrefix("iam:") && (action.contains("User") || action.contains("Group")))
    }

    /// Adds the role and its policies, one for each area of services.
    public func build(in scope: Scope, _ boundary: ResourceARN<AWS.IAM.ManagedPolicy>) -> Reference {
        for type in access.unknownTypes {
            scope.report(
                "a template has the type \(type), whose permissions are not known; add it to types.txt and run "
                    + "Sources/CloudFormation/Resources/Generator/generate.py")
        }
        for role in access.unconfinedRoles {
            scope.report(
                "the role \(role) has no path or no permissions boundary; call RoleConfinement.apply(to:) last")
        }
        let areas = Permissions(access: access, confinement: confinement).areas
        if areas.count > PolicySize.policiesPerRole {
            scope.report("\(areas.count) policies are more than IAM's \(PolicySize.policiesPerRole) for a role")
        }
        let policies = areas.map { area -> TemplateValue<String> in
            let document = PolicyStatement.document(area.statements)
            PolicySize.check(
                document, limit: PolicySize.managed, "the policy \"\(area.name)\"", in: scope)
            return scope.add(
                area.name,
                AWS.IAM.ManagedPolicy(
                    policyDocument: document,
                    description: .literal("CloudFormation's permissions: \(area.name.lowercased())"),
                    path: .literal(path))
            ).ref
        }
        let role = scope.add(
            AWS.IAM.Role(
                assumeRolePolicyDocument: PolicyStatement.document([trust]),
                description: "CloudFormation deploys with this role",
                managedPolicyArns: TemplateValue<[String]>(policies), path: .literal(path),
                permissionsBoundary: boundary.value))
        let documents = areas.map { PolicyStatement.document($0.statements) }
        return Reference(arn: ResourceARN(role.arn), policyHash: TemplateExpression.list(documents).digest)
    }

    private var trust: PolicyStatement {
        // A caller needs iam:PassRole on it, which no other account can have.
        PolicyStatement(actions: ["sts:AssumeRole"], principal: ["Service": "cloudformation.amazonaws.com"])
    }

    /// A reference to the role.
    public struct Reference: Sendable, Hashable, Shareable {
        /// The role's ARN.
        public let arn: ResourceARN<AWS.IAM.Role>
        /// A digest of the role's policies; it differs if the templates need other permissions. Empty for an existing role.
        public let policyHash: String

        /// A role with an ARN.
        public init(arn: ResourceARN<AWS.IAM.Role>, policyHash: String = "") {
            self.arn = arn
            self.policyHash = policyHash
        }

        /// Passes the ARN through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(arn: transfer.text("Arn", arn, "The role that CloudFormation assumes"), policyHash: policyHash)
        }

        /// A role without an ARN.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(arn: "")
        }
    }
}
