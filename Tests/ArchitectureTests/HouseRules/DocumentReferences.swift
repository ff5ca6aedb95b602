/// The references between the headings of documents: `see "Heading"`, `[text](#anchor)` and `[text](File.md#anchor)`.
struct DocumentReferences {
    /// The texts of the documents by their paths.
    let documents: [String: String]

    /// Returns the references that lead nowhere, each with its document.
    func broken() -> [String] {
        documents.sorted { $0.key < $1.key }.flatMap { path, text in
            let prose = Self.prose(text)
            let headings = Self.headings(prose)
            // A reference may continue in the next line.
            let words = prose.joined(separator: " ").split(separator: " ").joined(separator: " ")
            let named = words.matches(of: /[Ss]ee "([^"]+)"/).map { String($0.1) }.filter { !headings.contains($0) }
            let linked = words.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
                .filter { !$0.contains("://") && !leads($0, from: path) }
            return named.map { "\(path): no heading \"\($0)\"" } + linked.map { "\(path): nothing at \($0)" }
        }
    }

    /// Returns `true` if a link leads to a heading, or to a file that is no document of these.
    private func leads(_ link: String, from path: String) -> Bool {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        var folders = path.split(separator: "/").dropLast()
        for step in parts[0].split(separator: "/") where step != "." {
            if step == ".." { folders = folders.dropLast() } else { folders.append(step) }
        }
        let target = parts[0].isEmpty ? path : folders.joined(separator: "/")
        guard target.hasSuffix(".md") else { return true }
        guard let text = documents[target] else { return false }
        return parts.count == 1 || Self.headings(Self.prose(text)).contains { Self.anchor($0) == parts[1] }
    }

    /// Returns the lines outside of code blocks.
    private static func prose(_ text: String) -> [Substring] {
        var isCode = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            guard line.hasPrefix("```") else { return !isCode }
            isCode.toggle()
            return false
        }
    }

    private static func headings(_ lines: [Substring]) -> [String] {
        lines.compactMap { line in
            let text = line.drop { $0 == "#" }
            return line.hasPrefix("#") && text.hasPrefix(" ") ? String(text.dropFirst()) : nil
        }
    }

    /// Returns the anchor that GitHub gives a heading.
    private static func anchor(_ heading: String) -> String {
        String(
            heading.lowercased().compactMap { character -> Character? in
                if character == " " { return "-" }
                return character.isLetter || character.isNumber || "-_".contains(character) ? character : nil
            })
    }
}
