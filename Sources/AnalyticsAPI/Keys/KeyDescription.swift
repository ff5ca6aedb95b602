package import Models
import Storage

/// A key as its administrators see it, without the digest of its secret.
package struct KeyDescription: Sendable, Hashable {
    /// The state of a key.
    package enum State: String, Sendable, Hashable {
        /// The key is accepted.
        case valid
        /// The key's validity has ended.
        case expired
        /// The key has been revoked.
        case revoked
    }

    /// The public id.
    package let id: String
    /// The name.
    package let name: String
    /// The state.
    package let state: State
    /// The rights; `nil` if a newer version of the program wrote them.
    package let policy: KeyPolicy?
    /// The time of creation.
    package let createdAt: Timestamp
    /// The name of the identity that created the key.
    package let createdBy: String
    /// The end of validity.
    package let expiresAt: Timestamp?
    /// The time of revocation.
    package let revokedAt: Timestamp?
    /// The time of the last recorded use, which may lag by some minutes.
    package let lastUsedAt: Timestamp?

    /// Describes a record.
    init(_ record: AccessKeyRecord, now: Timestamp) {
        id = record.id
        name = record.name
        policy = try? KeyPolicy(stored: record.policy)
        createdAt = record.createdAt
        createdBy = record.createdBy
        expiresAt = record.expiresAt
        revokedAt = record.revokedAt
        lastUsedAt = record.lastUsedAt
        state = record.revokedAt != nil ? .revoked : record.expiresAt.map { $0 <= now } ?? false ? .expired : .valid
    }

    /// The key as a JSON object.
    package var json: JSONValue { json(secret: nil) }

    /// Returns the key as a JSON object, with the secret of a new key and the warnings about its rights.
    package func json(secret: AccessKey?, warnings: [String] = []) -> JSONValue {
        var members = [JSONMember(key: "id", value: .string(id)), JSONMember(key: "name", value: .string(name))]
        if let secret { members.append(JSONMember(key: "key", value: .string(secret.reveal()))) }
        members.append(JSONMember(key: "state", value: .string(state.rawValue)))
        if case .object(let rights)? = policy?.json { members += rights }
        let times = [
            ("createdAt", createdAt), ("expiresAt", expiresAt), ("revokedAt", revokedAt), ("lastUsedAt", lastUsedAt),
        ]
        for (key, time) in times {
            if let time { members.append(JSONMember(key: key, value: .string(time.description))) }
        }
        members.append(JSONMember(key: "createdBy", value: .string(createdBy)))
        if !warnings.isEmpty {
            members.append(JSONMember(key: "warnings", value: .array(warnings.map { .string($0) })))
        }
        return .object(members)
    }
}
