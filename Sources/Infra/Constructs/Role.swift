public import CloudFormation

/// Something that can be given permissions.
public protocol Grantee {
    /// Adds a statement to what the grantee may do.
    func grant(_ statement: PolicyStatement)
}

/// An IAM role that one AWS service may assume, with exactly the permissions it has been granted.
public struct Role: Construct, Grantee {
    /// What the role is.
    public struct Props: Sendable {
        /// The service that assumes the role, such as `ecs-tasks.amazonaws.com`.
        public var service: String
        /// What the role is for, in a sentence.
        public var description: String
        /// Conditions on assuming it; by default the caller must act for this account (AWS's "confused deputy problem").
        public var conditions: TemplateExpression?

        /// Describes a role; by default only this account's resources may have the service assume it.
        public init(
            service: String, description: String,
            conditions: TemplateExpression? = ["StringEquals": ["aws:SourceAccount": AWS.accountID.expression]]
        ) {
            self.service = service
            self.description = description
            self.conditions = conditions
        }
    }

    /// The role's resource.
    public let resource: ResourceHandle<AWS.IAM.Role>

    /// The role's ARN.
    public var arn: TemplateValue<String> { resource.arn }

    /// Adds the role.
    public init(_ scope: Scope, _ id: String, _ props: Props) {
        let trust = PolicyStatement(
            actions: ["sts:AssumeRole"], principal: ["Service": .string(props.service)], conditions: props.conditions)
        resource = scope.add(
            id,
            AWS.IAM.Role(
                assumeRolePolicyDocument: PolicyStatement.document([trust]), description: .literal(props.description)))
    }

    /// Adds a statement to the role's own policy; the same statement twice is kept once.
    public func grant(_ statement: PolicyStatement) {
        let expression = statement.expression
        resource.update { role in
            var statements: [TemplateExpression] = []
            if case .list(let existing)? = role.policies?.first?.policyDocument["Statement"] { statements = existing }
            guard !statements.contains(expression) else { return }
            statements.append(expression)
            let document: TemplateExpression = ["Version": "2012-10-17", "Statement": .list(statements)]
            role.policies = [AWS.IAM.Role.Policy(policyDocument: document, policyName: "Granted")]
        }
    }
}
