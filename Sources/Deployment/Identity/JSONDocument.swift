import Infra
import Yams

/// A JSON document of a user, read as an expression. YAML contains JSON, so the YAML parser reads it.
enum JSONDocument {
    /// A text that is not JSON.
    struct FormatError: Error, CustomStringConvertible {
        let description: String
    }

    static func read(_ text: String) throws(FormatError) -> TemplateExpression {
        if let line = YAMLDepth.tooDeep(text) { throw FormatError(description: "line \(line) is nested too deep") }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text, .basic)
        } catch {
            throw FormatError(description: "the text is not JSON")
        }
        guard let node else { throw FormatError(description: "the text is empty; expected a JSON object") }
        return expression(node)
    }

    private static func expression(_ node: Node) -> TemplateExpression {
        switch node {
        case .mapping(let mapping):
            .object(
                mapping.compactMap { key, value in
                    guard case .scalar(let name) = key else { return nil }
                    return .init(name.string, expression(value))
                })
        case .sequence(let sequence): .list(sequence.map(expression))
        // Claims and conditions are texts, also where they look like numbers.
        case .scalar(let scalar): .string(scalar.string)
        case .alias: .string("")
        }
    }
}
