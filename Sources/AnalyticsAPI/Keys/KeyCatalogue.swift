import Logging
import Models
import Storage
import Synchronization

/// Identifies the clients that present an API key, by a copy of the keys that is at most ``KeyCatalogueState/maximumAge`` old.
final class KeyCatalogue: Authenticator {
    /// The digest that an unknown id is compared with, so that it takes as long as a known one: of no secret.
    private static let noDigest = String(repeating: "0", count: 64)

    private let store: any AccessKeyStore
    private let environment: ServerEnvironment
    private let logger: Logger
    private let state: Shared<KeyCatalogueState>
    private let uses = Shared(KeyUseState())
    private let refresh: SharedRefresh<StorageError?>

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
        refresh = SharedRefresh(interval: KeyCatalogueState.missAge, elapsed: environment.uptime, sleep: sleep) {
            let begun = environment.uptime()
            do throws(StorageError) {
                let keys = try await store.accessKeys().map(KnownKey.init)
                state.value.withLock { $0.read(keys, begun: begun) }
                return nil
            } catch {
                state.value.withLock { $0.failed() }
                return error
            }
        }
    }

    /// Returns `true` for a token that begins as a key does, also if the rest is wrong.
    func recognizes(_ token: BearerToken) -> Bool { token.beginsAsKey }

    func identity(bearer token: BearerToken) async throws(AuthenticatorError) -> Identity? {
        guard let presented = token.key else {
            throw AuthenticatorError(
                "the key's checksum is wrong: a part of it is missing or mistyped", kind: .refused)
        }
        let known = try await key(presented.id)
        guard presented.matches(known?.digest ?? Self.noDigest), let known, !known.isRevoked else { return nil }
        let now = environment.now()
        if let end = known.expiresAt, end <= now {
            let seconds = (now.microseconds - end.microseconds) / 1_000_000
            throw AuthenticatorError("the key expired \(seconds) seconds ago, at \(end)", kind: .refused)
        }
        guard let identity = known.identity else {
            throw AuthenticatorError(
                "the key's policy was written by a newer version of the server; upgrade it or create another key",
                kind: .refused)
        }
        noteUse(of: known.id, at: now)
        return identity
    }

    /// Returns without a check: keys are in the store, whose own health check tells.
    func checkHealth() async throws(AuthenticatorError) {}

    /// Forgets the known keys, after a change by this process.
    func forget() { state.value.withLock { $0.forget() } }

    private func key(_ id: String) async throws(AuthenticatorError) -> KnownKey? {
        switch state.value.withLock({ $0.decide(id, at: environment.uptime()) }) {
        case .use(let key): return key
        case .useAndRefresh(let key):
            // A task of its own: the client need not wait for it.
            Task { [refresh] in _ = await refresh() }
            return key
        case .wait:
            _ = await refresh()
            if let known = state.value.withLock({ $0.known(id, at: environment.uptime()) }) { return known }
            throw AuthenticatorError("the keys cannot be read from the data store")
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
