import AWSSigV4
import Foundation
import Synchronization
import Testing

@testable import AWSClient

@Suite struct CredentialsChainTests {
    /// A source with a scripted result.
    final class Scripted: CredentialsProvider {
        private let result: Mutex<Result<ResolvedCredentials, CredentialsError>>
        private let asked = Mutex(0)

        init(_ result: Result<ResolvedCredentials, CredentialsError>) {
            self.result = Mutex(result)
        }

        var count: Int { asked.withLock { $0 } }

        func set(_ value: Result<ResolvedCredentials, CredentialsError>) { result.withLock { $0 = value } }

        func credentials() async throws(CredentialsError) -> ResolvedCredentials {
            asked.withLock { $0 += 1 }
            return try result.withLock { $0 }.get()
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

    @Test("The first configured source provides the credentials and its name")
    func first() async throws {
        let (a, b, c) = (
            Scripted(Self.error(.notConfigured, "a")), Scripted(Self.found("b")), Scripted(Self.found("c"))
        )
        let chain = CredentialsChain([a, b, c])
        #expect(try await chain.credentials().source == "b")
        #expect(c.count == 0)
    }

    @Test(
        "The chain stops at a source that is misconfigured or fails",
        arguments: [CredentialsError.Kind.invalid, .unavailable])
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

    @Test("The error has the reason of every source")
    func none() async throws {
        let chain = CredentialsChain(["a", "b"].map { Scripted(Self.error(.notConfigured, $0)) })
        let error = try #require(await failure(of: chain))
        #expect(error.kind == .notConfigured)
        #expect(error.reason.contains("a: why-a; b: why-b"))
        let failing = CredentialsChain([
            Scripted(Self.error(.notConfigured, "a")), Scripted(Self.error(.unavailable, "b")),
        ])
        #expect(await failure(of: failing)?.reason == "why-b (tried before: a: why-a)")
    }

    @Test("The chain keeps its source despite failures until the source is no longer configured")
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

    @Test("AWS_PROFILE's profile follows the environment, and an explicit profile replaces it")
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

    @Test("The standard cache requests keys that do not expire only once")
    func standardCache() async throws {
        let context = CredentialsContext.testing(["AWS_ACCESS_KEY_ID": "env", "AWS_SECRET_ACCESS_KEY": "s"])
        let cache = CachingCredentialsProvider.standard(context)
        #expect(try await cache.credentials() == (try await cache.credentials()))
    }
}
