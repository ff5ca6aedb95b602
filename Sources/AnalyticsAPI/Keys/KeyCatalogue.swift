import Diagnostics
import HTTPTypes
import Logging
import Models
import Storage
import Synchronization

/// Identifies the clients that present an API key or open a link, by a copy of the keys that is at most
/// ``KeyCatalogueState/maximumAge`` old.
final class KeyCatalogue: Authenticator {
    /// The digest that an unknown id is compared with, so that it takes as long as a known one: of no secret.
    private static let noDigest = String(repeating: "0", count: 64)

    private let store: any AccessKeyStore
    private let environment: ServerEnvironment
    private let logger: Logger
    private let state: Shared<KeyCatalogueState>
    private let uses = Shared(KeyUseState())
    private let read: @Sendable () async -> Void
    private let refresh: SharedRefresh<Void>

    /// Creates a catalogue, which reads the keys once a client presents one.
    ///
    /// - Parameters:
    ///   - store: The store of the keys.
    ///   - environment: The clocks.
    ///   - sleep: Waits; replaced by tests.
    ///   - logger: Receives failures to record uses.
    init(
        store: any AccessKeyStore, environment: ServerEnvironment,
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }, logger: Logger
    ) {
        self.store = store
        self.environment = environment
        self.logger = logger
        let state = Shared(KeyCatalogueState())
        self.state = state
        let read: @Sendable () async -> Void = {
            let begun = environment.uptime()
            do throws(StorageError) {
                let keys = KnownKey.all(try await store.accessKeys())
                state.value.withLock { $0.read(keys, begun: begun) }
            } catch {
                state.value.withLock { $0.failed() }
            }
        }
        self.read = read
        refresh = SharedRefresh(
            interval: KeyCatalogueState.interval, elapsed: environment.uptime, sleep: sleep, read)
    }

    /// Returns `true` for a token that begins as a key does, also if the rest is wrong.
    func recognizes(_ token: BearerToken) -> Bool { token.beginsAsKey }

    func knownIdentity(bearer token: BearerToken) throws(AuthenticatorError) -> Identity? {
        guard let presented = token.key, let known = knownKey(presented.id), presented.matches(known.digest) else {
            return nil
        }
        return try identity(of: known, named: "key")
    }

    func identity(bearer token: BearerToken) async throws(AuthenticatorError) -> Identity? {
        if let view = token.view { return try await identity(view) }
        guard !token.beginsAsLink else {
            throw AuthenticatorError(
                "the token of a link is no key; open the link as /s/ and the token", kind: .refused)
        }
        guard let presented = token.key else {
            throw AuthenticatorError(
                "the key's checksum is wrong: a part of it is missing or mistyped", kind: .refused)
        }
        let known = try await key(presented.id)
        guard presented.matches(known?.digest ?? Self.noDigest), let known else { return nil }
        return try identity(of: known, named: "key")
    }

    /// Returns the identity of a view token, within the rights that its key has now.
    private func identity(_ view: ViewToken) async throws(AuthenticatorError) -> Identity? {
        let known = try await key(view.key)
        guard let claims = view.claims(signedWith: known?.digest ?? Self.noDigest), let known,
            let identity = try identity(of: known, named: "view token's key"), let end = claims.expiresAt
        else { return nil }
        try check(end, of: "view token")
        return Identity(
            name: "view:" + known.id, scopes: identity.scopes.intersection(claims.policy.scopes),
            restrictions: identity.restrictions.narrowed(by: claims.policy.restrictions), owner: identity.owner,
            limits: identity.limits)
    }

    /// Returns the identity of a client that has proved a key; `nil` if the key has been revoked.
    private func identity(of known: KnownKey, named name: String) throws(AuthenticatorError) -> Identity? {
        // A link's token is known to everybody with the link, so its secret must not open more than the link.
        guard !known.isRevoked, known.link == nil else { return nil }
        if let end = known.expiresAt { try check(end, of: name) }
        guard let identity = known.identity else {
            throw AuthenticatorError(
                "the key's policy was written by a newer version of the server; upgrade it or create another key",
                kind: .refused)
        }
        noteUse(of: known.id, at: environment.now())
        return identity
    }

    /// Returns the link that a token proves; `nil` for any other text, and for a link that has expired or been revoked.
    ///
    /// - Throws: ``AuthenticatorError`` if the links cannot be read.
    func link(_ token: String) async throws(AuthenticatorError) -> KnownKey? {
        guard let presented = PresentedKey(token, .link) else { return nil }
        let known = try await key(presented.id)
        let now = environment.now()
        guard presented.matches(known?.digest ?? Self.noDigest), let known, known.link != nil, !known.isRevoked,
            known.expiresAt.map({ now < $0 }) ?? true
        else { return nil }
        noteUse(of: known.id, at: now)
        return known
    }

    private func check(_ end: Timestamp, of name: String) throws(AuthenticatorError) {
        let now = environment.now()
        guard end <= now else { return }
        let seconds = (now.microseconds - end.microseconds) / 1_000_000
        throw AuthenticatorError("the \(name) expired \(seconds.counted("second")) ago, at \(end)", kind: .refused)
    }

    /// Mints a view token, which ends at a time, or with its key if that is earlier; `nil` for an unknown key.
    ///
    /// - Throws: ``APIError`` if the key cannot be read.
    func viewToken(
        _ claims: KeyRequest, until end: Timestamp, of id: String
    ) async throws(APIError) -> (text: String, expiresAt: Timestamp)? {
        do throws(AuthenticatorError) {
            guard let key = try await key(id) else { return nil }
            var claims = claims
            let end = min(end, key.expiresAt ?? .latest)
            claims.expiresAt = end
            return (ViewToken.text(claims, of: key), end)
        } catch {
            throw APIError(.unavailable, error.description, headers: [.retryAfter: "5"])
        }
    }

    /// Returns without a check: keys are in the store, whose own health check tells.
    func checkHealth() async throws(AuthenticatorError) {}

    /// Reads the keys after a change by this process, which applies at once.
    func reload() async {
        state.value.withLock { $0.forget() }
        await read()
    }

    private func key(_ id: String) async throws(AuthenticatorError) -> KnownKey? {
        if let key = knownKey(id) { return key }
        await refresh()
        if let known = state.value.withLock({ $0.known(id, at: environment.uptime()) }) { return known }
        throw AuthenticatorError("the keys cannot be read from the data store")
    }

    /// Returns a key that is known; `nil` if the keys have to be read first.
    private func knownKey(_ id: String) -> KnownKey? {
        switch state.value.withLock({ $0.decide(id, at: environment.uptime()) }) {
        case .use(let key): return key
        case .useAndRefresh(let key):
            // A task of its own: the client need not wait for it.
            Task { [refresh] in await refresh() }
            return key
        case .wait: return nil
        }
    }

    private func noteUse(of id: String, at time: Timestamp) {
        guard let due = uses.value.withLock({ $0.note(id, at: time, now: environment.uptime()) }) else { return }
        // A task of its own: no request waits for it.
        Task { [store, uses, logger] in
            do throws(StorageError) {
                try await store.recordUse(ofAccessKeys: due)
            } catch {
                uses.value.withLock { $0.restore(due) }
                logger.debug("the last use of keys could not be recorded", metadata: ["cause": "\(error)"])
            }
        }
    }
}

/// A value that tasks share.
private final class Shared<Value: Sendable>: Sendable {
    let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }
}
