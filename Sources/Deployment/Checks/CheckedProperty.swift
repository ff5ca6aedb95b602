package import Infra

/// A place in a resource's properties with its value.
package struct CheckedProperty: Sendable {
    /// The template of the resource, whose parameters and conditions decide values.
    let template: CheckedTemplate
    /// The names from the resource down to the property, separated by `/`; a number is an index.
    package let path: String
    /// The value.
    package let value: CheckedValue

    /// The property at a path below this one, such as `A/B` or `A/0/B`.
    package subscript(path: String) -> CheckedProperty {
        path.split(separator: "/").reduce(self) { $0.child(String($1)) }
    }

    private func child(_ name: String) -> CheckedProperty {
        let template = template
        let value = value.map { literal in
            switch literal {
            case .object: literal[name].map(template.resolve) ?? .absent
            case .list(let elements):
                Int(name).flatMap { elements.indices.contains($0) ? template.resolve(elements[$0]) : nil } ?? .absent
            default: .absent
            }
        }
        return CheckedProperty(template: template, path: path.isEmpty ? name : "\(path)/\(name)", value: value)
    }

    /// The elements of a list; a single object is a list of one, and a value that is not known an element that is not known.
    package var elements: [CheckedProperty] {
        switch value {
        case .absent: []
        case .known(.list(let elements)):
            elements.indices.map { child(String($0)) }.filter { $0.value != .absent }
        case .known, .pattern, .unknown: [self]
        case .either(let first, let second):
            [first, second].flatMap { CheckedProperty(template: template, path: path, value: $0).elements }
        }
    }

    /// The members of an object.
    package var members: [CheckedProperty] {
        guard case .known(.object(let members)) = value else { return [] }
        return members.map { child($0.key) }
    }

    /// The last name of the path.
    package var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// The literal text, number or Boolean value as a text; nil if the value is anything else.
    package var text: String? {
        if case .known(let literal) = value { literal.literalText } else { nil }
    }

    /// `true` if the property has a value, known or not.
    package var isSet: Bool { value != .absent }

    /// Judges the value.
    /// - Parameters:
    ///   - expected: The valid values in words.
    ///   - isValid: Returns `true` for a valid literal; receives nil if the property is not set.
    package func expect(_ expected: String, _ isValid: (TemplateExpression?) -> Bool) -> CheckVerdict {
        judge { literal in
            isValid(literal) ? nil : "is \(literal.map(CheckedProperty.describe) ?? "not set"); expected \(expected)"
        }
    }

    /// Judges the value by a function that returns the fault of a literal in words that follow the property's name.
    package func judge(_ fault: (TemplateExpression?) -> String?) -> CheckVerdict {
        func judge(_ value: CheckedValue) -> CheckVerdict {
            switch value {
            case .absent: fault(nil).map(failure) ?? .pass
            case .known(let literal): fault(literal).map(failure) ?? .pass
            case .pattern: .unknown(CheckFault(path, "\(name) has parts that CloudFormation inserts"))
            case .unknown(let reason): .unknown(CheckFault(path, "\(name) is \(reason)"))
            case .either(let first, let second): .either(judge(first), judge(second))
            }
        }
        return judge(value)
    }

    /// Judges whether the property has a value, which may be a parameter or a reference.
    package func expectSet(_ expected: String) -> CheckVerdict {
        func judge(_ value: CheckedValue) -> CheckVerdict {
            switch value {
            case .absent: failure("is not set; expected \(expected)")
            case .known, .pattern, .unknown: .pass
            case .either(let first, let second): .either(judge(first), judge(second))
            }
        }
        return judge(value)
    }

    /// A failure at this property; the words follow its name.
    package func failure(_ words: String) -> CheckVerdict {
        .fail(CheckFault(path, name.isEmpty ? words : "\(name) \(words)"))
    }

    /// The verdict that the template does not decide this property.
    package func unknown(_ words: String) -> CheckVerdict { .unknown(CheckFault(path, words)) }

    /// A literal for people, as JSON, which escapes control characters.
    private static func describe(_ literal: TemplateExpression) -> String {
        let text = literal.compactJSON
        return text.count > 60 ? "\(text.prefix(60))…" : text
    }
}
