import Crypto
import Synchronization
import Testing
import WebTokensTesting

@testable import WebTokens

@Suite struct BalancerKeysTests {
    private static let base = "https://public-keys.example/"
    private static let key = P256.Signing.PrivateKey()

    private static func id(_ number: Int) -> String {
        let digits = String(number)
        return "00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    private static func token(_ id: String) throws -> CompactToken {
        try CompactToken(
            TokenText.token(#"{"alg": "ES256", "kid": "\#(id)"}"#, "{}") {
                SigningKey.p256(key).signature(of: $0, by: "ES256")
            })
    }

    @Test("A key is fetched once, and an unknown one never again")
    func cached() async throws {
        let documents = InMemoryKeyDocuments()
        documents[Self.base + Self.id(1)] = .success(Array(Self.key.publicKey.pemRepresentation.utf8))
        let time = Mutex(Duration.zero)
        let keys = BalancerKeys(base: Self.base, from: documents, uptime: { time.withLock { $0 } })
        for _ in 0..<10 { #expect(try await keys.key(of: Self.token(Self.id(1))) != nil) }
        #expect(documents.requests == [Self.base + Self.id(1)])
        // Another id within ten seconds is not asked for.
        await #expect(throws: KeySetError.self) { try await keys.key(of: Self.token(Self.id(2))) }
        time.withLock { $0 = .seconds(10) }
        #expect(try await keys.key(of: Self.token(Self.id(2))) == nil)
        time.withLock { $0 = .seconds(60) }
        #expect(try await keys.key(of: Self.token(Self.id(2))) == nil)
        #expect(documents.requests.count == 2)
        // A text that is not a UUID never becomes a part of a URL.
        #expect(try await keys.key(of: Self.token("../secret")) == nil)
        #expect(documents.requests.count == 2)
    }

    @Test("Random ids cost one fetch in ten seconds, and the few newest keys are kept")
    func bounded() async throws {
        let documents = InMemoryKeyDocuments()
        let time = Mutex(Duration.zero)
        let keys = BalancerKeys(base: Self.base, from: documents, uptime: { time.withLock { $0 } })
        for number in 0..<1000 {
            time.withLock { $0 += .milliseconds(30) }
            _ = try? await keys.key(of: Self.token(Self.id(number)))
        }
        #expect(documents.requests.count <= 4)

        var state = BalancerKeyState()
        for number in 0..<10 {
            state.fetched(
                try VerificationKey(pem: Array(Self.key.publicKey.pemRepresentation.utf8), id: Self.id(number)),
                at: .zero)
        }
        let kept = (0..<10).filter { number in
            if case .use = state.decide(Self.id(number), at: .seconds(1)) { true } else { false }
        }
        #expect(kept == [6, 7, 8, 9])
    }

    @Test(
        "A document that is not a P-256 key is refused",
        arguments: ["", "<html>", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"])
    func documents(text: String) async throws {
        let documents = InMemoryKeyDocuments()
        documents[Self.base + Self.id(1)] = .success(Array(text.utf8))
        let keys = BalancerKeys(base: Self.base, from: documents, uptime: { .zero })
        await #expect(throws: KeySetError.self) { try await keys.key(of: Self.token(Self.id(1))) }
    }
}
