import Models
import Testing

@Suite("Identifier+Suggestion")
struct IdentifierSuggestionTests {
    @Test(
        "A suggested name consists of the letters and digits of the text",
        arguments: [
            ("Umsatz (EUR)", "umsatz_eur"), ("  Order ID ", "order_id"), ("größe", "groesse"), ("Été 2026", "ete_2026"),
            ("2026", "c_2026"), ("a--b__c", "a_b_c"), ("ORDERS", "orders"), ("%", nil), ("", nil), ("数量", nil),
            ("数量 n", "n"), ("e\u{301}t\u{e9}", "ete"),
            (String(repeating: "A", count: 80), String(repeating: "a", count: 63)),
            (String(repeating: "a", count: 62) + " b", String(repeating: "a", count: 62)),
        ] as [(String, String?)])
    func suggestions(text: String, expected: String?) {
        #expect(Identifier(suggestedBy: text)?.rawValue == expected)
    }

    @Test("A valid name is suggested unchanged")
    func unchanged() throws {
        for name in ["a", "a_1", "order_id"] { #expect(Identifier(suggestedBy: name)?.rawValue == name) }
    }
}
