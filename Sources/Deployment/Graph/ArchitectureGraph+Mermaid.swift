extension ArchitectureGraph {
    /// The graph as a Mermaid flowchart ("Flowcharts - Basic Syntax" in Mermaid's documentation).
    ///
    /// An arrow is a network connection, a dotted arrow a permission, a line that ends in a circle a reference.
    package var mermaid: String {
        var lines = ["%% \(title)", "flowchart TB"]
        let ids = shortIDs
        for (group, nodes) in groups {
            lines.append("  subgraph \(group.rawValue)[\"\(group.title)\"]")
            for node in nodes {
                let small = ([node.kind] + node.details).map { "<small>\(mermaidText($0))</small>" }
                let text = ([mermaidText(node.title)] + small).joined(separator: "<br/>")
                let (open, close) = node.stack == nil ? ("([", "])") : ("[", "]")
                lines.append("    \(ids[node.id] ?? "")\(open)\"\(text)\"\(close)")
            }
            lines.append("  end")
        }
        for edge in edges {
            let label = edge.labels.isEmpty ? "" : "|\"\(mermaidText(edge.label))\"|"
            let arrow =
                switch edge.kind {
                case .connection: "-->"
                case .grant: "-.->"
                case .reference: "--o"
                }
            lines.append("  \(ids[edge.from] ?? "") \(arrow)\(label) \(ids[edge.to] ?? "")")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The nodes' names in text formats: `n1`, `n2`, … in the order of the nodes. Any other name could be a keyword.
    var shortIDs: [String: String] {
        Dictionary(
            nodes.enumerated().map { ($0.element.id, "n\($0.offset + 1)") }, uniquingKeysWith: { first, _ in first })
    }

    /// A text inside quotes: entities for the characters that end a text or begin markup.
    private func mermaidText(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "\"": escaped += "#quot;"
            case "<": escaped += "#lt;"
            case ">": escaped += "#gt;"
            case "#": escaped += "#35;"
            case "&": escaped += "#amp;"
            default: escaped.append(character)
            }
        }
    }
}
