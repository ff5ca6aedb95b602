#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A value of a template in JSON.
enum TemplateNode: Sendable, Hashable, Codable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([TemplateNode])
    case object([String: TemplateNode])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([TemplateNode].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: TemplateNode].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    var object: [String: TemplateNode]? {
        if case .object(let value) = self { value } else { nil }
    }

    var text: String? {
        if case .text(let value) = self { value } else { nil }
    }
}

/// A template in JSON whose resources can be renamed and moved, with the references to them.
struct TemplateDocument: Sendable, Hashable {
    private(set) var root: [String: TemplateNode]

    /// Parses a template; nil for a text that is not a JSON object.
    init?(_ text: String) {
        guard let node = try? JSONDecoder().decode(TemplateNode.self, from: Data(text.utf8)), let root = node.object
        else {
            return nil
        }
        self.root = root
    }

    /// The template in JSON, with sorted keys.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A value that was decoded from JSON can be encoded.
        let data = try? encoder.encode(TemplateNode.object(root))
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The resources by logical id.
    var resources: [String: TemplateNode] { root["Resources"]?.object ?? [:] }

    /// The type of a resource.
    func type(of logicalID: String) -> String? { resources[logicalID]?.object?["Type"]?.text }

    /// The deletion policy of a resource.
    func deletionPolicy(of logicalID: String) -> String? { resources[logicalID]?.object?["DeletionPolicy"]?.text }

    /// Adds or replaces a resource; nil removes it.
    mutating func set(_ resource: TemplateNode?, as logicalID: String) {
        var all = resources
        all[logicalID] = resource
        root["Resources"] = .object(all)
    }

    /// Renames resources together with the references to them.
    mutating func rename(_ names: [String: String]) {
        var renamed: [String: TemplateNode] = [:]
        for (name, resource) in resources { renamed[names[name] ?? name] = resource }
        root["Resources"] = .object(renamed)
        // Parameters and conditions have names of their own.
        for section in ["Resources", "Outputs"] {
            if let node = root[section] { root[section] = Self.rename(node, names) }
        }
    }

    /// The logical ids that a resource refers to.
    func references(of logicalID: String) -> Set<String> {
        guard let resource = resources[logicalID] else { return [] }
        return Self.references(resource).intersection(resources.keys)
    }

    /// The names of the template's parameters.
    var parameters: Set<String> { Set(root["Parameters"]?.object.map { Array($0.keys) } ?? []) }

    /// The parameters that a resource refers to.
    func parameters(of logicalID: String) -> Set<String> {
        guard let resource = resources[logicalID] else { return [] }
        return Self.references(resource).intersection(parameters)
    }

    /// The places that refer to a resource: logical ids, and `Outputs` for the outputs.
    func referrers(to logicalID: String) -> Set<String> {
        var found = Set(resources.keys.filter { $0 != logicalID && references(of: $0).contains(logicalID) })
        if let outputs = root["Outputs"], Self.references(outputs).contains(logicalID) { found.insert("Outputs") }
        return found
    }

    // MARK: References

    private static func rename(_ node: TemplateNode, _ names: [String: String]) -> TemplateNode {
        switch node {
        case .list(let items): return .list(items.map { rename($0, names) })
        case .object(let object):
            var result: [String: TemplateNode] = [:]
            for (key, value) in object {
                switch key {
                case "Ref" where object.count == 1: result[key] = renamed(value, names)
                case "Fn::GetAtt" where object.count == 1: result[key] = attribute(value, names)
                case "Fn::Sub" where object.count == 1: result[key] = substitution(value, names)
                case "DependsOn": result[key] = dependency(value, names)
                default: result[key] = rename(value, names)
                }
            }
            return .object(result)
        default: return node
        }
    }

    private static func renamed(_ node: TemplateNode, _ names: [String: String]) -> TemplateNode {
        guard let text = node.text, let name = names[text] else { return node }
        return .text(name)
    }

    private static func attribute(_ node: TemplateNode, _ names: [String: String]) -> TemplateNode {
        switch node {
        case .text(let text): return .text(dotted(text, names))
        case .list(var parts):
            if let first = parts.first { parts[0] = renamed(first, names) }
            return .list(parts)
        default: return node
        }
    }

    private static func dotted(_ text: String, _ names: [String: String]) -> String {
        let name = String(text.prefix { $0 != "." })
        return (names[name] ?? name) + text.dropFirst(name.count)
    }

    private static func substitution(_ node: TemplateNode, _ names: [String: String]) -> TemplateNode {
        switch node {
        case .text(let text): return .text(substituted(text, names))
        case .list(let parts):
            guard let text = parts.first?.text else { return node }
            // Variables of the substitution hide resources of their name.
            let own = parts.dropFirst().first?.object ?? [:]
            let visible = names.filter { own[$0.key] == nil }
            return .list([.text(substituted(text, visible))] + parts.dropFirst().map { rename($0, names) })
        default: return node
        }
    }

    private static func substituted(_ text: String, _ names: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            result += rest[..<open.upperBound]
            rest = rest[open.upperBound...]
            guard let close = rest.firstIndex(of: "}") else { break }
            let inner = String(rest[..<close])
            result += inner.hasPrefix("!") ? inner : dotted(inner, names)
            rest = rest[close...]
        }
        return result + rest
    }

    private static func dependency(_ node: TemplateNode, _ names: [String: String]) -> TemplateNode {
        if case .list(let items) = node { return .list(items.map { renamed($0, names) }) }
        return renamed(node, names)
    }

    private static func references(_ node: TemplateNode) -> Set<String> {
        switch node {
        case .list(let items): return items.reduce(into: []) { $0.formUnion(references($1)) }
        case .object(let object):
            var found: Set<String> = []
            for (key, value) in object {
                switch key {
                case "Ref": if let text = value.text { found.insert(text) }
                case "Fn::GetAtt": found.formUnion(first(value))
                case "Fn::Sub": found.formUnion(placeholders(value))
                case "DependsOn":
                    if case .list(let items) = value { found.formUnion(items.compactMap(\.text)) }
                    if let text = value.text { found.insert(text) }
                default: break
                }
                found.formUnion(references(value))
            }
            return found
        default: return []
        }
    }

    private static func first(_ node: TemplateNode) -> Set<String> {
        if let text = node.text { return [String(text.prefix { $0 != "." })] }
        if case .list(let parts) = node, let text = parts.first?.text { return [text] }
        return []
    }

    private static func placeholders(_ node: TemplateNode) -> Set<String> {
        var text = node.text
        var own: [String: TemplateNode] = [:]
        if case .list(let parts) = node {
            text = parts.first?.text
            own = parts.dropFirst().first?.object ?? [:]
        }
        var found: Set<String> = []
        for part in (text ?? "").split(separator: "${").dropFirst() {
            let inner = part.prefix { $0 != "}" }
            let name = String(inner.prefix { $0 != "." })
            if !inner.hasPrefix("!"), own[name] == nil { found.insert(name) }
        }
        return found
    }
}
