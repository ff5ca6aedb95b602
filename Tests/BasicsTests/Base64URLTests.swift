import Basics
import Testing

@Suite struct Base64URLTests {
    /// RFC 4648, section 10, and the two characters that differ from base64.
    private static let vectors: [(bytes: [UInt8], text: String)] = [
        ([], ""), (Array("f".utf8), "Zg"), (Array("fo".utf8), "Zm8"), (Array("foo".utf8), "Zm9v"),
        (Array("foob".utf8), "Zm9vYg"), (Array("fooba".utf8), "Zm9vYmE"), (Array("foobar".utf8), "Zm9vYmFy"),
        ([0xFB, 0xEF, 0xFF], "--__"), ([0], "AA"), ([0xFF], "_w"),
    ]

    @Test("Each sequence of bytes has one text", arguments: vectors)
    func encoding(bytes: [UInt8], text: String) {
        #expect(Base64URL.encoded(bytes) == text)
        #expect(Base64URL.decoded(text.utf8) == bytes)
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        #expect(Base64URL.decoded(padded.utf8, padding: .required) == bytes)
        if padded != text {
            #expect(Base64URL.decoded(padded.utf8) == nil)
            #expect(Base64URL.decoded(text.utf8, padding: .required) == nil)
        }
    }

    @Test(
        "A text with other characters, other lengths or bits behind the last byte is refused",
        arguments: ["A", "AAAAA", "AB", "AAB", "Zh", "+/==", "Zm9v\n", " Zm9v", "Zm9v=", "Zg==", "Z=g", "Zm9v.", "Zmä"])
    func refused(text: String) {
        #expect(Base64URL.decoded(text.utf8) == nil)
    }

    @Test(
        "Padding is at the end, at most two characters",
        arguments: ["=", "==", "===", "====", "A===", "Zm9v====", "Zg=a", "Zh=="])
    func padding(text: String) {
        #expect(Base64URL.decoded(text.utf8, padding: .required) == nil)
    }

    @Test("Random bytes survive the way there and back")
    func random() {
        for count in 0..<100 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
            #expect(Base64URL.decoded(Base64URL.encoded(bytes).utf8) == bytes)
        }
    }
}
