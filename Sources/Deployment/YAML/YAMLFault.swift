/// Explanations of a YAML parser's errors in terms of the file.
enum YAMLFault {
    /// Returns a line of a text, from 1; empty if there is none.
    static func line(_ number: Int, of text: String) -> Substring {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.indices.contains(number - 1) ? lines[number - 1] : ""
    }

    /// Returns the explanation of an error.
    ///
    /// - Parameters:
    ///   - problem: The message of libyaml.
    ///   - line: The line of the error.
    static func explanation(of problem: String, line: Substring) -> String {
        let blanks = line.prefix { $0 == " " || $0 == "\t" }
        if blanks.contains("\t") {
            return "the line is indented with a tab; indent with spaces, two a level"
        }
        if problem.contains("cannot start any token") {
            if line.contains("\t") { return "a tab stands where YAML expects spaces; replace it with spaces" }
            return "a value begins with a special character of YAML, such as @, % or `; put the value in quotes"
        }
        return words.first { problem.contains($0.key) }?.value ?? "\(problem); compare with deploy/dev.yaml"
    }

    /// Parts of libyaml's messages and their explanations.
    private static let words: KeyValuePairs = [
        "mapping values are not allowed":
            "a second \":\" stands in the line; put a value that has \": \" in quotes, and each key on a line of its own",
        "could not find expected ':'": "the line has no \":\" after its key; expected KEY: VALUE",
        "while scanning a quoted scalar": "a quoted text does not end; close it with the same quote",
        "unexpected end of stream": "a quoted text or a list does not end; close it",
        "unknown escape character":
            "a \"\\\" in double quotes is not a valid escape; double it, or use single quotes",
        "did not find expected ',' or ']'": "a list in brackets does not end, or has no comma between two values",
        "did not find expected ',' or '}'": "a block in braces does not end, or has no comma between two values",
        "did not find expected key":
            "the line's indentation differs from its neighbours', or a key is missing; expected KEY: VALUE",
        "did not find expected '-' indicator":
            "the line belongs to a list and has no \"- \"; or it is indented too far",
        "block sequence entries are not allowed": "a list begins in the line of its key; begin it on the next line",
        "undefined alias": "\"*\" refers to an undefined name; put a value that begins with it in quotes",
        "found undefined tag handle":
            "\"!\" begins an undefined tag; put a value that begins with it in quotes",
        "did not find expected node content":
            "a value is missing or the file ends in the middle of a list; complete it",
    ]
}
