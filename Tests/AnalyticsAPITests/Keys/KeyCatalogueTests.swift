import Logging
import Models
import Storage
import StorageTesting
import Synchronization
import TestSupport
import Testing

@testable import AnalyticsAPI

@Suite(.timeLimit(.minutes(1)))
struct KeyCatalogueTests {
    /// Keys with a clock that the test moves, and a count of readings.
    private final class Stage: AccessKeyStore, Sendable {
        let base = InMemoryAnalyticsStore()
        let clock = Mutex(Duration.seconds(1000))
        let readings = Mutex(0)
        let recordings = Mutex<[[String: Timestamp]]>([])
        let isAway = Mutex(false)

        func advance(_ time: Duration) { clock.withLock { $0 += time } }

        var environment: ServerEnvironment {
            ServerEnvironment(
                now: { Timestamp(microseconds: Int64(self.clock.withLock { $0 } / .microseconds(1))) },
                uptime: { self.clock.withLock { $0 } }, newRequestID: { "request" })
        }

        /// A process of its own, with a catalogue of its own.
        func process() -> KeyCatalogue {
            KeyCatalogue(
                store: self, environment: environment, sleep: { self.advance($0) },
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        func create(expiresAt: Timestamp? = nil) async throws -> (id: String, token: BearerToken) {
            let request = KeyRequest(name: "a", policy: KeyPolicy(scopes: [.read]), expiresAt: expiresAt)
            let made = try await administration.create(request, by: "test")
            return (made.key.id, BearerToken(made.key.reveal().utf8))
        }

        var administration: KeyAdministration { KeyAdministration(store: base, now: environment.now) }

        func accessKeys() async throws(StorageError) -> [AccessKeyRecord] {
            readings.withLock { $0 += 1 }
            guard !isAway.withLock({ $0 }) else { throw .unavailable(.unreachable) }
            return try await base.accessKeys()
        }

        func addAccessKey(
            _ key: AccessKeyRecord, replacing: AccessKeyReplacement?
        ) async throws(StorageError) -> AccessKeyAddition { try await base.addAccessKey(key, replacing: replacing) }

        func revokeAccessKey(_ id: String, at time: Timestamp) async throws(StorageError) -> AccessKeyRecord? {
            try await base.revokeAccessKey(id, at: time)
        }

        func deleteAccessKeys(_ ids: Set<String>) async throws(StorageError) { try await base.deleteAccessKeys(ids) }

        func recordUse(ofAccessKeys times: [String: Timestamp]) async throws(StorageError) {
            recordings.withLock { $0.append(times) }
        }
    }

    @Test("A revoked key is refused everywhere within ten seconds, however the process uses it")
    func revocation() async throws {
        let stage = Stage()
        let key = try await stage.create()
        let (busy, idle) = (stage.process(), stage.process())
        for process in [busy, idle] { #expect(try await process.identity(bearer: key.token)?.name == "key:\(key.id)") }
        stage.advance(.seconds(1))
        _ = try await stage.administration.revoke(key.id)
        // A busy process asks all the time and refreshes beside its requests.
        for _ in 0..<100 {
            _ = try await busy.identity(bearer: key.token)
            await Task.yield()
            stage.advance(.milliseconds(100))
        }
        for process in [busy, idle] {
            let refused = try await process.identity(bearer: key.token)
            #expect(refused == nil)
        }
    }

    @Test("A key that another process has created works at its first use")
    func creation() async throws {
        let stage = Stage()
        let process = stage.process()
        let first = try await stage.create()
        #expect(try await process.identity(bearer: first.token) != nil)
        let second = try await stage.create()
        #expect(try await process.identity(bearer: second.token) != nil)
    }

    @Test(
        "A key is recognized at once after its first use, up to its end and its revocation, and while the keys are new enough"
    )
    func knownKeys() async throws {
        let stage = Stage()
        let process = stage.process()
        let key = try await stage.create()
        let ending = try await stage.create(expiresAt: Timestamp(microseconds: 1_004_000_000))
        #expect(try process.knownIdentity(bearer: key.token) == nil)
        #expect(try await process.identity(bearer: key.token) != nil)
        for known in [key, ending] {
            #expect(try process.knownIdentity(bearer: known.token)?.name == "key:\(known.id)")
        }
        var generator = SeededGenerator(seed: 11)
        #expect(try process.knownIdentity(bearer: BearerToken(AccessKey(using: &generator).reveal().utf8)) == nil)
        stage.advance(.seconds(4))
        #expect(throws: AuthenticatorError.self) { try process.knownIdentity(bearer: ending.token) }
        stage.isAway.withLock { $0 = true }
        stage.advance(.seconds(3))
        #expect(try process.knownIdentity(bearer: key.token) != nil)
        stage.advance(KeyCatalogueState.maximumAge)
        #expect(try process.knownIdentity(bearer: key.token) == nil)
        stage.isAway.withLock { $0 = false }
        #expect(try await process.identity(bearer: key.token) != nil)
        _ = try await stage.administration.revoke(key.id)
        await process.reload()
        #expect(try process.knownIdentity(bearer: key.token) == nil)
    }

    @Test("Unknown keys, wrong secrets and wrong checksums read the keys at most once a second")
    func unknown() async throws {
        let stage = Stage()
        let process = stage.process()
        let known = try await stage.create()
        #expect(try await process.identity(bearer: known.token) != nil)
        let before = stage.readings.withLock { $0 }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<1000 {
            let other = AccessKey(using: &generator)
            let refused = try await process.identity(bearer: BearerToken(other.reveal().utf8))
            #expect(refused == nil)
            let mistyped = BearerToken((other.reveal() + "0").utf8)
            await #expect(throws: AuthenticatorError.self) { try await process.identity(bearer: mistyped) }
            stage.advance(.milliseconds(10))
        }
        // Ten seconds for the loop, and the pauses of the readings themselves.
        let elapsed = stage.clock.withLock { $0 } - .seconds(1000)
        #expect(stage.readings.withLock { $0 } - before <= Int(elapsed / .seconds(1)) + 1)
    }

    @Test("An expired key is refused with the time of its end, from that instant on")
    func expiry() async throws {
        let stage = Stage()
        let end = Timestamp(microseconds: 1_060_000_000)
        let key = try await stage.create(expiresAt: end)
        let process = stage.process()
        stage.advance(.microseconds(59_999_999))
        #expect(try await process.identity(bearer: key.token) != nil)
        stage.advance(.microseconds(1))
        let error = await #expect(throws: AuthenticatorError.self) { try await process.identity(bearer: key.token) }
        #expect(error?.kind == .refused && error?.description.contains("expired 0 seconds ago") == true)
    }

    @Test(
        "While the store is away, known keys serve for seconds; then no key is accepted, and none is taken for invalid")
    func away() async throws {
        let stage = Stage()
        let key = try await stage.create()
        let process = stage.process()
        #expect(try await process.identity(bearer: key.token) != nil)
        stage.isAway.withLock { $0 = true }
        stage.advance(.seconds(7))
        #expect(try await process.identity(bearer: key.token) != nil)
        stage.advance(.seconds(1))
        let error = await #expect(throws: AuthenticatorError.self) { try await process.identity(bearer: key.token) }
        #expect(error?.kind == .unavailable)
        stage.isAway.withLock { $0 = false }
        #expect(try await process.identity(bearer: key.token) != nil)
    }

    @Test("After a rotation both keys serve for the overlap, as the same owner")
    func rotation() async throws {
        let stage = Stage()
        let old = try await stage.create()
        let made = try await stage.administration.rotate(old.id, overlap: 60, by: "test")
        let new = BearerToken(made.key.reveal().utf8)
        let process = stage.process()
        let owners = [
            try await process.identity(bearer: old.token)?.owner, try await process.identity(bearer: new)?.owner,
        ]
        #expect(owners == ["key:\(old.id)", "key:\(old.id)"])
        stage.advance(.seconds(60))
        await #expect(throws: AuthenticatorError.self) { try await process.identity(bearer: old.token) }
        #expect(try await process.identity(bearer: new) != nil)
        _ = try await stage.administration.revoke(made.key.id)
        await #expect(throws: KeyError.revoked(made.key.id)) {
            try await stage.administration.rotate(made.key.id, by: "test")
        }
    }
}
