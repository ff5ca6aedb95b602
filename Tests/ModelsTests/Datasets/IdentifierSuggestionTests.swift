import Models
import Testing

@Suite("Identifier+Suggestion")
struct IdentifierSuggestionTests {
    @Test(
        "A suggested name consists of the letters and digits of the text",
        arguments: [
            ("Umsatz (EUR)", "umsatz_eur"), ("  Order ID ", "order_id"), ("größe", "groesse"), ("Été 2026", "ete_2026"),
            ("2026", "c_2026"), ("a--b__c", "a_b_c"), ("ORDERS", "orders"), ("%", nil), ("", nil), ("数量", nil),
            ("数量 n", "n"), ("e\u{301}t\u{e9}", "ete"), ("Umsa\u{308}tze 2026", "umsaetze_2026"),
            ("\u{1EBF} \u{1E31}", "e_k"), ("A\u{30A}r\r\nI\u{307}", "aar_i"),
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

    @Test(
        "Canonically equivalent texts suggest the same name",
        arguments: [
            ("Ums\u{E4}tze", "Umsa\u{308}tze"), ("\u{1EBF}", "e\u{302}\u{301}"), ("\u{1E31}", "k\u{301}"),
            ("\u{1D6}", "u\u{308}\u{304}"), ("\u{1D6}", "\u{FC}\u{304}"), ("\u{212B}", "A\u{30A}"),
            ("\u{130}", "I\u{307}"),
        ])
    func equivalence(composed: String, decomposed: String) {
        #expect(Array(composed.utf8) != Array(decomposed.utf8))
        #expect(Identifier(suggestedBy: composed) != nil)
        #expect(Identifier(suggestedBy: composed) == Identifier(suggestedBy: decomposed))
    }
}
