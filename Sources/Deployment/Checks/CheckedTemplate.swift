package import Infra

/// A template as the rules see it: every function written out, and each resource with its place.
package struct CheckedTemplate: Sendable {
    /// A resource, a parameter or an output of the template.
    package struct Element: Sendable {
        /// The name in the template.
        package let logicalID: String
        /// The path in the construct tree; the name for a template without one.
        package let path: String
        /// The CloudFormation type; `Parameter` and `Output` for those.
        package let type: String
        /// The properties; the whole definition of a parameter or output.
        package let properties: TemplateExpression
        /// The whole entry: type, policies, metadata and properties.
        package let body: TemplateExpression
        /// The line in the file, if the template was read from one.
        package let line: Int?
    }

    /// The stack's name, or the file's.
    package let name: String
    /// The resources, sorted by logical id in a synthesized template.
    package let resources: [Element]
    /// The parameters.
    package let parameters: [Element]
    /// The outputs.
    package let outputs: [Element]

    /// Prepares a synthesized stack.
    package init(_ stack: StackTemplate) {
        let paths = Dictionary(uniqueKeysWithValues: stack.template.resources.map { ($0.logicalID, $0.path) })
        self.init(name: stack.name, stack.template.expression, paths: paths)
    }

    /// Prepares any template.
    /// - Parameters:
    ///   - name: The stack's name, or the file's.
    ///   - expression: The whole template.
    ///   - paths: The paths in the construct tree by logical id.
    ///   - lines: The lines in the file by logical id.
    package init(
        name: String, _ expression: TemplateExpression, paths: [String: String] = [:], lines: [String: Int] = [:]
    ) {
        self.name = name
        let plain = expression.plainJSON
        func elements(_ section: String, type: String?) -> [Element] {
            (plain[section]?.literalMembers ?? []).map { entry in
                let given = entry.value["Type"]?.literalText ?? ""
                return Element(
                    logicalID: entry.key, path: paths[entry.key] ?? entry.key, type: type ?? given,
                    properties: type == nil ? entry.value["Properties"] ?? .object([]) : entry.value,
                    body: entry.value, line: lines[entry.key])
            }
        }
        resources = elements("Resources", type: nil)
        parameters = elements("Parameters", type: "Parameter")
        outputs = elements("Outputs", type: "Output")
    }

    /// The resources of a type.
    package func resources(ofType type: String) -> [Element] { resources.filter { $0.type == type } }

    /// Returns `true` if a value refers to a resource of the template, as a whole or by an attribute.
    package func refers(_ expression: TemplateExpression, to logicalID: String) -> Bool {
        var isReference = false
        expression.walk { part in
            if part["Ref"] == .string(logicalID) { isReference = true }
            if case .list(let names)? = part["Fn::GetAtt"], names.first == .string(logicalID) { isReference = true }
            if let text = part["Fn::Sub"]?.literalElements.first?.literalText,
                text.contains("${\(logicalID)}") || text.contains("${\(logicalID).")
            {
                isReference = true
            }
        }
        return isReference
    }
}

extension CheckedTemplate {
    /// Resolves the functions at the top of an expression, as far as the template decides them.
    func resolve(_ expression: TemplateExpression) -> CheckedValue {
        guard case .object(let members) = expression, members.count == 1, let function = members.first else {
            return .known(expression)
        }
        switch (function.key, function.value) {
        case ("Ref", .string("AWS::NoValue")): return .absent
        case ("Ref", .string(let name)): return .unknown(words(for: name))
        case ("Fn::GetAtt", .list(let names)):
            return .unknown("an attribute of \(names.first?.literalText ?? "a resource")")
        case ("Fn::If", .list(let parts)) where parts.count == 3:
            return .either(resolve(parts[1]), resolve(parts[2]))
        case ("Fn::Sub", let argument): return substitution(argument)
        case ("Fn::Join", .list(let parts)) where parts.count == 2:
            guard case .list(let elements) = parts[1], let separator = parts[0].literalText else {
                return .unknown("the result of Fn::Join")
            }
            return text(elements.map(resolve), separator: separator)
        case (let name, _) where name.hasPrefix("Fn::"): return .unknown("the result of \(name)")
        default: return .known(expression)
        }
    }

    private func words(for name: String) -> String {
        if parameters.contains(where: { $0.logicalID == name }) { return "the parameter \"\(name)\"" }
        return name.hasPrefix("AWS::") ? name : "a reference to \(name)"
    }

    private func text(_ parts: [CheckedValue], separator: String) -> CheckedValue {
        var isKnown = true
        let texts = parts.map { part in
            switch part {
            case .known(let literal):
                if let text = literal.literalText { return text }
            case .pattern(let text):
                isKnown = false
                return text
            case .absent, .unknown, .either: break
            }
            isKnown = false
            return "${…}"
        }
        let text = texts.joined(separator: separator)
        return isKnown ? .known(.string(text)) : .pattern(text)
    }

    /// A text without references is known; `${!Name}` is a literal `${Name}`.
    private func substitution(_ argument: TemplateExpression) -> CheckedValue {
        let parts = argument.literalElements
        guard let format = parts.first?.literalText else { return .unknown("the result of Fn::Sub") }
        var values: [CheckedValue] = []
        var rest = format[...]
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            values.append(.known(.string(String(rest[..<start.lowerBound]))))
            let name = String(rest[start.upperBound..<end])
            if name.hasPrefix("!") {
                values.append(.known(.string("${\(name.dropFirst())}")))
            } else if parts.count > 1, let variable = parts[1][name] {
                values.append(resolve(variable))
            } else {
                values.append(.pattern("${\(name)}"))
            }
            rest = rest[rest.index(after: end)...]
        }
        values.append(.known(.string(String(rest))))
        return text(values, separator: "")
    }
}
