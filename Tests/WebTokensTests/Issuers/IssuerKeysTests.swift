import Crypto
import Models
import Synchronization
import Testing
import WebTokensTesting

@testable import WebTokens

@Suite struct IssuerKeysTests {
    private static let issuer = "https://id.example/realm"
    private static let configuration = issuer + "/.well-known/openid-configuration"
    private static let url = "https://keys.example/jwks"
    private static let key = SigningKey.p256(P256.Signing.PrivateKey())

    /// The documents of an issuer with one key.
    private static func documents() -> InMemoryKeyDocuments {
        let documents = InMemoryKeyDocuments()
        documents[configuration] = .success(Array(#"{"issuer": "\#(issuer)", "jwks_uri": "\#(url)"}"#.utf8))
        documents[url] = .success(TokenText.keys(key.jwk("k")))
        return documents
    }

    /// A number that concurrent requests increase.
    private final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }

        func add() { value.withLock { $0 += 1 } }
    }

    /// A monotonic clock that a test sets.
    private final class Clock: Sendable {
        private let time = Mutex(Duration.zero)
        var now: Duration { time.withLock { $0 } }
        func advance(_ seconds: Double) { time.withLock { $0 += .seconds(seconds) } }
    }

    private static func keys(_ documents: InMemoryKeyDocuments, _ clock: Clock = Clock()) -> IssuerKeys {
        IssuerKeys(.discovery(issuer: issuer), from: documents, uptime: { clock.now })
    }

    @Test("The issuer's configuration names its keys")
    func discovery() async throws {
        let documents = Self.documents()
        #expect(try await Self.keys(documents).key("k")?.id == "k")
        #expect(documents.requests == [Self.configuration, Self.url])
    }

    @Test(
        "Documents that are not the issuer's give no key, and the reason has none of their text",
        arguments: [
            ("<html>CANARY</html>", nil),
            (#"{"issuer": "https://id.example/CANARY", "jwks_uri": "https://keys.example/jwks"}"#, nil),
            (#"{"issuer": "https://id.example/realm/", "jwks_uri": "https://keys.example/jwks"}"#, nil),
            (#"{"issuer": "https://id.example/realm", "jwks_uri": "http://keys.example/CANARY"}"#, nil),
            (#"{"issuer": "https://id.example/realm", "jwks_uri": "http://127.0.0.1:8080/CANARY"}"#, nil),
            (#"{"issuer": "https://id.example/realm", "jwks_uri": "file:///CANARY"}"#, nil),
            (#"{"issuer": "https://id.example/realm"}"#, nil), (nil, "<html>CANARY</html>"), (nil, #"{"keys": []}"#),
            (nil, String(repeating: "CANARY", count: 20_000)),
        ] as [(String?, String?)])
    func badDocuments(configuration: String?, set: String?) async {
        let documents = Self.documents()
        if let configuration { documents[Self.configuration] = .success(Array(configuration.utf8)) }
        if let set { documents[Self.url] = .success(Array(set.utf8)) }
        let reasons = Mutex<[String]>([])
        let keys = IssuerKeys(.discovery(issuer: Self.issuer), from: documents, uptime: { .zero }) { reason in
            reasons.withLock { $0.append(reason) }
        }
        await #expect(throws: KeySetError.self) { try await keys.key("k") }
        #expect(reasons.withLock { $0.count } == 1)
        #expect(!reasons.withLock { $0.joined() }.contains("CANARY"))
    }

    @Test("Ten thousand unknown keys cost one fetch in ten seconds, and the known one serves meanwhile")
    func unknownKeys() async throws {
        let (documents, clock) = (Self.documents(), Clock())
        let keys = Self.keys(documents, clock)
        for index in 0..<10_000 {
            clock.advance(0.003)
            #expect(try await keys.key("random-\(index)") == nil)
            if index.isMultiple(of: 100) { #expect(try await keys.key("k") != nil) }
        }
        // Thirty seconds: at most four fetches of two documents.
        #expect(documents.requests.count <= 8)
    }

    @Test("Requests that arrive together share one fetch", .timeLimit(.minutes(1)))
    func singleFlight() async throws {
        let documents = Self.documents()
        let (gates, gate) = AsyncStream<Void>.makeStream()
        documents.hold { for await _ in gates { return } }
        let keys = Counter()
        let readings = Counter()
        let issuer = IssuerKeys(.keySet(url: Self.url), from: documents) {
            readings.add()
            return .zero
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { if (try? await issuer.key("k")) != nil { keys.add() } }
            }
            // Each request reads the clock before it waits.
            while readings.count < 50 { await Task.yield() }
            gate.yield()
            await group.waitForAll()
        }
        #expect(keys.count == 50)
        #expect(documents.requests.count == 1)
    }

    @Test("A failing issuer's keys serve on, and a new key works at its first use once it is back")
    func away() async throws {
        let (documents, clock) = (Self.documents(), Clock())
        let keys = IssuerKeys(.keySet(url: Self.url), from: documents, uptime: { clock.now })
        #expect(try await keys.key("k") != nil)
        documents[Self.url] = .failure(KeyDocumentError("status 500"))
        for _ in 0..<20 {
            clock.advance(3600)
            #expect(try await keys.key("k") != nil)
        }
        #expect(try await keys.key("l") == nil)
        documents[Self.url] = .success(TokenText.keys(Self.key.jwk("k"), Self.key.jwk("l")))
        clock.advance(11)
        #expect(try await keys.key("l") != nil)
        documents[Self.url] = .failure(KeyDocumentError("status 500"))
        clock.advance(86_401)
        await #expect(throws: KeySetError.self) { try await keys.key("k") }
    }

    @Test("No request fails while an issuer changes its keys under load", .timeLimit(.minutes(1)))
    func rotation() async throws {
        let (documents, clock) = (Self.documents(), Clock())
        let keys = IssuerKeys(.keySet(url: Self.url), from: documents, uptime: { clock.now })
        let policy = TokenPolicy(issuer: "i", algorithms: [.es256], audiences: ["a"])
        let now = Timestamp(microseconds: 1_000_000_000_000_000)
        let failures = Counter()
        var signers = [("k0", SigningKey.p256(P256.Signing.PrivateKey()))]
        documents[Self.url] = .success(TokenText.keys(signers[0].1.jwk("k0")))
        for generation in 1...20 {
            // The new key is published beside the former one, and used at once.
            signers.append(("k\(generation)", SigningKey.p256(P256.Signing.PrivateKey())))
            clock.advance(11)
            documents[Self.url] = .success(
                TokenText.keys(signers[0].1.jwk(signers[0].0), signers[1].1.jwk(signers[1].0)))
            let tokens = signers.map { id, key in
                TokenText.token(
                    #"{"alg": "ES256", "kid": "\#(id)"}"#, #"{"iss": "i", "aud": "a", "sub": "s", "exp": 2000000000}"#
                ) {
                    key.signature(of: $0, by: "ES256")
                }
            }
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<40 {
                    group.addTask {
                        do {
                            let token = try CompactToken(tokens[index % 2])
                            let key = try #require(try await keys.key(token.keyID))
                            _ = try TokenVerifier.verify(token, key: key, policy: policy, now: now)
                        } catch {
                            failures.add()
                        }
                    }
                }
            }
            signers.removeFirst()
        }
        #expect(failures.count == 0)
        #expect(documents.requests.count <= 21)
    }
}
