import TestSupport
import Testing

@testable import AnalyticsAPI

@Suite struct AccessKeyTests {
    /// The checksum is Python's `zlib.crc32` in base 62, the digest its `hashlib.sha256`.
    private static let example = "weir_sk_AbCd1234_0123456789ABCDEFGHIJKLMNOPQRSTUV2GZAxc"

    @Test("A key has the published form, and its parts are read back")
    func form() throws {
        for seed: UInt64 in 0..<200 {
            var generator = SeededGenerator(seed: seed)
            let key = AccessKey(using: &generator)
            let text = key.reveal()
            #expect(text.wholeMatch(of: /weir_sk_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}/) != nil)
            let presented = try #require(BearerToken(text.utf8).key)
            #expect(presented.id == key.id && presented.matches(key.digest))
        }
    }

    @Test("Checksum and digest are those of other implementations")
    func vectors() throws {
        #expect(AccessKey.checksum("123456789") == "3jZRME")
        let presented = try #require(PresentedKey(Self.example))
        #expect(presented.id == "AbCd1234")
        #expect(presented.digest == "41ba696bc2822924f7cba0ce211bfddfe653ceb3c981255a1775bebf110bf42d")
    }

    @Test("A key with one wrong, missing or added character has no parts")
    func mistyped() {
        let characters = Array(Self.example)
        for index in characters.indices {
            for character in "0Zz_- é" where characters[index] != character {
                var wrong = characters
                wrong[index] = character
                #expect(PresentedKey(String(wrong)) == nil, "\(String(wrong))")
            }
            var short = characters
            short.remove(at: index)
            #expect(PresentedKey(String(short)) == nil)
            #expect(PresentedKey(String(short + [short[0]])) == nil)
        }
        for text in ["", "weir_sk_", "weir_view_AbCd1234_0", Self.example + "0"] {
            #expect(PresentedKey(text) == nil)
        }
        #expect(BearerToken("weir_sk_short".utf8).beginsAsKey && !BearerToken("weir_other".utf8).beginsAsKey)
    }

    @Test("A digest matches itself alone, and no shorter or longer one")
    func comparison() throws {
        let presented = try #require(PresentedKey(Self.example))
        var other = presented.digest
        other.removeLast()
        for wrong in ["", other, other + "e", other + "da", String(repeating: "0", count: 64)] {
            #expect(!presented.matches(wrong))
        }
    }

    @Test("A key's description, dump and reflection show no secret")
    func redaction() throws {
        var generator = SeededGenerator(seed: 1)
        let key = AccessKey(using: &generator)
        let secret = key.reveal().dropFirst(17)
        let presented = try #require(BearerToken(key.reveal().utf8).key)
        var dumped = ""
        dump(key, to: &dumped)
        dump(presented, to: &dumped)
        dump(BearerToken(key.reveal().utf8), to: &dumped)
        for text in [dumped, "\(key) \(presented)", String(reflecting: key), String(reflecting: presented)] {
            #expect(!text.contains(secret) && !text.contains(key.digest))
        }
    }
}
