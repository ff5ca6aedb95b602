import AWSSigV4
import HTTPTypes
import Testing

@Suite("SigningKeyCache")
struct SigningKeyCacheTests {
    let request = HTTPRequest(method: .get, scheme: "https", authority: "example.amazonaws.com", path: "/")
    let time = SigningTime(secondsSinceEpoch: 1_440_938_160)

    func signature(_ signer: SigV4Signer, secret: String, at time: SigningTime? = nil) throws -> String {
        let credentials = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: secret)
        return try signer.sign(request, with: credentials, at: time ?? self.time).signature
    }

    @Test("A key is derived per secret, date, region and service")
    func parts() throws {
        let keys = SigningKeyCache()
        let signer = SigV4Signer(service: "a", region: "r", keys: keys)
        _ = try signature(signer, secret: "one")
        _ = try signature(signer, secret: "one", at: SigningTime(secondsSinceEpoch: time.secondsSinceEpoch + 1))
        #expect(keys.count == 1)
        _ = try signature(signer, secret: "two")
        _ = try signature(signer, secret: "one", at: SigningTime(secondsSinceEpoch: time.secondsSinceEpoch + 86_400))
        _ = try signature(SigV4Signer(service: "a", region: "s", keys: keys), secret: "one")
        _ = try signature(SigV4Signer(service: "b", region: "r", keys: keys), secret: "one")
        #expect(keys.count == 5)
    }

    @Test("The key of a rotated secret is never used")
    func rotation() throws {
        let signer = SigV4Signer(service: "service", region: "us-east-1")
        let old = try signature(signer, secret: "old")
        let new = try signature(signer, secret: "new")
        #expect(old != new)
        #expect(try new == signature(SigV4Signer(service: "service", region: "us-east-1"), secret: "new"))
        #expect(try old == signature(signer, secret: "old"))
    }

    @Test("A cache is bounded, and evictions do not change signatures", arguments: [-1, 0, 1, 3])
    func bound(_ capacity: Int) throws {
        let keys = SigningKeyCache(capacity: capacity)
        let signer = SigV4Signer(service: "service", region: "us-east-1", keys: keys)
        for round in 0..<20 {
            let secret = "secret\(round % 7)"
            let fresh = SigV4Signer(service: "service", region: "us-east-1")
            #expect(try signature(signer, secret: secret) == signature(fresh, secret: secret))
            #expect(keys.count <= max(1, capacity))
        }
    }

    @Test("A cache is safe for concurrent use")
    func concurrency() async throws {
        let signer = SigV4Signer(service: "service", region: "us-east-1", keys: SigningKeyCache(capacity: 2))
        let expected = try (0..<5).map { try signature(signer, secret: "secret\($0)") }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for round in 0..<500 {
                group.addTask { try self.signature(signer, secret: "secret\(round % 5)") == expected[round % 5] }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}
