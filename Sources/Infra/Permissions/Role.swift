public import CloudFormation

/// An IAM role that one AWS service assumes, with exactly the permissions granted to it.
///
///     let reader = scope.add("Reader", Role(service: .ecsTasks, description: "Reads orders"))
///     queue.grantConsume(to: reader)
public struct Role: Construct, Sendable, Hashable {
    /// The service that assumes the role.
    public var service: ServicePrincipal
    /// The role's purpose, in a sentence.
    public var description: String
    /// The conditions for assuming the role. By default the service must act for this account (AWS's "confused deputy
    /// problem").
    public var conditions: TemplateExpression? = ["StringEquals": ["aws:SourceAccount": AWS.accountID.expression]]

    /// Describes a role.
    public init(service: ServicePrincipal, description: String) {
        self.service = service
        self.description = description
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<Role>] {
        [
            PropertyRule("service", { $0.service }, ServicePrincipal.valid),
            PropertyRule(
                "description", { $0.description },
                ValidValues("at most 1000 characters", contains: { $0.unicodeScalars.count <= 1000 })),
        ]
    }

    /// Adds the role.
    public func build(in scope: Scope) -> Reference {
        let trust = PolicyStatement(
            actions: ["sts:AssumeRole"], principal: ["Service": .string(service.name)], conditions: conditions)
        let role = scope.add(
            AWS.IAM.Role(
                assumeRolePolicyDocument: PolicyStatement.document([trust]), description: .literal(description)))
        return Reference(
            arn: ResourceARN(role.arn), name: ResourceName(role.ref),
            permissions: Permissions { statements in
                role.update { role in
                    role.policies = [
                        .init(policyDocument: PolicyStatement.document(statements), policyName: "Granted")
                    ]
                }
            })
    }

    /// A reference to a role, built here or existing.
    public struct Reference: Grantee {
        /// The role's ARN.
        public let arn: ResourceARN<AWS.IAM.Role>
        /// The role's name.
        public let name: ResourceName<AWS.IAM.Role>
        private let permissions: Permissions

        fileprivate init(
            arn: ResourceARN<AWS.IAM.Role>, name: ResourceName<AWS.IAM.Role>, permissions: Permissions
        ) {
            self.arn = arn
            self.name = name
            self.permissions = permissions
        }

        /// An existing role. Its permissions are a policy of the scope's stack, attached to the role.
        /// - Parameters:
        ///   - name: The role's name.
        ///   - scope: The scope that the policy is added to, as `Granted`.
        public init(existing name: ResourceName<AWS.IAM.Role>, in scope: Scope) {
            self.name = name
            arn = ResourceARN("arn:\(AWS.partition):iam::\(AWS.accountID):role/\(name)")
            var policy: ResourceHandle<AWS.IAM.ManagedPolicy>?
            permissions = Permissions { statements in
                let document = PolicyStatement.document(statements)
                if let policy { return policy.update { $0.policyDocument = document } }
                policy = scope.add(
                    "Granted",
                    AWS.IAM.ManagedPolicy(policyDocument: document, roles: TemplateValue<[String]>([name.value])))
            }
        }

        /// Adds a statement to the role's policy, once.
        public func grant(_ statement: PolicyStatement) {
            permissions.add(statement)
        }
    }
}

/// The statements granted to a role.
private final class Permissions {
    private var statements: [PolicyStatement] = []
    private let write: ([PolicyStatement]) -> Void

    init(_ write: @escaping ([PolicyStatement]) -> Void) {
        self.write = write
    }

    func add(_ statement: PolicyStatement) {
        guard !statements.contains(statement) else { return }
        statements.append(statement)
        write(statements)
    }
}
