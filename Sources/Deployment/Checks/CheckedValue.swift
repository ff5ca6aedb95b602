package import Infra

/// A property's value as far as the template decides it.
package indirect enum CheckedValue: Sendable, Hashable {
    /// The property is not set, or is `AWS::NoValue`.
    case absent
    /// A literal; members and elements inside it may be functions.
    case known(TemplateExpression)
    /// A text with parts that CloudFormation inserts, each written `${…}`.
    case pattern(String)
    /// A value that CloudFormation decides, with the reason in words.
    case unknown(String)
    /// The two values of `Fn::If`.
    case either(CheckedValue, CheckedValue)

    /// The value with the same function applied to the literals in it.
    func map(_ change: (TemplateExpression) -> CheckedValue) -> CheckedValue {
        switch self {
        case .absent, .unknown, .pattern: self
        case .known(let literal): change(literal)
        case .either(let first, let second): .either(first.map(change), second.map(change))
        }
    }
}

extension TemplateExpression {
    /// The text of a literal: a string itself, a number or Boolean value as CloudFormation writes it.
    package var literalText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        default: nil
        }
    }

    /// The truth of a Boolean literal, which templates also write as a text.
    package var literalFlag: Bool? { literalText.flatMap { Bool($0.lowercased()) } }

    /// The number of a literal, which templates also write as a text.
    package var literalNumber: Int? { literalText.flatMap { Int($0) } }

    /// The elements of a list; a single value stands for a list of one, as in policies.
    package var literalElements: [TemplateExpression] {
        if case .list(let elements) = self { return elements }
        return [self]
    }

    /// The members of an object.
    package var literalMembers: [Member] {
        if case .object(let members) = self { return members }
        return []
    }
}
