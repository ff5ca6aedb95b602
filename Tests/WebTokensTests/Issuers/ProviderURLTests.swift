import Testing

@testable import WebTokens

@Suite struct ProviderURLTests {
    @Test(
        "A provider's URL has the scheme https, or http on a loopback address",
        arguments: [
            ("https://id.example", true), ("https://id.example:8443/realms/a", true), ("https://[::1]:8443/", true),
            ("http://127.0.0.1:8080/x", true), ("http://localhost/x", true), ("http://[::1]:80/x", true),
            ("http://id.example", false), ("http://127.0.0.1.evil.example/", false), ("http://localhost.evil/", false),
            ("https://user:password@id.example/", false), ("https://id.example/?a=b", false),
            ("https://id.example/#a", false), ("https://id.example:99999/", false), ("https://:443/", false),
            ("https:///x", false), ("https://", false), ("HTTPS://id.example", false), ("ftp://id.example", false),
            ("file:///etc/passwd", false), ("//id.example", false), ("id.example", false), ("", false),
            ("https://id.example/a b", false), ("https://id.example/\n", false), ("https://ïd.example/", false),
            ("http://127.0.0.1\\@evil.example/", false), ("https://" + String(repeating: "a", count: 600), false),
        ])
    func acceptable(url: String, expected: Bool) {
        #expect(ProviderURL.isAcceptable(url) == expected)
    }
}
