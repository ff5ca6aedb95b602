import Logging
import Models
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import AnalyticsAPI

@Suite("Links in the catalogue of keys", .timeLimit(.minutes(1)))
struct LinkCatalogueTests {
    /// Links with a clock that the test moves.
    private final class Stage: Sendable {
        let store = InMemoryAnalyticsStore()
        let clock = Mutex(Duration.seconds(1000))

        func advance(_ time: Duration) { clock.withLock { $0 += time } }

        var environment: ServerEnvironment {
            ServerEnvironment(
                now: { Timestamp(microseconds: Int64(self.clock.withLock { $0 } / .microseconds(1))) },
                uptime: { self.clock.withLock { $0 } }, newRequestID: { "request" })
        }

        /// A process of its own, with a catalogue of its own.
        func process() -> KeyCatalogue {
            KeyCatalogue(
                store: store, environment: environment, sleep: { self.advance($0) },
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        var links: LinkAdministration { LinkAdministration(store: store, now: environment.now()) }
        var keys: KeyAdministration { KeyAdministration(store: store, now: environment.now) }

        /// Creates a link as an identity.
        func link(as identity: Identity) async throws -> (id: String, token: String) {
            let dataset: Dataset
            do {
                dataset = try await store.dataset(named: Identifier("orders"))
            } catch {
                dataset = try await store.createDataset("orders", columns: ["n": .integer])
            }
            let view = try DatasetView.whole(dataset)
            let request = try LinkRequest(json: JSONValue(parsing: #"{"name": "a", "days": 2}"#), view: view)
            let query = SavedQueryRecord(
                name: try Identifier("q"), document: "{}", owner: nil, at: environment.now(), by: "test")
            let made = try await links.create(request, to: query, of: view, for: identity)
            return (made.link.id, made.token.reveal())
        }

        /// Creates a key and returns its identity.
        func key(expiresAt: Timestamp? = nil) async throws -> (id: String, identity: Identity) {
            let request = KeyRequest(name: "k", policy: KeyPolicy(scopes: [.read, .ingest]), expiresAt: expiresAt)
            let made = try await keys.create(request, by: "test")
            let found = try await process().identity(bearer: BearerToken(made.key.reveal().utf8))
            return (made.key.id, try #require(found))
        }
    }

    @Test("A revoked link is refused everywhere within ten seconds, however the process uses it")
    func revocation() async throws {
        let stage = Stage()
        let link = try await stage.link(as: .administrator)
        let (busy, idle) = (stage.process(), stage.process())
        for process in [busy, idle] { #expect(try await process.link(link.token)?.id == link.id) }
        stage.advance(.seconds(1))
        try await stage.links.revoke([link.id])
        #expect(try await stage.store.accessKeys() == [])
        // A busy process asks all the time and refreshes beside its requests.
        for _ in 0..<100 {
            _ = try await busy.link(link.token)
            await Task.yield()
            stage.advance(.milliseconds(100))
        }
        for process in [busy, idle] { #expect(try await process.link(link.token) == nil) }
    }

    @Test("A link expires at its end, and works in every process at its first use until then")
    func expiry() async throws {
        let stage = Stage()
        let process = stage.process()
        #expect(try await process.link("weir_ln_LnKq1234_0123456789ABCDEFGHIJKLMNOPQRSTUV1xx2ty") == nil)
        let link = try await stage.link(as: .administrator)
        stage.advance(.seconds(2 * 86_400) - .microseconds(1))
        #expect(try await process.link(link.token) != nil)
        stage.advance(.microseconds(1))
        #expect(try await process.link(link.token) == nil)
    }

    @Test("A link ends with the last key of its creator, and a rotation keeps it")
    func creator() async throws {
        let stage = Stage()
        let key = try await stage.key()
        let link = try await stage.link(as: key.identity)
        let process = stage.process()
        #expect(try await process.link(link.token)?.identity?.owner == "key:\(key.id)")
        let rotated = try await stage.keys.rotate(key.id, overlap: 0, by: "test")
        stage.advance(.seconds(10))
        #expect(try await process.link(link.token) != nil)
        _ = try await stage.keys.revoke(rotated.key.id)
        stage.advance(.seconds(10))
        // The rotated key has expired, and the new one is revoked.
        #expect(try await process.link(link.token) == nil)

        let end = Timestamp(microseconds: stage.environment.now().microseconds + 60_000_000)
        let short = try await stage.key(expiresAt: end)
        let second = try await stage.link(as: short.identity)
        stage.advance(.seconds(59))
        #expect(try await process.link(second.token) != nil)
        stage.advance(.seconds(1))
        #expect(try await process.link(second.token) == nil)
    }

    @Test("Links that ended leave the store when others are created, a bounded number at a time")
    func finished() async throws {
        let stage = Stage()
        let day = Duration.seconds(86_400)
        for _ in 0..<40 { _ = try await stage.link(as: .administrator) }
        let key = try await stage.key()
        let soon = Timestamp(microseconds: stage.environment.now().microseconds + 10_000_000)
        let rotatable = try await stage.key(expiresAt: soon)
        let ended = try await stage.link(as: key.identity)
        let resting = try await stage.link(as: rotatable.identity)
        _ = try await stage.keys.revoke(key.id)
        stage.advance(.seconds(20))
        func links() async throws -> Set<String> {
            Set(KnownKey.all(try await stage.store.accessKeys()).filter { $0.link != nil }.map(\.id))
        }
        // The link of a revoked key is over, that of an expired one is not: a rotation would bring both back.
        let second = try await stage.link(as: .administrator)
        #expect(try await links().contains(ended.id) == false)
        #expect(try await links().isSuperset(of: [resting.id, second.id]))
        #expect(try await links().count == 42)
        // All are valid for two days, and listed for one more.
        stage.advance(day * 2)
        _ = try await stage.link(as: .administrator)
        #expect(try await links().count == 43)
        stage.advance(day)
        let last = try await stage.link(as: .administrator)
        #expect(try await links().count == 2)
        var old = try #require(try await stage.store.accessKeys().first { $0.id == last.id })
        old.expiresAt = Timestamp(microseconds: 1)
        for number in 0..<(LinkAdministration.maximumDeleted + 20) {
            old.id = "x\(number)"
            _ = try await stage.store.addAccessKey(old, replacing: nil)
        }
        let before = try await links().count
        _ = try await stage.link(as: .administrator)
        #expect(try await links().count == before - LinkAdministration.maximumDeleted + 1)
        // Keys stay, also those that have ended.
        #expect(try await stage.keys.list().count == 2)
    }

    @Test("An owner has a limited number of valid links, and another owner may go on")
    func owned() async throws {
        let stage = Stage()
        let key = try await stage.key()
        let link = try await stage.link(as: key.identity)
        var record = try #require(try await stage.store.accessKeys().first { $0.id == link.id })
        // Links to other queries.
        record.policy = record.policy.replacing(#""query":"q""#, with: #""query":"other""#)
        for number in 1..<LinkAdministration.maximumOwned {
            record.id = "x\(number)"
            _ = try await stage.store.addAccessKey(record, replacing: nil)
        }
        let error = await #expect(throws: APIError.self) { try await stage.link(as: key.identity) }
        #expect(error?.code == .limitReached && "\(error?.detail ?? "")".contains("500"))
        try await stage.links.revoke(["x1"])
        _ = try await stage.link(as: .administrator)
        _ = try await stage.link(as: key.identity)
    }

    @Test("A link whose owner is a token opens nothing")
    func tokens() async throws {
        let stage = Stage()
        let identity = Identity(
            name: "token:a", scopes: Set(AccessScope.allCases), owner: "token:00", credential: .token)
        let link = try await stage.link(as: identity)
        #expect(try await stage.process().link(link.token) == nil)
    }

    @Test("A link's secret signs no view token and is no key's, and a key's secret opens no link")
    func separation() async throws {
        let stage = Stage()
        let link = try await stage.link(as: .administrator)
        let process = stage.process()
        let record = try #require(try await stage.store.accessKeys().first { $0.id == link.id })
        // Everybody with the link can compute the digest of its secret.
        let end = Timestamp(microseconds: stage.environment.now().microseconds + 60_000_000)
        let claims = KeyRequest(name: "view", policy: KeyPolicy(scopes: [.read]), expiresAt: end)
        let view = ViewToken.text(claims, of: KnownKey(record))
        let viewer = try await process.identity(bearer: BearerToken(view.utf8))
        #expect(viewer == nil)
        let body = "weir_sk_" + link.token.dropFirst(8).dropLast(6)
        let key = try await process.identity(bearer: BearerToken((body + AccessKeyForgery.checksum(of: body)).utf8))
        #expect(key == nil)
        let made = try await stage.keys.create(KeyRequest(name: "a", policy: KeyPolicy(scopes: [.read])), by: "test")
        let other = "weir_ln_" + made.key.reveal().dropFirst(8).dropLast(6)
        #expect(try await process.link(other + AccessKeyForgery.checksum(of: other)) == nil)
    }

    @Test(
        "A target that this version cannot read opens nothing",
        arguments: [
            #"{"scopes":["read"],"datasets":["a"],"link":{"dataset":"a"}}"#,
            #"{"scopes":["read"],"datasets":["a"],"link":{"dataset":"a","datasetId":1,"query":"b","createdAt":2,"more":1}}"#,
            #"{"scopes":["read"],"datasets":["a"],"link":7}"#,
        ])
    func newer(policy: String) throws {
        let record = AccessKeyRecord(
            id: "AbCd1234", name: "a", digest: "00", policy: policy, createdAt: Timestamp(microseconds: 0),
            createdBy: "test")
        let known = KnownKey(record)
        #expect(known.identity == nil && known.link == nil)
    }

    @Test("The stored rights of a link are read as they were written")
    func stored() throws {
        let filters = try Filter.list(
            json: JSONValue(parsing: #"[{"member": "n", "operator": "equals", "values": ["a\"b", 7, null]}]"#))
        let name = try Identifier("orders")
        var policy = KeyPolicy(
            scopes: [.read],
            restrictions: AccessRestrictions(
                datasets: [name],
                views: [name: DatasetRestriction(filters: filters, hiddenColumns: [try Identifier("secret")])]))
        policy.link = LinkTarget(
            dataset: name, datasetID: 7, query: try Identifier("q"), createdAt: Timestamp(microseconds: 1_234_567),
            owner: "key:AbCd1234", frameAncestors: ["https://wiki.example.com"])
        #expect(try KeyPolicy(stored: policy.stored) == policy)
    }
}
