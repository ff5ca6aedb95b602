internal import CloudFormation

extension TemplateExpression {
    /// The expression as JSON inside a text. Values that CloudFormation resolves are inserted into the text at deployment;
    /// they are ids, names and ARNs, which need no escapes in JSON.
    var embeddedJSON: TemplateValue<String> {
        var text = TextInterpolation(literalCapacity: 0, interpolationCount: 0)
        embed(in: &text)
        return TemplateValue(stringInterpolation: text)
    }

    private func embed(in text: inout TextInterpolation) {
        switch self {
        case .string, .integer, .number, .boolean:
            text.appendLiteral(compactJSON)
        case .list(let elements):
            text.appendLiteral("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { text.appendLiteral(",") }
                element.embed(in: &text)
            }
            text.appendLiteral("]")
        case .object(let members):
            text.appendLiteral("{")
            for (index, member) in members.enumerated() {
                text.appendLiteral((index > 0 ? "," : "") + TemplateExpression.string(member.key).compactJSON + ":")
                member.value.embed(in: &text)
            }
            text.appendLiteral("}")
        case .substitution(let parts):
            text.appendLiteral("\"")
            for part in parts {
                switch part {
                case .text(let literal):
                    text.appendLiteral(String(TemplateExpression.string(literal).compactJSON.dropFirst().dropLast()))
                case .value(let value): text.appendInterpolation(TemplateValue<String>(value))
                }
            }
            text.appendLiteral("\"")
        case .ref, .attribute, .name, .condition, .function:
            text.appendLiteral("\"")
            text.appendInterpolation(TemplateValue<String>(self))
            text.appendLiteral("\"")
        }
    }
}
