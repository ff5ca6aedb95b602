import Testing

@testable import AnalyticsAPI

@Suite struct CredentialTextTests {
    private static let secret = "0123456789ABCDEFGHIJKLMNOPQRSTUV2GZAxc"

    @Test(
        "A credential is replaced wherever it is in a text",
        arguments: [
            ("weir_sk_AbCd1234_\(secret)", "<redacted>"),
            ("got \"weir_ln_AbCd1234_\(secret)\", expected", "got \"<redacted>\", expected"),
            ("/v1/s/weir_ln_AbCd1234_\(secret).svg/x", "/v1/s/<redacted>/x"),
            ("/weir%5fsk_ weir_sk_AbCd1234_%30%31 b", "/weir%5fsk_ <redacted> b"),
            ("weir_view_AbCd1234_eyJuYW1l.q3Bw weir_sk_AbCd1234_x", "<redacted> <redacted>"),
            ("kid=eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln,", "kid=<redacted>,"),
            ("a=eyJb=eyJc.d eyJe f", "a=<redacted> eyJe f"), ("a.b=eyJc=eyJd.e", "a.b=<redacted>"),
            ("cut eyJhbGciOiJFUzI1NiJ9.eyJzd…", "cut <redacted>…"), ("xweir_sk_AbCd1234_\(secret)", "x<redacted>"),
        ])
    func found(text: String, expected: String) {
        #expect(CredentialText.redacted(text) == expected)
        #expect(CredentialText.isIn(text))
    }

    @Test(
        "A text without a secret stays as it is",
        arguments: [
            "", "w", "weir_sk_", "expected a key that begins with weir_sk_", "the key AbCd1234", "weir_sk_AbCd1234_",
            "keyJson.value", "eyJ", "eyJhbGciOiJFUzI1NiJ9", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "weir",
            "ümläut ewe", "a.b=eyJc", "eyJa b.c",
        ])
    func kept(text: String) {
        #expect(CredentialText.redacted(text) == text)
        #expect(!CredentialText.isIn(text))
    }

    @Test(
        "A long text of beginnings of credentials is examined in time that grows with its length",
        .timeLimit(.minutes(1)), arguments: ["=eyJ", "weir_sk_", "%eyJ=", "eyJ "])
    func long(part: String) {
        // With a search for the end at each beginning, the first text takes minutes.
        let text = String(repeating: part, count: (1 << 20) / part.utf8.count)
        let isOwn = part.hasPrefix("weir")
        #expect(CredentialText.redacted(text) == (isOwn ? CredentialText.placeholder : text))
        #expect(CredentialText.isIn(text) == isOwn)
    }

    @Test("The description of a key has no secret and is not shortened")
    func description() {
        var generator = SystemRandomNumberGenerator()
        let key = AccessKey(using: &generator)
        #expect(CredentialText.redacted("\(key)") == "\(key)")
        #expect(CredentialText.redacted(key.reveal()) == CredentialText.placeholder)
    }
}
