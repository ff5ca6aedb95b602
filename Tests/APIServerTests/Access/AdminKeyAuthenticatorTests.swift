import AnalyticsAPI
import Foundation
import Logging
import Processes
import SecretsClient
import SecretsClientTesting
import Synchronization
import Testing

@testable import APIServer

@Suite struct AdminKeyAuthenticatorTests {
    private static func key(_ letter: Character) -> String { String(repeating: letter, count: 48) }
    private static func token(_ letter: Character) -> BearerToken { BearerToken(key(letter).utf8) }

    private let clock = TestClock()
    private let store = InMemorySecretStore()
    private let log = RecordedLog()

    private func authenticator() -> AdminKeyAuthenticator {
        AdminKeyAuthenticator(
            .secret("weir/admin", from: store, rules: SecretCacheRules(forcedInterval: .zero)),
            logger: log.logger, interval: .zero, now: { [clock] in clock.now })
    }

    @Test("The current key is the administrator's, and no other one is valid")
    func current() async throws {
        try await store.create("weir/admin", value: SecretValue(Self.key("a")))
        let authenticator = authenticator()
        #expect(try await authenticator.identity(bearer: Self.token("a")) == .administrator)
        for other in [Self.key("b"), "", String(Self.key("a").dropLast()), Self.key("a") + "a"] {
            #expect(try await authenticator.identity(bearer: BearerToken(other.utf8)) == nil)
        }
    }

    @Test("A rotated key is valid at its first use, and the former one for a day")
    func rotation() async throws {
        try await store.create("weir/admin", value: SecretValue(Self.key("a")))
        let authenticator = authenticator()
        #expect(try await authenticator.identity(bearer: Self.token("a")) == .administrator)
        #expect(try await authenticator.identity(bearer: Self.token("b")) == nil)
        try await store.put(SecretValue(Self.key("b")), into: "weir/admin", as: .current)
        // Without a pause, in either order.
        #expect(try await authenticator.identity(bearer: Self.token("b")) == .administrator)
        #expect(try await authenticator.identity(bearer: Self.token("a")) == .administrator)
        clock.advance(hours: 23)
        #expect(try await authenticator.identity(bearer: Self.token("a")) == .administrator)
        clock.advance(hours: 2)
        #expect(try await authenticator.identity(bearer: Self.token("a")) == nil)
        #expect(try await authenticator.identity(bearer: Self.token("b")) == .administrator)
    }

    @Test("A new process accepts the former key of a recent rotation")
    func newProcess() async throws {
        try await store.create("weir/admin", value: SecretValue(Self.key("a")))
        try await store.put(SecretValue(Self.key("b")), into: "weir/admin", as: .current)
        let authenticator = authenticator()
        #expect(try await authenticator.identity(bearer: Self.token("a")) == .administrator)
        #expect(try await authenticator.identity(bearer: Self.token("b")) == .administrator)
    }

    @Test("The second rotation ends the validity of the first key, and a key without its stage is not valid")
    func twoRotations() async throws {
        try await store.create("weir/admin", value: SecretValue(Self.key("a")))
        let authenticator = authenticator()
        #expect(try await authenticator.identity(bearer: Self.token("a")) == .administrator)
        try await store.put(SecretValue(Self.key("b")), into: "weir/admin", as: .current)
        try await store.put(SecretValue(Self.key("c")), into: "weir/admin", as: .current)
        #expect(try await authenticator.identity(bearer: Self.token("c")) == .administrator)
        #expect(try await authenticator.identity(bearer: Self.token("a")) == nil)
        #expect(try await authenticator.identity(bearer: Self.token("b")) == .administrator)
    }

    @Test("A replaced file is valid at once, and the former key for a day")
    func file() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/admin"
        try (Self.key("a") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let authenticator = AdminKeyAuthenticator(
            .file(path), logger: log.logger, interval: .zero, now: { [clock] in clock.now })
        #expect(try await authenticator.identity(bearer: Self.token("a")) == .administrator)
        try Self.key("b").write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try await authenticator.identity(bearer: Self.token("b")) == .administrator)
        #expect(try await authenticator.identity(bearer: Self.token("a")) == .administrator)
        clock.advance(hours: 25)
        #expect(try await authenticator.identity(bearer: Self.token("a")) == nil)
    }

    @Test(
        "A secret that is not a key, or that cannot be read, checks no credential and tells why without its value",
        arguments: [
            "CANARY", #"{"key": "CANARY-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#, String(repeating: "CANARY", count: 100),
            "CANARY aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ])
    func malformed(text: String) async throws {
        try await store.create("weir/admin", value: SecretValue(text))
        let authenticator = authenticator()
        let error = await #expect(throws: AuthenticatorError.self) { try await authenticator.checkHealth() }
        #expect(error?.description.contains("(malformed)") == true)
        await #expect(throws: AuthenticatorError.self) {
            try await authenticator.identity(bearer: BearerToken(text.utf8))
        }
        #expect(log.text.contains("the administrator's key cannot be read"))
        #expect(log.text.contains("expected 32 to 512 letters"))
        #expect(!log.text.contains("CANARY"))
        // Once the secret is a key, the server needs no restart.
        try await store.put(SecretValue(Self.key("b")), into: "weir/admin", as: .current)
        try await authenticator.checkHealth()
        #expect(try await authenticator.identity(bearer: Self.token("b")) == .administrator)
    }

    @Test("A secret that is away keeps the cached key valid, and a missing one is reported")
    func away() async throws {
        let missing = authenticator()
        let error = await #expect(throws: AuthenticatorError.self) { try await missing.checkHealth() }
        #expect(error?.description.contains("(notFound)") == true)
        #expect(!log.text.contains("weir/admin"))

        try await store.create("weir/admin", value: SecretValue(Self.key("a")))
        let authenticator = authenticator()
        try await authenticator.checkHealth()
        store.fail(with: .unavailable)
        #expect(try await authenticator.identity(bearer: Self.token("a")) == .administrator)
        #expect(try await authenticator.identity(bearer: Self.token("b")) == nil)
    }
}

/// A time of day that a test advances.
private final class TestClock: Sendable {
    private let hours = Mutex(0.0)

    var now: Date { Date(timeIntervalSince1970: 1_800_000_000 + hours.withLock { $0 } * 3600) }

    func advance(hours more: Double) { hours.withLock { $0 += more } }
}

/// The text of all log messages with their metadata.
private final class RecordedLog: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        Logger(label: "test") { _ in
            JSONLogHandler(
                level: .trace, now: { ServerEnvironment.system.now() },
                sink: { line in self.lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } })
        }
    }
}
