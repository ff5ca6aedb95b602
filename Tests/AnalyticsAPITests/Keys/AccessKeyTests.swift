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
        #expect(AccessKey.checksum(Array("123456789".utf8)[...]) == "3jZRME")
        let presented = try #require(PresentedKey(Array(Self.example.utf8)))
        #expect(presented.id == "AbCd1234")
        #expect(presented.digest == "41ba696bc2822924f7cba0ce211bfddfe653ceb3c981255a1775bebf110bf42d")
    }

    @Test("A key with one wrong, missing or added character has no parts")
    func mistyped() {
        let bytes = Array(Self.example.utf8)
        for index in bytes.indices {
            for byte in Array("0Zz_- ".utf8) where bytes[index] != byte {
                var wrong = bytes
                wrong[index] = byte
                #expect(PresentedKey(wrong) == nil, "\(String(decoding: wrong, as: UTF8.self))")
            }
            var short = bytes
            short.remove(at: index)
            #expect(PresentedKey(short) == nil)
            #expect(PresentedKey(short + [short[0]]) == nil)
        }
        for text in ["", "weir_sk_", "weir_view_AbCd1234_0", Self.example + "0"] {
            #expect(PresentedKey(Array(text.utf8)) == nil)
        }
        #expect(BearerToken("weir_sk_short".utf8).beginsAsKey && !BearerToken("weir_other".utf8).beginsAsKey)
    }

    @Test("A digest matches itself alone, and no shorter or longer one")
    func comparison() throws {
        let presented = try #require(PresentedKey(Array(Self.example.utf8)))
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
