import Crypto
import Models
import Testing
import WebTokensTesting

@testable import WebTokens

@Suite struct VerifiedTokensTests {
    private static func key(_ id: String = "k") throws -> VerificationKey {
        let set = try KeySet(document: TokenText.keys(SigningKey.p256(P256.Signing.PrivateKey()).jwk(id)))
        return try #require(set[id])
    }

    private static func validity(_ exp: Int) throws -> TokenValidity {
        try TokenValidity(JSONValue(parsing: #"{"exp": \#(exp)}"#))
    }

    private static func time(_ second: Int64) -> Timestamp { Timestamp(microseconds: second * 1_000_000) }

    private static func digest(_ number: Int) -> SHA256Digest { SHA256.hash(data: Array("\(number)".utf8)) }

    /// Returns the value of a token that is valid, as a server does.
    private static func value<Value>(
        _ tokens: inout VerifiedTokens<Value>, _ number: Int, signedBy key: VerificationKey, now: Timestamp
    ) -> Value? {
        guard let entry = tokens.entry(of: digest(number)) else { return nil }
        guard entry.isValid(signedBy: key, now: now) else {
            tokens.remove(digest(number))
            return nil
        }
        return entry.value
    }

    @Test("A verified token is remembered until its end and no longer")
    func expiry() throws {
        var tokens = VerifiedTokens<String>()
        let key = try Self.key()
        tokens.add("alice", validity: try Self.validity(1000), of: Self.digest(1), signedBy: key)
        #expect(Self.value(&tokens, 1, signedBy: key, now: Self.time(1059)) == "alice")
        #expect(Self.value(&tokens, 2, signedBy: key, now: Self.time(500)) == nil)
        #expect(Self.value(&tokens, 1, signedBy: key, now: Self.time(1060)) == nil)
        // A clock that is set back revives nothing.
        #expect(Self.value(&tokens, 1, signedBy: key, now: Self.time(500)) == nil)
        #expect(tokens.count == 0)
    }

    @Test("A token is forgotten when another key has the id of its own")
    func changedKey() throws {
        var tokens = VerifiedTokens<String>()
        let (first, second) = (try Self.key(), try Self.key())
        tokens.add("alice", validity: try Self.validity(1000), of: Self.digest(1), signedBy: first)
        #expect(Self.value(&tokens, 1, signedBy: second, now: Self.time(1)) == nil)
        #expect(Self.value(&tokens, 1, signedBy: first, now: Self.time(1)) == nil)
    }

    @Test("The number of tokens is bounded, and those in use are kept")
    func bounded() throws {
        var tokens = VerifiedTokens<Int>(limit: 100)
        let (key, validity) = (try Self.key(), try Self.validity(1000))
        for number in 0..<10_000 {
            tokens.add(number, validity: validity, of: Self.digest(number), signedBy: key)
            #expect(tokens.count <= 100)
            #expect(Self.value(&tokens, 0, signedBy: key, now: Self.time(1)) == 0)
        }
        #expect(Self.value(&tokens, 5000, signedBy: key, now: Self.time(1)) == nil)
    }
}
