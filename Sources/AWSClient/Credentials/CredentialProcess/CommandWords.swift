/// The words of a command line, split without a shell by POSIX's rules of quoting ("Quoting", IEEE Std 1003.1, Shell
/// Command Language):
///
/// - blanks separate words;
/// - every character between single quotes is literal;
/// - between double quotes a backslash escapes `"`, `\`, `$` and `` ` ``;
/// - elsewhere a backslash escapes any character.
///
/// Variables, patterns, pipes and `~` are not expanded. Other tools pass the line to a shell, so an unquoted character
/// that a shell would interpret is rejected: the line would have two meanings.
struct CommandWords: Sendable, Hashable {
    /// A syntax error in a line.
    enum SyntaxError: Error, Sendable, Hashable {
        case empty
        case unclosedQuote(Character)
        case endsWithBackslash
        case needsShell(Character)
    }

    /// The program and its arguments; at least one.
    let words: [String]

    /// Splits a line.
    init(_ line: String) throws(SyntaxError) {
        var words: [String] = []
        var word: String?
        var rest = line.makeIterator()
        while let character = rest.next() {
            switch character {
            case " ", "\t", "\n", "\r", "\r\n":
                if let done = word { words.append(done) }
                word = nil
            case "'": word = (word ?? "") + (try Self.singleQuoted(&rest))
            case "\"": word = (word ?? "") + (try Self.doubleQuoted(&rest))
            case "\\":
                guard let next = rest.next() else { throw .endsWithBackslash }
                word = (word ?? "") + String(next)
            case "|", "&", ";", "<", ">", "(", ")", "$", "`": throw .needsShell(character)
            case "~" where word == nil: throw .needsShell(character)
            default: word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        guard let program = words.first, !program.isEmpty else { throw .empty }
        self.words = words
    }

    private static func singleQuoted(_ rest: inout String.Iterator) throws(SyntaxError) -> String {
        var text = ""
        while let character = rest.next() {
            if character == "'" { return text }
            text.append(character)
        }
        throw .unclosedQuote("'")
    }

    private static func doubleQuoted(_ rest: inout String.Iterator) throws(SyntaxError) -> String {
        var text = ""
        while let character = rest.next() {
            switch character {
            case "\"": return text
            case "$", "`": throw .needsShell(character)
            case "\\":
                guard let next = rest.next() else { throw .endsWithBackslash }
                if !"\"\\$`".contains(next) { text.append("\\") }
                text.append(next)
            default: text.append(character)
            }
        }
        throw .unclosedQuote("\"")
    }
}

extension CommandWords.SyntaxError: CustomStringConvertible {
    /// A message with the error and the remedy. It does not quote the line, which may contain a secret.
    var description: String {
        switch self {
        case .empty: "it has no program"
        case .unclosedQuote(let quote): "a \(quote) is not closed"
        case .endsWithBackslash: "it ends with a backslash"
        case .needsShell(let character):
            "it has a \(character), which only a shell interprets, and no shell is used; put it in single quotes, or the "
                + "line into a script"
        }
    }
}
