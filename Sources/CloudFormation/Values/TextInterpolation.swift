/// Collects the pieces of `"arn:\(partition):…"` for `TemplateValue<String>` and `TemplateExpression`.
public struct TextInterpolation: StringInterpolationProtocol {
    private var parts: [TemplateExpression.SubstitutionPart] = []

    /// Starts empty.
    public init(literalCapacity: Int, interpolationCount: Int) {
        parts.reserveCapacity(interpolationCount * 2 + 1)
    }

    /// Adds text as written.
    public mutating func appendLiteral(_ literal: String) {
        append(text: literal)
    }

    /// Adds known text.
    public mutating func appendInterpolation(_ text: String) {
        append(text: text)
    }

    /// Adds a known number.
    public mutating func appendInterpolation(_ number: Int) {
        append(text: String(number))
    }

    /// Adds a value, which CloudFormation may have to resolve.
    public mutating func appendInterpolation<Wrapped>(_ value: TemplateValue<Wrapped>) {
        switch value.expression {
        case .string(let text): append(text: text)
        case .integer(let number): append(text: String(number))
        case .boolean(let flag): append(text: String(flag))
        case .substitution(let inner):
            for part in inner {
                switch part {
                case .text(let text): append(text: text)
                case .value: parts.append(part)
                }
            }
        case let other: parts.append(.value(other))
        }
    }

    private mutating func append(text: String) {
        guard !text.isEmpty else { return }
        if case .text(let before) = parts.last {
            parts[parts.count - 1] = .text(before + text)
        } else {
            parts.append(.text(text))
        }
    }

    /// The finished text: a plain string when nothing is left to resolve.
    var expression: TemplateExpression {
        switch parts.count {
        case 0: return .string("")
        case 1:
            switch parts[0] {
            case .text(let text): return .string(text)
            case .value: return .substitution(parts)
            }
        default: return .substitution(parts)
        }
    }
}
