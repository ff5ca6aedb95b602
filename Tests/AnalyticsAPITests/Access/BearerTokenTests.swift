import Testing

@testable import AnalyticsAPI

@Suite struct BearerTokenTests {
    @Test(
        "A bearer token is read from an Authorization field of its form alone",
        arguments: [
            ("Bearer abc", "abc"), ("bearer abc", "abc"), ("BEARER  a-._~+/9==", "a-._~+/9=="), ("Bearer", nil),
            ("Bearer ", nil), ("Bearer a b", nil), ("Bearer a,b", nil), ("Bearer a=b", nil), ("Bearer =", nil),
            ("Bearer \"abc\"", nil), ("Bearerabc", nil), ("Basic abc", nil), ("abc", nil), ("", nil),
            ("Bearer ä", nil), ("Bearer a, Bearer a", nil), ("Bearer " + String(repeating: "a", count: 8193), nil),
            ("Bearer eyJ.a-_.b", "eyJ.a-_.b"), ("Bearer e=", "e="), ("Bearer eyJ.a b", nil), ("Bearer eä", nil),
            ("Bearer " + String(repeating: "e", count: 8193), nil), ("Bearer weir_sk_a b", nil),
        ] as [(String, String?)])
    func reads(field: String, expected: String?) {
        let read = BearerToken(authorization: field)
        let token = read.flatMap { $0.isWellFormed ? $0 : nil }
        #expect((token == nil) == (expected == nil))
        if let token, let expected { #expect(token.matches(BearerToken(expected.utf8))) }
    }

    @Test("Tokens match if all of their bytes are equal")
    func matches() {
        let token = BearerToken("secret".utf8)
        #expect(token.matches(BearerToken("secret".utf8)))
        for other in ["Secret", "secreT", "secre", "secret ", "", "terces"] {
            #expect(!token.matches(BearerToken(other.utf8)), "\(other)")
        }
    }

    @Test(
        "A presented token matches the token of the same secret, however it begins",
        arguments: ["k", "e", "weir_admin_"])
    func secrets(beginning: String) throws {
        let secret = beginning + String(repeating: "s", count: 40)
        let presented = try #require(BearerToken(authorization: "Bearer " + secret))
        #expect(
            presented.matches(BearerToken(secret: secret.utf8)) && BearerToken(secret: secret.utf8).matches(presented))
        #expect(!presented.matches(BearerToken(secret: (secret + "s").utf8)))
        #expect(BearerToken(secret: secret.utf8).webToken == nil)
    }

    @Test("A token shows neither its text nor its digest")
    func redaction() {
        let token = BearerToken("CANARY".utf8)
        var dumped = ""
        dump(token, to: &dumped)
        #expect("\(token) \(String(reflecting: token))" == "<redacted> <redacted>")
        #expect(dumped == "- <redacted>\n")
    }
}
