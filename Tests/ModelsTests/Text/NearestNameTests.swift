import Models
import Testing

@Suite("NearestName")
struct NearestNameTests {
    @Test(
        "finds what was most likely meant",
        arguments: [
            ("amont", "amount"), ("AMOUNT", "amount"), ("amuont", "amount"), ("countr", "country"), ("tss", "ts"),
            ("t", "ts"), ("cuontry", "country"), ("amount", "amount"),
        ])
    func finds(name: String, meant: String) {
        #expect(NearestName.match(name, among: ["ts", "amount", "country"]) == meant)
    }

    @Test("finds nothing where nothing is near", arguments: ["", "xyz", "latency", "am"])
    func nothing(name: String) { #expect(NearestName.match(name, among: ["amount", "country"]) == nil) }

    @Test("takes the first of two equally near ones, and the nearer of two")
    func ties() {
        #expect(NearestName.match("cat", among: ["bat", "hat"]) == "bat")
        #expect(NearestName.match("cats", among: ["bat", "cat"]) == "cat")
        #expect(NearestName.match("x", among: []) == nil)
    }

    @Test("compares no more than 64 bytes of a long name")
    func long() {
        #expect(NearestName.match(String(repeating: "x", count: 1_000_000), among: ["x", "xx"]) == nil)
    }
}

@Suite("A text quoted for a message")
struct QuotedTextTests {
    @Test(
        "stays on one line and readable",
        arguments: [
            ("plain", #""plain""#), ("a\"b\\c", #""a\"b\\c""#), ("a\r\n\tb", #""a\r\n\tb""#),
            ("\u{0}\u{1B}[31m", #""\u{0}\u{1b}[31m""#),
            ("\u{7F}", #""\u{7f}""#), ("é😀", #""é😀""#), ("", #""""#),
        ])
    func quoted(text: String, expected: String) { #expect(text.quotedForMessage == expected) }

    @Test("is cut after 80 characters")
    func cut() {
        #expect(String(repeating: "é", count: 80).quotedForMessage == "\"" + String(repeating: "é", count: 80) + "\"")
        #expect(
            String(repeating: "x", count: 1000).quotedForMessage == "\"" + String(repeating: "x", count: 80) + "…\"")
    }

    @Test(
        "has no character that a terminal or a log takes for a line end or an order",
        arguments: ["\u{85}", "\u{9B}", "\u{2028}", "\u{2029}", "\u{202E}"])
    func controls(text: String) {
        #expect(
            text.quotedForMessage == "\"\\u{" + String(text.unicodeScalars[text.startIndex].value, radix: 16) + "}\"")
    }
}
