package import Infra

/// A role's trust policy, read for evaluation offline.
package struct TrustPolicy: Sendable, Hashable {
    /// A condition: an operator, a key and the accepted values.
    package struct Condition: Sendable, Hashable {
        /// The operator, such as `StringLike`.
        package let comparison: String
        /// The key, such as `token.actions.githubusercontent.com:sub`.
        package let key: String
        /// The values.
        package let values: [String]
    }

    /// A statement.
    package struct Statement: Sendable, Hashable {
        /// The statement's id, or its number.
        package let name: String
        /// A Boolean value that indicates whether the statement permits.
        package let allows: Bool
        /// The actions.
        package let actions: [String]
        /// The identity providers' ARNs.
        package let providers: [String]
        /// The conditions, sorted.
        package let conditions: [Condition]
    }

    /// A document that is not a trust policy.
    package struct FormatError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The problem and its solution.
        package let description: String
    }

    /// The statements.
    package let statements: [Statement]

    /// Reads a policy document.
    package init(_ document: TemplateExpression) throws(FormatError) {
        let listed = TrustPolicy.many(document.plainJSON["Statement"])
        guard !listed.isEmpty else {
            throw FormatError(
                description: "there is no \"Statement\"; expected a trust policy as `aws iam get-role --query "
                    + "Role.AssumeRolePolicyDocument` prints it")
        }
        var statements: [Statement] = []
        for (index, statement) in listed.enumerated() {
            statements.append(try TrustPolicy.statement(statement, number: index + 1))
        }
        self.statements = statements
    }

    private static func statement(
        _ expression: TemplateExpression, number: Int
    ) throws(FormatError) -> Statement {
        let name = text(expression["Sid"]) ?? "statement \(number)"
        guard let effect = text(expression["Effect"]), ["Allow", "Deny"].contains(effect) else {
            throw FormatError(description: "\(name) has no \"Effect\"; expected Allow or Deny")
        }
        var conditions: [Condition] = []
        if case .object(let operators)? = expression["Condition"] {
            for member in operators {
                guard case .object(let keys) = member.value else { continue }
                conditions += keys.map { key in
                    Condition(comparison: member.key, key: key.key, values: many(key.value).compactMap(text))
                }
            }
        }
        return Statement(
            name: name, allows: effect == "Allow", actions: many(expression["Action"]).compactMap(text),
            providers: many(expression["Principal"]?["Federated"]).compactMap(text),
            conditions: conditions.sorted { ($0.key, $0.comparison) < ($1.key, $1.comparison) })
    }

    private static func many(_ expression: TemplateExpression?) -> [TemplateExpression] {
        switch expression {
        case .list(let elements)?: elements
        case let single?: [single]
        case nil: []
        }
    }

    private static func text(_ expression: TemplateExpression?) -> String? {
        switch expression {
        case .string(let text)?: text
        case .integer(let number)?: String(number)
        case .boolean(let flag)?: String(flag)
        // A template's ARN keeps its pseudo parameters: only the part behind them matters.
        case .object?: text(expression?["Fn::Sub"])
        default: nil
        }
    }
}
