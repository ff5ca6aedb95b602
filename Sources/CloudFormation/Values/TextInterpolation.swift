/// The parts of an interpolated text such as `"arn:\(AWS.partition):…"`.
public struct TextInterpolation: StringInterpolationProtocol {
    private var parts: [TemplateExpression.SubstitutionPart] = []

    /// Creates an empty text.
    public init(literalCapacity: Int, interpolationCount: Int) {
        parts.reserveCapacity(interpolationCount * 2 + 1)
    }

    /// Adds literal text.
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

    /// Adds a value, which CloudFormation may resolve at deployment.
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

    /// The text as an expression: a plain string if every part is known.
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
