package import Infra
import Yams

/// A parser of templates in YAML, with CloudFormation's short forms of functions (`!Ref`, `!GetAtt`, `!Sub`, …).
///
/// Plain scalars have the types of YAML 1.1 that CloudFormation documents ("Template format"): Booleans, whole numbers and
/// numbers with a fraction. Dates and numbers in other notations stay text as written.
package enum YAMLTemplate {
    /// The most nodes of a template; anchors repeat their content, so a small text may describe a large tree.
    private static let mostNodes = 500_000

    /// Parses a text with one YAML document.
    package static func parse(_ text: String) throws(TemplateReadingError) -> TemplateExpression {
        if let line = YAMLDepth.tooDeep(text, deepest: 128) {
            throw TemplateReadingError("\(line): the nesting is deeper than CloudFormation accepts")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text, .basic)
        } catch let error as YamlError {
            throw TemplateReadingError(explanation(of: error))
        } catch {
            throw TemplateReadingError("this is not YAML")
        }
        guard let root else { throw TemplateReadingError("the file is empty; expected a template") }
        var count = 0
        return try convert(root, depth: 0, count: &count)
    }

    private static func explanation(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(mark.line):\(mark.column): this is not YAML: \(problem)"
        case .duplicatedKeysInMapping(_, let context): "\(context.mark.line): a key is repeated in one block"
        default: "this is not YAML"
        }
    }

    private static func convert(
        _ node: Node, depth: Int, count: inout Int
    ) throws(TemplateReadingError) -> TemplateExpression {
        count += 1
        guard count <= mostNodes, depth < 128 else {
            throw TemplateReadingError(
                "\(place(node)): the template has more than \(mostNodes) nodes or 128 levels")
        }
        let value: TemplateExpression
        switch node {
        case .scalar(let scalar): return try convert(scalar, node)
        case .sequence(let sequence):
            var elements: [TemplateExpression] = []
            for element in sequence { elements.append(try convert(element, depth: depth + 1, count: &count)) }
            value = .list(elements)
        case .mapping(let mapping):
            var members: [TemplateExpression.Member] = []
            for (key, element) in mapping {
                guard case .scalar(let name) = key else {
                    throw TemplateReadingError("\(place(key)): a key is no text; expected a name")
                }
                members.append(.init(name.string, try convert(element, depth: depth + 1, count: &count)))
            }
            value = .object(members)
        case .alias: throw TemplateReadingError("\(place(node)): an alias; CloudFormation does not support aliases")
        }
        return try applied(function(node), to: value, node)
    }

    private static func convert(
        _ scalar: Node.Scalar, _ node: Node
    ) throws(TemplateReadingError) -> TemplateExpression {
        let name = function(node)
        if name != nil || scalar.style != .plain && scalar.style != .any {
            return try applied(name, to: .string(scalar.string), node)
        }
        let text = scalar.string
        switch text {
        case "", "~", "null", "Null", "NULL":
            throw TemplateReadingError("\(place(node)): an empty value, which CloudFormation refuses; set or remove it")
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return .boolean(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": return .boolean(false)
        default: return number(text) ?? .string(text)
        }
    }

    /// A number in the notation of JSON; nil for every other text, such as an account with a leading zero.
    private static func number(_ text: String) -> TemplateExpression? {
        let digits = text.drop { $0 == "-" }
        guard text.count - digits.count <= 1, let first = digits.utf8.first, (48...57).contains(first),
            digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }), digits.utf8.count(where: { $0 == 46 }) <= 1,
            digits.utf8.last != 46, digits == "0" || digits.hasPrefix("0.") || first != 48
        else { return nil }
        if let whole = Int(text) { return .integer(whole) }
        // A number that would be written in another way stays a text: versions such as 1.10 are none.
        guard digits.contains("."), let number = Double(text), "\(number)" == text else { return nil }
        return .number(number)
    }

    /// The full name of the function in a node's tag; nil without a tag of CloudFormation.
    private static func function(_ node: Node) -> String? {
        let tag: String
        switch node {
        case .scalar(let scalar): tag = scalar.tag.description
        case .sequence(let sequence): tag = sequence.tag.description
        case .mapping(let mapping): tag = mapping.tag.description
        case .alias: return nil
        }
        guard tag.hasPrefix("!"), !tag.hasPrefix("!!"), tag.count > 1 else { return nil }
        let name = String(tag.dropFirst())
        return ["Ref", "Condition"].contains(name) ? name : "Fn::" + name
    }

    private static func applied(
        _ name: String?, to value: TemplateExpression, _ node: Node
    ) throws(TemplateReadingError) -> TemplateExpression {
        guard let name else { return value }
        guard known.contains(name) else {
            throw TemplateReadingError(
                "\(place(node)): !\(name.replacing("Fn::", with: "")) is no function of CloudFormation")
        }
        return .object([.init(name, value)])
    }

    /// The functions that have a short form ("Intrinsic function reference").
    private static let known: Set<String> = [
        "Ref", "Condition", "Fn::And", "Fn::Base64", "Fn::Cidr", "Fn::Contains", "Fn::EachMemberEquals",
        "Fn::EachMemberIn", "Fn::Equals", "Fn::FindInMap", "Fn::GetAZs", "Fn::GetAtt", "Fn::If", "Fn::ImportValue",
        "Fn::Join", "Fn::Length", "Fn::Not", "Fn::Or", "Fn::RefAll", "Fn::Select", "Fn::Split", "Fn::Sub",
        "Fn::ToJsonString", "Fn::Transform", "Fn::ValueOf", "Fn::ValueOfAll",
    ]

    private static func place(_ node: Node) -> String {
        node.mark.map { "\($0.line):\($0.column)" } ?? "1:1"
    }
}
