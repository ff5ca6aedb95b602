package import Models

/// A key of the API as a store keeps it: the digest of its secret and never the secret.
package struct AccessKeyRecord: Sendable, Hashable {
    /// The public id, which is a part of the key's text.
    package var id: String
    /// The id of the first key in a line of rotations, the key's own id if it replaced none.
    package var family: String
    /// The name for people, which need not be unique.
    package var name: String
    /// The SHA-256 of the secret in hexadecimal digits.
    package var digest: String
    /// The key's rights as JSON. A store does not interpret it.
    package var policy: String
    /// The time of creation.
    package var createdAt: Timestamp
    /// The name of the identity that created the key.
    package var createdBy: String
    /// The first instant at which the key is not valid; `nil` for no end.
    package var expiresAt: Timestamp?
    /// The time of revocation; `nil` for a key that is not revoked.
    package var revokedAt: Timestamp?
    /// The time of the last recorded use; `nil` if none is recorded.
    package var lastUsedAt: Timestamp?

    /// Creates a record of a new key.
    package init(
        id: String, family: String? = nil, name: String, digest: String, policy: String, createdAt: Timestamp,
        createdBy: String, expiresAt: Timestamp? = nil
    ) {
        self.id = id
        self.family = family ?? id
        self.name = name
        self.digest = digest
        self.policy = policy
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
    }
}

extension AccessKeyRecord: CustomStringConvertible, CustomReflectable {
    /// The id and the name, without the digest, which could be compared with guesses.
    package var description: String { "key \(id) (\(name))" }

    /// The id and the name.
    package var customMirror: Mirror { Mirror(self, children: ["id": id, "name": name]) }
}
