import Testing

@testable import AWSClient

@Suite struct CommandWordsTests {
    @Test(
        "A line is split at blanks with a shell's rules for quotes and backslashes",
        arguments: [
            ("a", ["a"]), ("  a\t b  ", ["a", "b"]), ("a 'b c' d", ["a", "b c", "d"]), ("a \"b c\"", ["a", "b c"]),
            ("a'b'\"c\"d", ["abcd"]), ("a '' \"\"", ["a", "", ""]), ("a b\\ c", ["a", "b c"]),
            (#"a "b\"c\\d\e""#, ["a", #"b"c\d\e"#]), (#"a 'b\c'"#, ["a", #"b\c"#]),
            ("a '$(x) | ~' \"'\"", ["a", "$(x) | ~", "'"]),
            (#"a \$HOME \~ b~"#, ["a", "$HOME", "~", "b~"]), ("a\nb", ["a", "b"]), ("a\r\nb", ["a", "b"]),
            ("/opt/tool --x=1 *.json #1", ["/opt/tool", "--x=1", "*.json", "#1"]), ("é 🙂", ["é", "🙂"]),
        ])
    func splits(line: String, words: [String]) throws {
        #expect(try CommandWords(line).words == words)
    }

    @Test(
        "An unfinished line and a shell's syntax are rejected",
        arguments: [
            ("", .empty), ("  ", .empty), ("'' a", .empty), ("a 'b", .unclosedQuote("'")),
            ("a \"b", .unclosedQuote("\"")),
            ("a \\", .endsWithBackslash), ("a \"\\", .endsWithBackslash), ("a | b", .needsShell("|")),
            ("a && b", .needsShell("&")), ("a; b", .needsShell(";")), ("a > b", .needsShell(">")),
            ("a < b", .needsShell("<")), ("a $(b)", .needsShell("$")), ("a \"$HOME\"", .needsShell("$")),
            ("a `b`", .needsShell("`")), ("~/a", .needsShell("~")), ("(a)", .needsShell("(")),
        ] as [(String, CommandWords.SyntaxError)])
    func rejects(line: String, error: CommandWords.SyntaxError) {
        #expect(throws: error) { try CommandWords(line) }
    }
}
