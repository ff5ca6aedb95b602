public import CloudFormation

/// A statement of an IAM policy.
public struct PolicyStatement: Sendable, Hashable {
    /// The effect of a statement.
    public enum Effect: String, Sendable, Hashable {
        /// Permits the actions.
        case allow = "Allow"
        /// Forbids the actions, whatever other statements permit.
        case deny = "Deny"
    }

    /// The statement's id, letters and digits.
    public var id: String?
    /// The effect. Defaults to `.allow`.
    public var effect: Effect
    /// The actions, such as `secretsmanager:GetSecretValue`.
    public var actions: [String]
    /// The ARNs of the resources; empty in a trust policy.
    public var resources: [TemplateValue<String>]
    /// The ARNs of the resources that the statement leaves out; it is for all others then, and `resources` stays empty.
    public var exceptResources: [TemplateValue<String>]
    /// The principal of a trust or resource policy, such as `{"Service": "ecs-tasks.amazonaws.com"}`.
    public var principal: TemplateExpression?
    /// The conditions, an object of operators.
    public var conditions: TemplateExpression?

    /// Creates a statement.
    public init(
        id: String? = nil, effect: Effect = .allow, actions: [String], resources: [TemplateValue<String>] = [],
        exceptResources: [TemplateValue<String>] = [], principal: TemplateExpression? = nil,
        conditions: TemplateExpression? = nil
    ) {
        self.id = id
        self.effect = effect
        self.actions = actions
        self.resources = resources
        self.exceptResources = exceptResources
        self.principal = principal
        self.conditions = conditions
    }

    /// The statement in IAM's JSON.
    public var expression: TemplateExpression {
        var members: [TemplateExpression.Member] = []
        if let id { members.append(.init("Sid", .string(id))) }
        members.append(.init("Effect", .string(effect.rawValue)))
        if let principal { members.append(.init("Principal", principal)) }
        members.append(.init("Action", PolicyStatement.oneOrMany(actions.map { .string($0) })))
        if !resources.isEmpty {
            members.append(.init("Resource", PolicyStatement.oneOrMany(resources.map(\.expression))))
        }
        if !exceptResources.isEmpty {
            members.append(.init("NotResource", PolicyStatement.oneOrMany(exceptResources.map(\.expression))))
        }
        if let conditions { members.append(.init("Condition", conditions)) }
        return .object(members)
    }

    /// Returns a policy document with the statements.
    public static func document(_ statements: [PolicyStatement]) -> TemplateExpression {
        ["Version": "2012-10-17", "Statement": .list(statements.map(\.expression))]
    }

    private static func oneOrMany(_ values: [TemplateExpression]) -> TemplateExpression {
        values.count == 1 ? values[0] : .list(values)
    }
}
