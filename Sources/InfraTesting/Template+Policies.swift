public import CloudFormation

/// A statement of a policy in a template.
public struct TemplateStatement: Sendable, Hashable {
    /// `Allow` or `Deny`.
    public let effect: String
    /// The actions, sorted.
    public let actions: [String]
    /// The resources in the template's order; a single one is a list of one.
    public let resources: [TemplateExpression]
    /// The principal of a trust or resource policy.
    public let principal: TemplateExpression?

    /// Creates a statement to compare with.
    public init(effect: String, actions: [String], resources: [TemplateExpression], principal: TemplateExpression?) {
        self.effect = effect
        self.actions = actions
        self.resources = resources
        self.principal = principal
    }

    /// A Boolean value that indicates whether an action or a resource is a wildcard.
    public var hasWildcard: Bool {
        resources.contains("*") || actions.contains { $0 == "*" || $0.hasSuffix(":*") }
    }
}

extension Template {
    /// Returns the permissions of a role: the statements of its inline policies.
    public func statements(ofRole logicalID: String) -> [TemplateStatement] {
        guard case .list(let policies)? = resource(logicalID)?.properties["Policies"] else { return [] }
        return policies.flatMap { Template.statements(of: $0["PolicyDocument"]) }
    }

    /// Returns the statements of a role's trust policy.
    public func trust(ofRole logicalID: String) -> [TemplateStatement] {
        Template.statements(of: resource(logicalID)?.properties["AssumeRolePolicyDocument"])
    }

    /// Returns the statements of a policy document.
    public static func statements(of document: TemplateExpression?) -> [TemplateStatement] {
        guard case .list(let statements)? = document?.plainJSON["Statement"] else { return [] }
        return statements.map { statement in
            let actions = many(statement["Action"]).compactMap { action -> String? in
                if case .string(let text) = action { text } else { nil }
            }
            var effect = ""
            if case .string(let text)? = statement["Effect"] { effect = text }
            return TemplateStatement(
                effect: effect, actions: actions.sorted(), resources: many(statement["Resource"]),
                principal: statement["Principal"])
        }
    }

    private static func many(_ expression: TemplateExpression?) -> [TemplateExpression] {
        switch expression {
        case .list(let elements)?: elements
        case let single?: [single]
        case nil: []
        }
    }
}
