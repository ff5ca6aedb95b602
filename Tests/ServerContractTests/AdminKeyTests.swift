import ServerContract
import Testing

@Suite struct AdminKeyTests {
    @Test(
        "A key has the characters of a bearer token and a length that cannot be guessed",
        arguments: [
            (String(repeating: "a", count: 32), true), (String(repeating: "Z9", count: 24), true),
            (String(repeating: "-._~+/00", count: 4), true), (String(repeating: "a", count: 31) + "=", true),
            (String(repeating: "a", count: 512), true),
            (String(repeating: "a", count: 31), false), (String(repeating: "a", count: 513), false), ("", false),
            (String(repeating: "a", count: 31) + "\n", false), (String(repeating: "a", count: 31) + " ", false),
            (String(repeating: "a", count: 31) + "\"", false), (String(repeating: "ä", count: 20), false),
            (String(repeating: "=", count: 32), false), ("a=" + String(repeating: "a", count: 31), false),
            ("weir_sk_" + String(repeating: "a", count: 32), false),
            ("weir_ln_" + String(repeating: "a", count: 32), false),
            ("weir_view_" + String(repeating: "a", count: 32), false),
            ("weir_" + String(repeating: "a", count: 32), true),
        ])
    func form(text: String, expected: Bool) {
        #expect(AdminKey.isValid(text.utf8) == expected)
    }
}
