/// Splits a command line into words without a shell, by the rules of POSIX's shell for quoting alone ("Quoting", IEEE
/// Std 1003.1, Shell Command Language):
///
/// - blanks separate words;
/// - between single quotes everything stands for itself;
/// - between double quotes a backslash takes the meaning from `"`, `\`, `$` and `` ` ``;
/// - elsewhere a backslash takes the meaning from any character.
///
/// No variable, pattern, pipe or `~` is expanded. Other tools do hand the line to a shell, so what a shell would act on
/// is refused unless it is quoted: it would mean one thing there and another here.
struct CommandWords: Sendable, Hashable {
    /// Why a line cannot be split.
    enum Problem: Error, Sendable, Hashable {
        case empty
        case unclosedQuote(Character)
        case endsWithBackslash
        case needsShell(Character)
    }

    /// The program and its arguments; at least one.
    let words: [String]

    /// Splits a line.
    init(_ line: String) throws(Problem) {
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

    private static func singleQuoted(_ rest: inout String.Iterator) throws(Problem) -> String {
        var text = ""
        while let character = rest.next() {
            if character == "'" { return text }
            text.append(character)
        }
        throw .unclosedQuote("'")
    }

    private static func doubleQuoted(_ rest: inout String.Iterator) throws(Problem) -> String {
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

extension CommandWords.Problem: CustomStringConvertible {
    /// What is wrong and what to do. The line itself is not quoted, as it may hold a secret.
    var description: String {
        switch self {
        case .empty: "it names no program"
        case .unclosedQuote(let quote): "a \(quote) is not closed"
        case .endsWithBackslash: "it ends with a backslash"
        case .needsShell(let character):
            "it holds a \(character), which only a shell would act on, and none is used; put it in single quotes, or the "
                + "line into a script"
        }
    }
}
