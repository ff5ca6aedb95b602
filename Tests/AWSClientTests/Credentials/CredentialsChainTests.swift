import AWSSigV4
import Foundation
import Synchronization
import Testing

@testable import AWSClient

@Suite struct CredentialsChainTests {
    /// A source that answers what it is set to.
    final class Scripted: CredentialsProvider {
        private let answer: Mutex<Result<ResolvedCredentials, CredentialsError>>
        private let asked = Mutex(0)

        init(_ answer: Result<ResolvedCredentials, CredentialsError>) {
            self.answer = Mutex(answer)
        }

        var count: Int { asked.withLock { $0 } }

        func set(_ value: Result<ResolvedCredentials, CredentialsError>) { answer.withLock { $0 = value } }

        func credentials() async throws(CredentialsError) -> ResolvedCredentials {
            asked.withLock { $0 += 1 }
            return try answer.withLock { $0 }.get()
        }
    }

    static func found(_ source: String) -> Result<ResolvedCredentials, CredentialsError> {
        .success(
            ResolvedCredentials(
                credentials: AWSCredentials(accessKeyID: source, secretAccessKey: "s"), source: source))
    }

    static func error(
        _ kind: CredentialsError.Kind, _ source: String
    ) -> Result<ResolvedCredentials, CredentialsError> {
        .failure(CredentialsError(kind, source: source, reason: "why-\(source)"))
    }

    @Test("takes the first source that is set up, and says which it was")
    func first() async throws {
        let (a, b, c) = (
            Scripted(Self.error(.notConfigured, "a")), Scripted(Self.found("b")), Scripted(Self.found("c"))
        )
        let chain = CredentialsChain([a, b, c])
        #expect(try await chain.credentials().source == "b")
        #expect(c.count == 0)
    }

    @Test(
        "stops at a source that is set up wrongly or fails", arguments: [CredentialsError.Kind.invalid, .unavailable])
    func stops(kind: CredentialsError.Kind) async throws {
        let next = Scripted(Self.found("c"))
        let chain = CredentialsChain([
            Scripted(Self.error(.notConfigured, "a")), Scripted(Self.error(kind, "b")), next,
        ])
        let error = try #require(await failure(of: chain))
        #expect(error.kind == kind)
        #expect(error.source == "b")
        #expect(error.reason.hasPrefix("why-b"))
        #expect(next.count == 0)
    }

    @Test("says of every source why it gave nothing")
    func none() async throws {
        let chain = CredentialsChain(["a", "b"].map { Scripted(Self.error(.notConfigured, $0)) })
        let error = try #require(await failure(of: chain))
        #expect(error.kind == .notConfigured)
        #expect(error.reason.contains("a: why-a; b: why-b"))
        let failing = CredentialsChain([
            Scripted(Self.error(.notConfigured, "a")), Scripted(Self.error(.unavailable, "b")),
        ])
        #expect(await failure(of: failing)?.reason == "why-b (asked before: a: why-a)")
    }

    @Test("stays with the source that answered, even when it fails, until it is no longer set up")
    func remembers() async throws {
        let (a, b) = (Scripted(Self.error(.notConfigured, "a")), Scripted(Self.found("b")))
        let chain = CredentialsChain([a, b])
        #expect(try await chain.credentials().source == "b")
        a.set(Self.found("a"))
        #expect(try await chain.credentials().source == "b")
        b.set(Self.error(.unavailable, "b"))
        #expect(await failure(of: chain)?.source == "b")
        b.set(Self.error(.notConfigured, "b"))
        #expect(try await chain.credentials().source == "a")
        b.set(Self.found("b"))
        #expect(try await chain.credentials().source == "a")
    }

    @Test("asks AWS_PROFILE's profile after the environment, and one that was asked for instead of it")
    func profileFirst() async throws {
        let environment = [
            "AWS_ACCESS_KEY_ID": "env", "AWS_SECRET_ACCESS_KEY": "s", "AWS_CONFIG_FILE": "c", "AWS_PROFILE": "p",
        ]
        let files = ["c": "[profile p]\naws_access_key_id = prof\naws_secret_access_key = s"]
        var context = CredentialsContext.testing(environment, files: files)
        #expect(try await CredentialsChain.standard(context).credentials().source == "environment")
        context.profile = "p"
        #expect(try await CredentialsChain.standard(context).credentials().source == "profile p")
        context.files = .testing(["c": "[profile p]\nregion = r"])
        let error = try #require(await failure(of: CredentialsChain.standard(context)))
        #expect(error.kind == .unavailable)
        #expect(error.source == "instance metadata")
        #expect(error.reason.contains("profile p: it has no credentials"))
    }

    @Test("a standard cache asks nobody twice for keys that do not expire")
    func standardCache() async throws {
        let context = CredentialsContext.testing(["AWS_ACCESS_KEY_ID": "env", "AWS_SECRET_ACCESS_KEY": "s"])
        let cache = CachingCredentialsProvider.standard(context)
        #expect(try await cache.credentials() == (try await cache.credentials()))
    }
}
