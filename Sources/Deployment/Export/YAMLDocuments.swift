package import Infra
import Yams

/// YAML documents with reproducible text: members in their order, one style for each kind of value.
package struct YAMLDocuments: Sendable {
    /// A value that YAML cannot hold, such as a reference of CloudFormation.
    package struct ValueError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The value and the expected ones.
        package let description: String
    }

    /// The comment above the first document, in lines without `#`.
    package let comment: [String]
    /// The documents, each an object.
    package let documents: [TemplateExpression]

    /// Creates documents.
    package init(comment: [String] = [], _ documents: [TemplateExpression]) {
        self.comment = comment
        self.documents = documents
    }

    /// The text, with `---` before every document but a single one.
    package func text() throws(ValueError) -> String {
        let lead = comment.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
        var nodes: [Node] = []
        for document in documents { nodes.append(try YAMLDocuments.node(document)) }
        do {
            // Without a limit on the width, libyaml breaks no line.
            return lead
                + (try serialize(nodes: nodes, width: -1, allowUnicode: true, explicitStart: documents.count > 1))
        } catch {
            throw ValueError(description: "the YAML text cannot be written: \(error)")
        }
    }

    private static func node(_ value: TemplateExpression) throws(ValueError) -> Node {
        switch value {
        case .string(let text): return Node(text, .implicit, isPlain(text) ? .plain : .doubleQuoted)
        case .integer(let number): return Node(String(number), .implicit, .plain)
        case .boolean(let flag): return Node(flag ? "true" : "false", .implicit, .plain)
        case .list(let elements):
            var nodes: [Node] = []
            for element in elements { nodes.append(try node(element)) }
            return Node(nodes, .implicit, nodes.isEmpty ? .flow : .block)
        case .object(let members):
            var pairs: [(Node, Node)] = []
            for member in members { pairs.append((try node(.string(member.key)), try node(member.value))) }
            return Node(pairs, .implicit, pairs.isEmpty ? .flow : .block)
        default:
            throw ValueError(
                description:
                    "a manifest has \(value.compactJSON), which only CloudFormation resolves; expected a literal")
        }
    }

    /// A Boolean value that indicates whether a text without quotes is read as a text by every version of YAML: it begins with a
    /// letter or a slash, has no indicator, and is no word for a Boolean value or null.
    static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") else { return false }
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"]
        return !words.contains(text.lowercased())
            && text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || "-_./@".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
}
