import Diagnostics
import Testing

@Suite("NearestName")
struct NearestNameTests {
    @Test(
        "The nearest name is found",
        arguments: [
            ("amont", "amount"), ("AMOUNT", "amount"), ("amuont", "amount"), ("countr", "country"), ("tss", "ts"),
            ("t", "ts"), ("cuontry", "country"), ("amount", "amount"),
        ])
    func finds(name: String, meant: String) {
        #expect(NearestName.match(name, among: ["ts", "amount", "country"]) == meant)
    }

    @Test("A name that resembles no candidate has no match", arguments: ["", "xyz", "latency", "am"])
    func nothing(name: String) { #expect(NearestName.match(name, among: ["amount", "country"]) == nil) }

    @Test("The nearer of two candidates wins, and the first of two equally near ones")
    func ties() {
        #expect(NearestName.match("cat", among: ["bat", "hat"]) == "bat")
        #expect(NearestName.match("cats", among: ["bat", "cat"]) == "cat")
        #expect(NearestName.match("x", among: []) == nil)
    }

    @Test("The first 64 bytes of a long name are compared")
    func long() {
        #expect(NearestName.match(String(repeating: "x", count: 1_000_000), among: ["x", "xx"]) == nil)
    }
}

@Suite("String+Message")
struct QuotedTextTests {
    @Test(
        "A quoted text stays on one line and readable",
        arguments: [
            ("plain", #""plain""#), ("a\"b\\c", #""a\"b\\c""#), ("a\r\n\tb", #""a\r\n\tb""#),
            ("\u{0}\u{1B}[31m", #""\u{0}\u{1b}[31m""#),
            ("\u{7F}", #""\u{7f}""#), ("é😀", #""é😀""#), ("", #""""#),
        ])
    func quoted(text: String, expected: String) { #expect(text.quotedForMessage == expected) }

    @Test("A quoted text is cut after 80 characters")
    func cut() {
        #expect(String(repeating: "é", count: 80).quotedForMessage == "\"" + String(repeating: "é", count: 80) + "\"")
        #expect(
            String(repeating: "x", count: 1000).quotedForMessage == "\"" + String(repeating: "x", count: 80) + "…\"")
    }

    @Test(
        "A quoted text has no character that ends a line or controls a terminal",
        arguments: ["\u{85}", "\u{9B}", "\u{2028}", "\u{2029}", "\u{202E}"])
    func controls(text: String) {
        #expect(
            text.quotedForMessage == "\"\\u{" + String(text.unicodeScalars[text.startIndex].value, radix: 16) + "}\"")
    }
}
