import Infra

/// The parser of the text of `Fn::Sub`.
enum SubstitutionText {
    /// The parts of a text: `${Name}` is a variable or `Ref`, `${Name.Attribute}` is `Fn::GetAtt`, `${!Name}` is literal.
    static func parts(
        of text: String, variables: [String: TemplateExpression]
    ) -> [TemplateExpression.SubstitutionPart] {
        var parts: [TemplateExpression.SubstitutionPart] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            let name = rest[start.upperBound..<end]
            parts.append(.text(String(rest[..<start.lowerBound])))
            if name.hasPrefix("!") {
                parts.append(.text("${\(name.dropFirst())}"))
            } else {
                parts.append(.value(value(String(name.filter { $0 != " " }), variables)))
            }
            rest = rest[rest.index(after: end)...]
        }
        parts.append(.text(String(rest)))
        return parts
    }

    private static func value(_ name: String, _ variables: [String: TemplateExpression]) -> TemplateExpression {
        if let variable = variables[name] { return variable }
        guard let dot = name.firstIndex(of: ".") else { return .function("Ref", .string(name)) }
        let attribute = String(name[name.index(after: dot)...])
        return .function("Fn::GetAtt", .list([.string(String(name[..<dot])), .string(attribute)]))
    }
}
