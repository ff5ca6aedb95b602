extension TemplateExpression {
    /// The expression as CloudFormation's JSON, ending in a line feed; the same expression gives the same bytes.
    public var json: String { JSONWriter.text(of: self) }

    /// The expression as JSON on one line without spaces, for JSON inside a text.
    public var compactJSON: String { JSONWriter.compactText(of: self) }

    /// The expression with its outermost intrinsic function written out as a JSON object.
    var lowered: TemplateExpression {
        switch self {
        case .string, .integer, .number, .boolean, .list, .object: self
        case .ref(let reference): .object([Member("Ref", .string(reference.name))])
        case .attribute(let reference, let name):
            .object([Member("Fn::GetAtt", .list([.string(reference.name), .string(name)]))])
        case .name(let reference): .string(reference.name)
        case .condition(let reference): .object([Member("Condition", .string(reference.name))])
        case .function(let name, let argument): .object([Member(name, argument)])
        case .substitution(let parts): TemplateExpression.lower(parts)
        }
    }

    /// Writes references as `${Name}` and every other value as a variable of the two-argument form.
    ///
    /// A variable hides the resource or parameter of the same name, so its name differs from every reference in the text.
    private static func lower(_ parts: [SubstitutionPart]) -> TemplateExpression {
        var taken: Set<String> = []
        for part in parts {
            if case .value(let value) = part {
                value.walk { if let reference = $0.reference { taken.insert(reference.name) } }
            }
        }
        var text = ""
        var number = 0
        var variables: [Member] = []
        for part in parts {
            switch part {
            // Escape a literal "${" as "${!" ("Fn::Sub" in the intrinsic function reference).
            case .text(let literal): text += escape(literal)
            case .value(.ref(let reference)): text += "${\(reference.name)}"
            case .value(.attribute(let reference, let name)): text += "${\(reference.name).\(name)}"
            case .value(let other):
                repeat { number += 1 } while taken.contains("Value\(number)")
                let name = "Value\(number)"
                variables.append(Member(name, other))
                text += "${\(name)}"
            }
        }
        let argument: TemplateExpression =
            variables.isEmpty ? .string(text) : .list([.string(text), .object(variables)])
        return .object([Member("Fn::Sub", argument)])
    }

    private static func escape(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        var escaped = ""
        var afterDollar = false
        for character in text {
            if afterDollar, character == "{" { escaped += "{!" } else { escaped.append(character) }
            afterDollar = character == "$"
        }
        return escaped
    }

    /// The expression with every function written out as JSON, so that equal templates compare equal.
    package var plainJSON: TemplateExpression {
        switch lowered {
        case .list(let elements): .list(elements.map(\.plainJSON))
        case .object(let members): .object(members.map { Member($0.key, $0.value.plainJSON) })
        case let scalar: scalar
        }
    }

    /// Calls the closure for this expression and every expression inside it.
    package func walk(_ visit: (TemplateExpression) -> Void) {
        visit(self)
        switch self {
        case .list(let elements): for element in elements { element.walk(visit) }
        case .object(let members): for member in members { member.value.walk(visit) }
        case .function(_, let argument): argument.walk(visit)
        case .substitution(let parts):
            for part in parts { if case .value(let value) = part { value.walk(visit) } }
        case .string, .integer, .number, .boolean, .ref, .attribute, .name, .condition: break
        }
    }

    /// The reference of a `Ref` or `Fn::GetAtt`; nil for any other expression.
    private var reference: TemplateReference? {
        switch self {
        case .ref(let reference), .attribute(let reference, _): reference
        default: nil
        }
    }
}
