public import CloudFormation

/// The most that an execution role, and every role that it makes, can ever do.
///
/// It allows the services that the templates use, and refuses every way out: a role without this boundary or outside of its path,
/// users, groups and identity providers, a change of the boundary itself, and a change of the protected buckets.
public struct PermissionsBoundary: Construct, Sendable, Hashable {
    /// The path of the roles, and the boundary's own name and path.
    public var confinement: RoleConfinement
    /// The access that the templates need.
    public var access: TemplateAccess
    /// Further services, such as `s3`, that the templates' roles use through policies that do not stand in the templates.
    /// Defaults to none.
    public var additionalServices: [String] = []
    /// The buckets that no role inside of the boundary may write to. Defaults to none.
    public var protectedBuckets: [ResourceARN<AWS.S3.Bucket>] = []
    /// The keys that no role inside of the boundary may disable, delete or open to others. Defaults to none.
    public var protectedKeys: [ResourceARN<AWS.KMS.Key>] = []

    /// Describes a boundary.
    public init(confinement: RoleConfinement, access: TemplateAccess) {
        self.confinement = confinement
        self.access = access
    }

    /// The allowed services, sorted.
    public var services: [String] {
        let ofActions = access.actions.compactMap { $0.split(separator: ":").first.map(String.init) }
        return Set(ofActions).union(access.grantedServices).union(additionalServices).subtracting(["sts"]).sorted()
    }

    /// Adds the policy.
    public func build(in scope: Scope) -> ResourceARN<AWS.IAM.ManagedPolicy> {
        for fault in confinement.faults { scope.report("confinement: \(fault)") }
        for policy in access.unknownPolicies {
            scope.report(
                "a role has the managed policy \(policy), whose services are not known here; add them to "
                    + "additionalServices, or write the permissions into the role's own policy")
        }
        let document = PolicyStatement.document(statements)
        PolicySize.check(document, limit: PolicySize.managed, "the boundary", in: scope)
        let policy = scope.add(
            AWS.IAM.ManagedPolicy(
                policyDocument: document,
                // Without a description, whose change would replace a policy of this name.
                managedPolicyName: .literal(confinement.boundaryName), path: .literal(confinement.boundaryPath)))
        return ResourceARN(policy.ref)
    }

    /// The actions that IAM takes the boundary of a role into account for ("Actions, resources, and condition keys for AWS
    /// Identity and Access Management").
    static let boundedActions = [
        "iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy",
    ]

    var statements: [PolicyStatement] {
        var statements = [
            PolicyStatement(id: "Services", actions: services.map { "\($0):*" }, resources: ["*"]),
            PolicyStatement(
                id: "OnlyBoundedRoles", effect: .deny, actions: PermissionsBoundary.boundedActions, resources: ["*"],
                conditions: [
                    "StringNotEquals": ["iam:PermissionsBoundary": confinement.boundary.value.expression]
                ]),
            PolicyStatement(
                id: "KeepBoundary", effect: .deny,
                actions: ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"], resources: ["*"]),
            PolicyStatement(
                id: "OnlyOwnPath", effect: .deny,
                actions: [
                    "Add", "Attach", "Create", "Deactivate", "Delete", "Detach", "Enable", "PassRole", "Put", "Remove",
                    "Set", "Tag", "Untag", "Update", "Upload",
                ].map { "iam:\($0)*" },
                exceptResources: [confinement.roles, confinement.policies, RoleConfinement.serviceLinkedRoles]),
        ]
        if !protectedBuckets.isEmpty {
            statements.append(
                PolicyStatement(
                    id: "KeepBuckets", effect: .deny,
                    actions: ["s3:BypassGovernanceRetention", "s3:Delete*", "s3:Put*"],
                    resources: protectedBuckets.flatMap { [$0.value, "\($0)/*"] }))
        }
        if !protectedKeys.isEmpty {
            statements.append(
                PolicyStatement(
                    id: "KeepKeys", effect: .deny,
                    actions: ["kms:CreateGrant", "kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
                    resources: protectedKeys.map(\.value)))
        }
        return statements
    }
}
