/// An import declaration: which module, and on which line.
struct Import: Equatable {
    let module: String
    let line: Int
}

/// Finds the modules a Swift file imports, in every branch of `#if`.
enum ImportScanner {
    /// Words that may stand between `import` and the module, to import one declaration of it.
    private static let kinds: Set<String> = [
        "actor", "class", "enum", "func", "let", "macro", "protocol", "struct", "typealias", "var",
    ]
    private static let accessLevels: Set<String> = ["fileprivate", "internal", "open", "package", "private", "public"]

    /// The imports in the order of the text, repeated ones too.
    static func imports(in source: String) -> [Import] {
        let tokens = Token.tokens(of: SourceCode(source))
        return tokens.indices.compactMap { index in
            guard tokens[index].text == "import", !tokens[index].escaped, startsDeclaration(tokens, index) else {
                return nil
            }
            var name = index + 1
            if name + 1 < tokens.count, kinds.contains(tokens[name].text), tokens[name + 1].text != "." { name += 1 }
            // A parameter's label may be the word, and then a colon follows.
            guard name < tokens.count, name + 1 == tokens.count || tokens[name + 1].text != ":" else { return nil }
            return Import(module: tokens[name].text, line: tokens[index].line)
        }
    }

    /// Whether nothing but attributes and access levels stands in front of the word on its line.
    private static func startsDeclaration(_ tokens: [Token], _ index: Int) -> Bool {
        guard index > 0, tokens[index - 1].line == tokens[index].line else { return true }
        let before = tokens[index - 1]
        if before.text == ";" || before.text == ")" || accessLevels.contains(before.text) { return true }
        return index > 1 && tokens[index - 2].text == "@"
    }
}
