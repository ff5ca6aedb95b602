import Basics
import Testing

@Suite struct HexadecimalTests {
    @Test("Digits convert in both cases, and other characters have no value")
    func digits() {
        for number in UInt8(0)...15 {
            #expect(Hexadecimal.value(of: Hexadecimal.lowercaseDigit(number)) == number)
            #expect(Hexadecimal.value(of: Hexadecimal.uppercaseDigit(number)) == number)
        }
        let digits = Set("0123456789abcdefABCDEF".utf8)
        for byte in UInt8.min...UInt8.max where !digits.contains(byte) { #expect(Hexadecimal.value(of: byte) == nil) }
        #expect(Hexadecimal.byte(UInt8(ascii: "a"), UInt8(ascii: "F")) == 0xAF)
        #expect(Hexadecimal.byte(UInt8(ascii: "a"), UInt8(ascii: "g")) == nil)
    }

    @Test(
        "Numbers and bytes have all their digits",
        arguments: [(0, "0000000000000000"), (0xAB, "00000000000000ab"), (UInt64.max, "ffffffffffffffff")])
    func padding(number: UInt64, text: String) {
        #expect(String(hexadecimal: number) == text)
        #expect([UInt8(0), 0x1F].withUnsafeBytes { [UInt8](hexadecimal: $0) } == Array("001f".utf8))
    }
}

@Suite struct FNV1aTests {
    @Test(
        "The hash has the values of draft-eastlake-fnv, appendix C",
        arguments: [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")])
    func vectors(text: String, hash: String) {
        var whole = FNV1a()
        whole.update(text.utf8)
        #expect(whole.hexadecimal == hash)
        var parts = FNV1a()
        for byte in text.utf8 { parts.update([byte]) }
        #expect(parts == whole)
    }
}

@Suite struct PercentEncodingTests {
    @Test(
        "All but the unreserved characters are encoded",
        arguments: [
            ("", ""), ("-._~09azAZ", "-._~09azAZ"), ("a b", "a%20b"), ("ü+/=&*%", "%C3%BC%2B%2F%3D%26%2A%25"),
            ("\u{0}\n", "%00%0A"),
        ])
    func encodes(text: String, encoded: String) {
        #expect(PercentEncoding.encode(text) == encoded)
        #expect(String(decoding: [UInt8](percentEncoding: text), as: UTF8.self) == encoded)
    }

    @Test("A path keeps its slashes on request")
    func slashes() { #expect(PercentEncoding.encode("a/b c", keepsSlashes: true) == "a/b%20c") }

    @Test(
        "An escape is a percent sign and two digits",
        arguments: [("%41", 0x41), ("%fF", 0xFF), ("%4", nil), ("%", nil), ("%4g", nil), ("a41", nil), ("%G1", nil)]
            as [(String, UInt8?)])
    func escapes(text: String, byte: UInt8?) {
        Array(text.utf8).withUnsafeBufferPointer { #expect(PercentEncoding.escapedByte(in: $0, at: 0) == byte) }
    }
}

@Suite struct JSONTextTests {
    @Test(
        "A string has the mandatory escapes only",
        arguments: [
            ("", #""""#), ("a/é", #""a/é""#), (#"a"b\c"#, #""a\"b\\c""#),
            ("\u{8}\u{9}\u{A}\u{C}\u{D}", #""\b\t\n\f\r""#),
            ("\u{0}\u{1F}x\u{7F}", "\"\\u0000\\u001fx\u{7F}\""),
        ])
    func strings(text: String, json: String) {
        var contiguous: [UInt8] = []
        contiguous.appendJSONString(text.utf8)
        #expect(String(decoding: contiguous, as: UTF8.self) == json)
        var lazy: [UInt8] = []
        lazy.appendJSONString(AnySequence(Array(text.utf8)))
        #expect(lazy == contiguous)
    }

    @Test(
        "A key in a pointer has its tilde and slash escaped",
        arguments: [("a", "/x/a"), ("a/b~c", "/x/a~1b~0c"), ("", "/x/")])
    func pointers(key: String, pointer: String) { #expect(JSONPointer.appending(key, to: "/x") == pointer) }
}
