import Infra

/// The form of an expression in which equal meaning is equality: long forms of functions, scalars as text as CloudFormation
/// treats them, members sorted, texts with values as one substitution, policies without regard to order.
enum CanonicalForm {
    /// The canonical form of an expression in any form.
    static func of(_ expression: TemplateExpression) -> TemplateExpression {
        normal(expression.plainJSON) ?? .object([])
    }

    /// The normal form of plain JSON; nil for `AWS::NoValue`, which removes its member or element.
    private static func normal(_ expression: TemplateExpression) -> TemplateExpression? {
        switch expression {
        case .string: return expression
        case .integer(let number): return .string(String(number))
        case .number(let number):
            let isWhole = abs(number) < 1e15 && Double(Int(number)) == number
            return .string(isWhole ? String(Int(number)) : "\(number)")
        case .boolean(let flag): return .string(flag ? "true" : "false")
        case .list(let elements): return .list(elements.compactMap(normal))
        case .object(let members):
            if members.count == 1, let only = members.first, only.key == "Ref" || only.key.hasPrefix("Fn::") {
                return function(only.key, only.value)
            }
            let kept = members.compactMap { member in
                normal(member.value).map { TemplateExpression.Member(member.key, $0) }
            }
            let sorted = kept.sorted { $0.key < $1.key }
            return sorted.contains { $0.key == "Statement" } ? CanonicalPolicy.of(sorted) : .object(sorted)
        case .ref, .attribute, .substitution, .name, .condition, .function: return normal(expression.plainJSON)
        }
    }

    private static func function(_ name: String, _ argument: TemplateExpression) -> TemplateExpression? {
        switch (name, argument) {
        case ("Ref", .string("AWS::NoValue")): return nil
        case ("Fn::GetAtt", .string(let text)):
            guard let dot = text.firstIndex(of: ".") else { return .function(name, argument) }
            return attribute(of: String(text[..<dot]), String(text[text.index(after: dot)...]))
        case ("Fn::GetAtt", .list(let parts)):
            let names = parts.compactMap(\.literal)
            guard names.count == parts.count, names.count >= 2 else { break }
            return attribute(of: names[0], names.dropFirst().joined(separator: "."))
        case ("Fn::Sub", .string(let text)): return joined(SubstitutionText.parts(of: text, variables: [:]))
        case ("Fn::Sub", .list(let parts)):
            guard parts.count == 2, case .string(let text) = parts[0], case .object(let members) = parts[1] else {
                break
            }
            let variables = members.compactMap { member in normal(member.value).map { (member.key, $0) } }
            return joined(SubstitutionText.parts(of: text, variables: Dictionary(variables) { first, _ in first }))
        case ("Fn::Join", .list(let parts)):
            guard parts.count == 2, case .string(let delimiter) = parts[0], case .list(let elements) = parts[1] else {
                break
            }
            let pieces = elements.compactMap(normal).map { [TemplateExpression.SubstitutionPart.value($0)] }
            return joined(Array(pieces.joined(separator: [.text(delimiter)])))
        case ("Fn::Select", .list(let parts)):
            guard parts.count == 2, let index = normal(parts[0])?.literal.flatMap({ Int($0) }),
                case .list(let elements) = normal(parts[1]), elements.indices.contains(index)
            else { break }
            return elements[index]
        case ("Fn::Split", .list(let parts)):
            guard parts.count == 2, case .string(let delimiter) = parts[0], !delimiter.isEmpty,
                case .string(let text) = normal(parts[1])
            else { break }
            return .list(text.split(separator: delimiter, omittingEmptySubsequences: false).map { .string(String($0)) })
        case ("Fn::GetAZs", .string("")): return .function(name, .function("Ref", "AWS::Region"))
        case ("Fn::If", .list(let parts)):
            guard parts.count == 3 else { break }
            let branches = parts[1...].map(normal)
            if branches[0] == branches[1] { return branches[0] }
            // A removed branch stays visible here, as it depends on the condition.
            let kept = branches.map { $0 ?? .function("Ref", "AWS::NoValue") }
            return .function(name, .list([parts[0]] + kept))
        default: break
        }
        return .function(name, normal(argument) ?? .list([]))
    }

    private static func attribute(of resource: String, _ name: String) -> TemplateExpression {
        .function("Fn::GetAtt", .list([.string(resource), .string(name)]))
    }

    /// A text from its parts: adjacent literals merged, inner substitutions flattened.
    private static func joined(_ parts: [TemplateExpression.SubstitutionPart]) -> TemplateExpression {
        var merged: [TemplateExpression.SubstitutionPart] = []
        func append(_ part: TemplateExpression.SubstitutionPart) {
            switch part {
            case .value(.string(let text)): append(.text(text))
            case .value(.substitution(let inner)): for part in inner { append(part) }
            case .value: merged.append(part)
            case .text(""): break
            case .text(let text):
                if case .text(let before)? = merged.last {
                    merged[merged.count - 1] = .text(before + text)
                } else {
                    merged.append(part)
                }
            }
        }
        for part in parts { append(part) }
        switch merged.first {
        case nil: return .string("")
        case .text(let text)? where merged.count == 1: return .string(text)
        case .value(let value)? where merged.count == 1: return value
        default: return .substitution(merged)
        }
    }
}

extension TemplateExpression {
    /// The text of a literal in canonical form.
    var literal: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements of a list; a single value is a list of one.
    var elements: [TemplateExpression] {
        if case .list(let elements) = self { elements } else { [self] }
    }

    /// The members of an object; empty for everything else.
    var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// A Boolean value that indicates whether the canonical form has no function, so that its value is known offline.
    var isKnown: Bool {
        switch self {
        case .function, .substitution, .ref, .attribute, .name, .condition: false
        case .list(let elements): elements.allSatisfy(\.isKnown)
        case .object(let members): members.allSatisfy { $0.value.isKnown }
        case .string, .integer, .number, .boolean: true
        }
    }
}
