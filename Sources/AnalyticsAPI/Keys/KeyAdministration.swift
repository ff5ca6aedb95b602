import Diagnostics
package import Models
package import Storage

/// Creates, lists, rotates and revokes API keys, for the routes and for the command line.
package struct KeyAdministration: Sendable {
    /// The maximum number of keys that are neither revoked nor expired: every process holds them all.
    static let maximumKeys = 10_000
    /// The default time for which a rotated key stays valid, in seconds: a day.
    package static let overlap: Int64 = 86_400
    /// The maximum time for which a rotated key stays valid, in seconds: thirty days.
    package static let maximumOverlap: Int64 = 30 * 86_400

    let store: any AccessKeyStore
    private let now: @Sendable () -> Timestamp
    private let datasets: @Sendable () async throws -> [Dataset]

    /// Creates an administration.
    ///
    /// - Parameters:
    ///   - store: The store of the keys.
    ///   - now: The time of day.
    ///   - datasets: Returns the datasets, with which the rights of a new key are compared.
    package init(
        store: any AccessKeyStore, now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        datasets: @escaping @Sendable () async throws -> [Dataset] = { [] }
    ) {
        self.store = store
        self.now = now
        self.datasets = datasets
    }

    /// A new key: its description, and the key itself, which is shown once.
    package struct Created: Sendable {
        /// The description.
        package let description: KeyDescription
        /// The key with its secret.
        package let key: AccessKey
        /// The parts of the rights that do not fit the store's datasets; see ``KeyPolicy/warnings(about:)``.
        package var warnings: [String] = []

        /// The key as a JSON object, with its secret and the warnings.
        package var json: JSONValue { description.json(secret: key, warnings: warnings) }
    }

    /// Creates a key.
    ///
    /// - Parameter creator: The name of the identity that asks for it.
    /// - Throws: ``KeyError``, ``Storage/StorageError``.
    package func create(_ request: KeyRequest, by creator: String) async throws -> Created {
        let now = now()
        if let end = request.expiresAt, end <= now {
            throw KeyError.expiresInThePast(end, now: now)
        }
        guard try await list().count(where: { $0.state == .valid }) < Self.maximumKeys else { throw KeyError.tooMany }
        // Before the key is added: without an answer, nothing would show its secret.
        let warnings = try await warnings(about: request.policy)
        var made = try await add { id, digest in
            AccessKeyRecord(
                id: id, name: request.name, digest: digest, policy: request.policy.stored, createdAt: now,
                createdBy: creator, expiresAt: request.expiresAt)
        }
        made.warnings = warnings
        return made
    }

    private func warnings(about policy: KeyPolicy?) async throws -> [String] {
        guard let policy, !policy.restrictions.isEmpty else { return [] }
        return policy.warnings(about: try await datasets())
    }

    /// Returns all keys, ordered by id, without the links to saved queries.
    ///
    /// - Throws: ``Storage/StorageError``.
    package func list() async throws(StorageError) -> [KeyDescription] {
        let now = now()
        return try await store.accessKeys().map { KeyDescription($0, now: now) }.filter { $0.policy?.link == nil }
    }

    /// Returns a key.
    ///
    /// - Throws: ``KeyError``, ``Storage/StorageError``.
    package func key(_ id: String) async throws -> KeyDescription {
        guard let found = try await list().first(where: { $0.id == id }) else { throw KeyError.notFound(id) }
        return found
    }

    /// Replaces a key by a new one with the same name and rights.
    ///
    /// - Parameters:
    ///   - id: The key's id.
    ///   - overlap: The time for which the old key stays valid, in seconds, so that its users can change to the new one.
    ///   - expiresAt: The end of the new key's validity; `nil` for the old one's.
    ///   - creator: The name of the identity that asks for it.
    /// - Throws: ``KeyError``, ``Storage/StorageError``.
    package func rotate(
        _ id: String, overlap: Int64 = Self.overlap, expiresAt: Timestamp? = nil, by creator: String
    ) async throws -> Created {
        guard (0...Self.maximumOverlap).contains(overlap) else { throw KeyError.overlap(overlap) }
        let now = now()
        guard let old = try await store.accessKeys().first(where: { $0.id == id }) else { throw KeyError.notFound(id) }
        let policy = KeyDescription(old, now: now).policy
        guard policy?.link == nil else { throw KeyError.notFound(id) }
        guard old.revokedAt == nil else { throw KeyError.revoked(id) }
        let end = expiresAt ?? old.expiresAt
        if let end, end <= now { throw KeyError.expiresInThePast(end, now: now) }
        let replaced = AccessKeyReplacement(
            id: id, until: Timestamp(microseconds: now.microseconds + overlap * 1_000_000))
        let warnings = try await warnings(about: policy)
        var made = try await add(replacing: replaced) { new, digest in
            AccessKeyRecord(
                id: new, family: old.family, name: old.name, digest: digest, policy: old.policy, createdAt: now,
                createdBy: creator, expiresAt: end)
        }
        made.warnings = warnings
        return made
    }

    /// Revokes a key, for good. Every server refuses it within ten seconds.
    ///
    /// - Throws: ``KeyError``, ``Storage/StorageError``.
    package func revoke(_ id: String) async throws -> KeyDescription {
        let now = now()
        _ = try await key(id)
        guard let revoked = try await store.revokeAccessKey(id, at: now) else { throw KeyError.notFound(id) }
        return KeyDescription(revoked, now: now)
    }

    private func add(
        replacing replaced: AccessKeyReplacement? = nil, _ record: (_ id: String, _ digest: String) -> AccessKeyRecord
    ) async throws -> Created {
        var generator = SystemRandomNumberGenerator()
        // Two of 62^8 ids are hardly ever equal.
        for _ in 0..<5 {
            let key = AccessKey(using: &generator)
            let new = record(key.id, key.digest)
            switch try await store.addAccessKey(new, replacing: replaced) {
            case .added: return Created(description: KeyDescription(new, now: new.createdAt), key: key)
            case .idTaken: continue
            case .nothingToReplace: throw KeyError.revoked(replaced?.id ?? "")
            }
        }
        throw StorageError.unavailable(.busy)
    }
}

/// A request that the administration of keys refuses.
package enum KeyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no key with this id.
    case notFound(String)
    /// The key has been revoked, so that it cannot be rotated.
    case revoked(String)
    /// The end of validity is not in the future.
    case expiresInThePast(Timestamp, now: Timestamp)
    /// The time for which a rotated key stays valid is out of range.
    case overlap(Int64)
    /// There are ``KeyAdministration/maximumKeys`` valid keys.
    case tooMany

    /// The value got, the value expected and the remedy.
    package var description: String {
        switch self {
        case .notFound(let id): "there is no key with the id \(id.quotedForMessage); list the keys for their ids"
        case .revoked(let id): "the key \(id) has been revoked; create a new one"
        case .expiresInThePast(let end, let now): "the key would expire at \(end), which is not after now, \(now)"
        case .overlap(let seconds):
            "overlap: got \(seconds) seconds, expected 0 to \(KeyAdministration.maximumOverlap)"
        case .tooMany:
            "there are \(KeyAdministration.maximumKeys) valid keys, which is the maximum; revoke those that are not used"
        }
    }
}
