/// Words for what a YAML parser complains about, in terms of the file.
enum YAMLFault {
    /// A line of a text, from 1; empty if there is none.
    static func line(_ number: Int, of text: String) -> Substring {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.indices.contains(number - 1) ? lines[number - 1] : ""
    }

    /// The explanation of a complaint.
    ///
    /// - Parameters:
    ///   - problem: libyaml's words.
    ///   - line: The line that it points at.
    static func explanation(of problem: String, line: Substring) -> String {
        let blanks = line.prefix { $0 == " " || $0 == "\t" }
        if blanks.contains("\t") {
            return "the line is indented with a tab; indent with spaces, two a level"
        }
        if problem.contains("cannot start any token") {
            if line.contains("\t") { return "a tab stands where YAML takes spaces only; put spaces in its place" }
            return "a value begins with a mark that means something to YAML, such as @, % or `; put the value in quotes"
        }
        return words.first { problem.contains($0.key) }?.value ?? "\(problem); compare with deploy/dev.yaml"
    }

    /// Parts of libyaml's words, and ours.
    private static let words: KeyValuePairs = [
        "mapping values are not allowed":
            "a second \":\" stands in the line; put a value that has \": \" in quotes, and each key on a line of its own",
        "could not find expected ':'": "the line has no \":\" behind its key; expected KEY: VALUE",
        "while scanning a quoted scalar": "a quoted text does not end; close it with the same quote",
        "unexpected end of stream": "a quoted text or a list does not end; close it",
        "unknown escape character":
            "a \"\\\" in a text in double quotes begins no escape; double it, or use single quotes",
        "did not find expected ',' or ']'": "a list in brackets does not end, or has no comma between two values",
        "did not find expected ',' or '}'": "a block in braces does not end, or has no comma between two values",
        "did not find expected key":
            "the line is indented otherwise than its neighbours, or stands where a key is expected; expected KEY: VALUE",
        "did not find expected '-' indicator":
            "the line belongs to a list and has no \"- \"; or it is indented too far",
        "block sequence entries are not allowed": "a list begins in the line of its key; begin it on the next line",
        "undefined alias": "\"*\" refers to a name that is given nowhere; put a value that begins with it in quotes",
        "found undefined tag handle":
            "\"!\" begins a tag that is given nowhere; put a value that begins with it in quotes",
        "did not find expected node content":
            "a value is missing or the file ends in the middle of a list; complete it",
    ]
}
