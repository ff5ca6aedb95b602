import Foundation
import SecretsClient
import Testing

@Suite struct SecretValueTests {
    struct Holder: Encodable {
        let name = "holder"
        let secret: ResolvedSecret
        let value: SecretValue
        let credentials: [SecretValue?]
    }

    static func holder() throws -> Holder {
        let value = try SecretValue(Canary.text)
        let secret = ResolvedSecret(value, version: SecretVersion(id: "v1", stages: [.current]))
        return Holder(secret: secret, value: value, credentials: [value, nil])
    }

    @Test("A secret value prints as <redacted>, even inside other values")
    func printing() throws {
        let holder = try Self.holder()
        let credentials = DatabaseCredentials(username: "weir", password: holder.value)
        let event: SecretCacheEvent = .fetched("database", version: "v1")
        let values: [Any] = [
            holder, holder.value, holder.secret, credentials, event, [holder.value], ["key": holder.secret],
            Optional(holder.value) as Any, (1, holder.value),
            Result<ResolvedSecret, SecretError>.success(holder.secret),
        ]
        for value in values {
            let text = Canary.printed(value)
            #expect(!text.contains(Canary.text))
            // Bytes would be printed as numbers.
            #expect(!text.contains("\(Array(Canary.text.utf8)[0]), \(Array(Canary.text.utf8)[1])"))
        }
        #expect("\(holder.value)" == "<redacted>")
        #expect(String(reflecting: holder.value) == "<redacted>")
        #expect("\(holder.secret)" == "<redacted>")
        #expect(String(reflecting: holder.secret) == "<redacted>")
        #expect(Mirror(reflecting: holder.value).children.isEmpty)
    }

    @Test("A secret value is encoded as <redacted>, which is not decoded")
    func coding() throws {
        let holder = try Self.holder()
        let data = try JSONEncoder().encode(holder)
        let text = String(decoding: data, as: UTF8.self)
        #expect(!text.contains(Canary.text))
        #expect(text.contains(#""secret":"<redacted>""#))
        #expect(text.contains(#""value":"<redacted>""#))
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode([SecretValue].self, from: Data(#"["<redacted>"]"#.utf8))
        }
        let decoded = try JSONDecoder().decode([SecretValue].self, from: Data(#"["s3cret"]"#.utf8))
        #expect(try decoded.map { try $0.revealText() } == ["s3cret"])
    }

    @Test("Explicit calls reveal a secret value")
    func reading() throws {
        let value = try SecretValue(Canary.text)
        #expect(try value.revealText() == Canary.text)
        #expect(value.revealBytes() == Array(Canary.text.utf8))
        #expect(value.withValue { $0.reduce(0) { $0 + Int($1) } } == Canary.text.utf8.reduce(0) { $0 + Int($1) })
        #expect(value.count == Canary.text.utf8.count)
    }

    @Test("A value that is not UTF-8 cannot be revealed as text")
    func noText() throws {
        let value = try SecretValue([0xFF, 0xFE, 0x41])
        let error = #expect(throws: SecretError.self) { try value.revealText() }
        #expect(error?.kind == .malformed)
        #expect(value.revealBytes() == [0xFF, 0xFE, 0x41])
    }

    @Test("A secret value has 1 to 65,536 bytes", arguments: [(0, false), (1, true), (65_536, true), (65_537, false)])
    func limit(count: Int, isAccepted: Bool) {
        let bytes = repeatElement(UInt8(ascii: "a"), count: count)
        if isAccepted {
            #expect(throws: Never.self) { try SecretValue(bytes) }
        } else {
            let error = #expect(throws: SecretError.self) { try SecretValue(bytes, id: "database") }
            #expect(error?.kind == .malformed)
            #expect(error?.description.contains("database") == true)
            #expect(error?.description.contains("65536") == true)
        }
    }

    @Test(
        "Values are equal if their bytes are",
        arguments: [
            ("a", "a", true), ("abc", "abc", true), ("abc", "abd", false), ("abc", "bbc", false), ("abc", "ab", false),
            ("é", "e\u{301}", false),
        ])
    func equality(left: String, right: String, isEqual: Bool) throws {
        #expect(try (SecretValue(left) == SecretValue(right)) == isEqual)
    }

    @Test("A difference in any bit makes values unequal")
    func everyBit() throws {
        let bytes = Array("0123456789abcdef!".utf8)
        let value = try SecretValue(bytes)
        for index in bytes.indices {
            for bit in 0..<8 {
                var other = bytes
                other[index] ^= 1 << bit
                #expect(try SecretValue(other) != value)
            }
        }
    }
}
