import Models
import Storage

/// The keys that a process knows, and the decision when to read them again. A value without a clock: times are those of a
/// monotonic clock.
///
/// A key that is revoked anywhere is refused everywhere within ``maximumAge``: a reading counts from its beginning, so it has
/// seen every revocation that was committed before, and an older one is not used at all.
struct KeyCatalogueState: Sendable {
    /// The age at which keys are read again while the known ones still serve.
    static let refreshAge = Duration.seconds(4)
    /// The age from which the known keys do not serve any more. Less than the ten seconds that the documents promise, because a
    /// request that was admitted just before is still being answered.
    static let maximumAge = Duration.seconds(8)
    /// The minimum time between two readings. A request whose id is not among the keys waits for the next one, because another
    /// process may just have created the key.
    static let interval = Duration.seconds(1)

    /// The decision about a key.
    enum Decision: Sendable {
        /// Use the known key.
        case use(KnownKey)
        /// Use the known key, and read the keys again meanwhile.
        case useAndRefresh(KnownKey)
        /// Wait until the keys have been read again.
        case wait
    }

    private var keys: [String: KnownKey] = [:]
    /// The beginning of the newest complete reading.
    private var readAt: Duration?
    /// A Boolean value that indicates whether a reading in the background has been asked for.
    private var isRefreshing = false

    /// Decides about the key with an id.
    mutating func decide(_ id: String, at now: Duration) -> Decision {
        guard let age = readAt.map({ now - $0 }), age < Self.maximumAge else { return .wait }
        guard let key = keys[id] else { return .wait }
        guard age >= Self.refreshAge, !isRefreshing else { return .use(key) }
        isRefreshing = true
        return .useAndRefresh(key)
    }

    /// Returns the key after a reading that began after the caller's request, or failed.
    ///
    /// - Returns: `nil` if the known keys are too old to decide.
    func known(_ id: String, at now: Duration) -> KnownKey?? {
        guard let readAt, now - readAt < Self.maximumAge else { return nil }
        return .some(keys[id])
    }

    /// Records a reading.
    mutating func read(_ keys: [KnownKey], begun: Duration) {
        isRefreshing = false
        // A reading that took longer than a later one is older.
        guard readAt.map({ $0 <= begun }) ?? true else { return }
        self.keys = Dictionary(keys.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        readAt = begun
    }

    /// Records that a reading has failed. The known keys serve up to ``maximumAge``.
    mutating func failed() { isRefreshing = false }

    /// Forgets all keys after a change by this process.
    mutating func forget() { readAt = nil }
}

/// A key as a process knows it, with its identity. It is a class because each request of the client gets it.
final class KnownKey: Sendable {
    /// The public id.
    let id: String
    /// The SHA-256 of the secret in hexadecimal digits.
    let digest: String
    /// The first instant at which the key is not valid; `nil` for no end.
    let expiresAt: Timestamp?
    /// A Boolean value that indicates whether the key has been revoked.
    let isRevoked: Bool
    /// The client with this key; `nil` if this version of the program cannot read the key's policy, and then the key is refused.
    let identity: Identity?
    /// The target of a link; `nil` for a key.
    let link: LinkTarget?

    private init(_ key: KnownKey, expiresAt: Timestamp?, isRevoked: Bool) {
        (id, digest, identity, link) = (key.id, key.digest, key.identity, key.link)
        self.expiresAt = expiresAt
        self.isRevoked = isRevoked
    }

    /// Reads records. A link that a key has made ends with the last key of the same family, and one of another owner, such as a
    /// token, with the token, which is not known here.
    static func all(_ records: [AccessKeyRecord]) -> [KnownKey] {
        let known = records.map { KnownKey($0) }
        let ends = Self.ends(of: records, known)
        return known.map { $0.ending(with: ends) }
    }

    /// Returns the end of the last valid key of each owner.
    ///
    /// - Parameter known: The entries of the records.
    static func ends(of records: [AccessKeyRecord], _ known: [KnownKey]) -> [String: Timestamp] {
        var ends: [String: Timestamp] = [:]
        for (record, key) in zip(records, known) where key.link == nil && !key.isRevoked {
            let owner = keyOwner + record.family
            ends[owner] = max(ends[owner] ?? .earliest, key.expiresAt ?? .latest)
        }
        return ends
    }

    /// Returns a link that ends with the last key of its owner.
    func ending(with ends: [String: Timestamp]) -> KnownKey {
        guard let owner = link?.owner else { return self }
        guard let end = ends[owner] else { return KnownKey(self, expiresAt: expiresAt, isRevoked: true) }
        return KnownKey(self, expiresAt: min(expiresAt ?? .latest, end), isRevoked: isRevoked)
    }

    private static let keyOwner = "key:"

    /// Reads a record.
    init(_ record: AccessKeyRecord) {
        id = record.id
        digest = record.digest
        expiresAt = record.expiresAt
        isRevoked = record.revokedAt != nil
        let policy = try? KeyPolicy(stored: record.policy)
        link = policy?.link
        identity = policy.map { policy in
            guard let link = policy.link else {
                return Identity(
                    name: "key:" + record.id, scopes: policy.scopes, restrictions: policy.restrictions,
                    owner: Self.keyOwner + record.family, key: record.id, limits: policy.limits)
            }
            return Identity(
                name: "link:" + record.id, scopes: [.read], restrictions: policy.restrictions, owner: link.owner,
                limits: policy.limits)
        }
    }
}
