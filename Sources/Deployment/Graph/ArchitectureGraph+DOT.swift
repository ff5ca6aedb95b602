extension ArchitectureGraph {
    /// The graph in Graphviz's DOT language ("DOT Language").
    ///
    /// A solid arrow is a network connection, a dashed one a permission, a dotted one a reference.
    package var dot: String {
        let ids = shortIDs
        var lines = [
            "digraph architecture {",
            "  graph [label=\(quoted(title)), labelloc=t, rankdir=TB, fontname=\"Helvetica\", compound=true];",
            "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"Helvetica\", fontsize=11];",
            "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#57606a\"];",
        ]
        for (group, nodes) in groups {
            lines.append("  subgraph cluster_\(group.rawValue) {")
            lines.append(
                "    label=\(quoted(group.title)); style=\"rounded,filled\"; color=\"#d0d7de\"; fillcolor=\"#f6f8fa\";")
            for node in nodes {
                let text = ([node.title, node.kind] + node.details).joined(separator: "\n")
                let shape = node.stack == nil ? ", shape=ellipse" : ""
                lines.append("    \(ids[node.id] ?? "") [label=\(quoted(text))\(shape)];")
            }
            lines.append("  }")
        }
        for edge in edges {
            let style =
                switch edge.kind {
                case .connection: "solid"
                case .grant: "dashed"
                case .reference: "dotted"
                }
            let label = edge.labels.isEmpty ? "" : ", label=\(quoted(edge.labels.joined(separator: "\n")))"
            lines.append("  \(ids[edge.from] ?? "") -> \(ids[edge.to] ?? "") [style=\(style)\(label)];")
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    /// A double-quoted string; `\n` starts a new line.
    private func quoted(_ text: String) -> String {
        let escaped = text.reduce(into: "") { escaped, character in
            switch character {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            default: escaped.append(character)
            }
        }
        return "\"\(escaped)\""
    }
}
