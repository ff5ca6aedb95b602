package import Models

/// A store of the API's keys.
///
/// The stores of datasets keep the keys in the same database, so that every task of a service knows the same keys. A store knows
/// neither a key's secret nor the meaning of its policy. Every implementation passes one contract suite.
package protocol AccessKeyStore: Sendable {
    /// Returns all keys, ordered by id: those that have expired or been revoked as well. Reads from the primary.
    func accessKeys() async throws(StorageError) -> [AccessKeyRecord]

    /// Adds a key.
    ///
    /// - Parameters:
    ///   - key: The key. Its id must be new.
    ///   - replaced: The key that it replaces, whose validity ends in the same transaction; `nil` for none.
    func addAccessKey(
        _ key: AccessKeyRecord, replacing replaced: AccessKeyReplacement?
    ) async throws(StorageError) -> AccessKeyAddition

    /// Revokes a key. A key that is revoked already keeps the time of its first revocation.
    ///
    /// - Returns: The key, or `nil` if there is no key with this id.
    func revokeAccessKey(_ id: String, at time: Timestamp) async throws(StorageError) -> AccessKeyRecord?

    /// Deletes keys with all that is recorded of them. Unknown ids are ignored.
    func deleteAccessKeys(_ ids: Set<String>) async throws(StorageError)

    /// Records when keys were used last. Unknown ids are ignored, and an earlier time than the recorded one as well.
    func recordUse(ofAccessKeys times: [String: Timestamp]) async throws(StorageError)
}

/// The key that a new one replaces.
package struct AccessKeyReplacement: Sendable, Hashable {
    /// The id of the replaced key.
    package var id: String
    /// The end of its validity; an earlier one stays.
    package var until: Timestamp

    /// Creates a replacement.
    package init(id: String, until: Timestamp) {
        self.id = id
        self.until = until
    }
}

/// The outcome of adding a key.
package enum AccessKeyAddition: Sendable, Hashable {
    /// The key was added.
    case added
    /// A key with this id exists. Nothing was changed.
    case idTaken
    /// There is no valid key to replace: the id is unknown, or the key has been revoked. Nothing was changed.
    case nothingToReplace
}
