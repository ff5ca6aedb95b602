/// An import declaration: its module and its line.
struct Import: Equatable {
    let module: String
    let line: Int
}

/// Finds the modules that a Swift file imports, in every branch of `#if`.
enum ImportScanner {
    /// The keywords between `import` and the module of a scoped import.
    private static let kinds: Set<String> = [
        "actor", "class", "enum", "func", "let", "macro", "protocol", "struct", "typealias", "var",
    ]
    private static let accessLevels: Set<String> = ["fileprivate", "internal", "open", "package", "private", "public"]

    /// Returns the imports in source order, with repetitions.
    static func imports(in source: String) -> [Import] {
        let tokens = Token.tokens(of: SourceCode(upToLastMention(in: source)))
        return tokens.indices.compactMap { index in
            guard tokens[index].text == "import", !tokens[index].escaped, startsDeclaration(tokens, index) else {
                return nil
            }
            var name = index + 1
            if name + 1 < tokens.count, kinds.contains(tokens[name].text), tokens[name + 1].text != "." { name += 1 }
            // `import` is also a valid parameter label, followed by a colon.
            guard name < tokens.count, name + 1 == tokens.count || tokens[name + 1].text != ":" else { return nil }
            return Import(module: tokens[name].text, line: tokens[index].line)
        }
    }

    /// Returns the part of a source up to the last line with the word and the module after it: the rest need not be scanned.
    private static func upToLastMention(in source: String) -> String {
        let search = ByteSearch(source)
        let mention = search.offsets(of: "import").last { !search.line(at: $0).hasPrefix("//") }
        guard let mention else { return "" }
        return search.text(from: 0, length: mention + 200)
    }

    /// Returns `true` if only attributes and access levels precede the token on its line.
    private static func startsDeclaration(_ tokens: [Token], _ index: Int) -> Bool {
        guard index > 0, tokens[index - 1].line == tokens[index].line else { return true }
        let before = tokens[index - 1]
        if before.text == ";" || before.text == ")" || accessLevels.contains(before.text) { return true }
        return index > 1 && tokens[index - 2].text == "@"
    }
}
