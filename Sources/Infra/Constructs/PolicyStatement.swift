public import CloudFormation

/// One statement of an IAM policy.
public struct PolicyStatement: Sendable, Hashable {
    /// Whether the statement permits or forbids.
    public enum Effect: String, Sendable, Hashable {
        /// Permits.
        case allow = "Allow"
        /// Forbids, whatever else permits.
        case deny = "Deny"
    }

    /// What the statement is called; letters and digits.
    public var id: String?
    /// Permits or forbids; permits by default.
    public var effect: Effect
    /// Actions such as `secretsmanager:GetSecretValue`.
    public var actions: [String]
    /// The ARNs the actions may touch; empty in a trust policy.
    public var resources: [TemplateValue<String>]
    /// Who may, in trust and resource policies; an object such as `{"Service": "ecs-tasks.amazonaws.com"}`.
    public var principal: TemplateExpression?
    /// Under which conditions; an object of operators.
    public var conditions: TemplateExpression?

    /// States what is permitted or forbidden.
    public init(
        id: String? = nil, effect: Effect = .allow, actions: [String], resources: [TemplateValue<String>] = [],
        principal: TemplateExpression? = nil, conditions: TemplateExpression? = nil
    ) {
        self.id = id
        self.effect = effect
        self.actions = actions
        self.resources = resources
        self.principal = principal
        self.conditions = conditions
    }

    /// The statement as IAM's JSON.
    public var expression: TemplateExpression {
        var members: [TemplateExpression.Member] = []
        if let id { members.append(.init("Sid", .string(id))) }
        members.append(.init("Effect", .string(effect.rawValue)))
        if let principal { members.append(.init("Principal", principal)) }
        members.append(.init("Action", PolicyStatement.oneOrMany(actions.map { .string($0) })))
        if !resources.isEmpty {
            members.append(.init("Resource", PolicyStatement.oneOrMany(resources.map(\.expression))))
        }
        if let conditions { members.append(.init("Condition", conditions)) }
        return .object(members)
    }

    /// A policy document of statements.
    public static func document(_ statements: [PolicyStatement]) -> TemplateExpression {
        ["Version": "2012-10-17", "Statement": .list(statements.map(\.expression))]
    }

    private static func oneOrMany(_ values: [TemplateExpression]) -> TemplateExpression {
        values.count == 1 ? values[0] : .list(values)
    }
}
