import Testing

@testable import AWSClient

@Suite struct CommandWordsTests {
    @Test(
        "splits at blanks, and minds quotes and backslashes as a shell does",
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
        "refuses what is unfinished, and what only a shell would understand",
        arguments: [
            ("", .empty), ("  ", .empty), ("'' a", .empty), ("a 'b", .unclosedQuote("'")),
            ("a \"b", .unclosedQuote("\"")),
            ("a \\", .endsWithBackslash), ("a \"\\", .endsWithBackslash), ("a | b", .needsShell("|")),
            ("a && b", .needsShell("&")), ("a; b", .needsShell(";")), ("a > b", .needsShell(">")),
            ("a < b", .needsShell("<")), ("a $(b)", .needsShell("$")), ("a \"$HOME\"", .needsShell("$")),
            ("a `b`", .needsShell("`")), ("~/a", .needsShell("~")), ("(a)", .needsShell("(")),
        ] as [(String, CommandWords.Problem)])
    func refuses(line: String, problem: CommandWords.Problem) {
        #expect(throws: problem) { try CommandWords(line) }
    }
}
