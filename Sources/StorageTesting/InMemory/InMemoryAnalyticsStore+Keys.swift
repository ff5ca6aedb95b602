package import Models
package import Storage

extension InMemoryAnalyticsStore: AccessKeyStore {
    /// Returns all keys.
    package func accessKeys() async throws(StorageError) -> [AccessKeyRecord] {
        try read { state throws(StorageError) in state.keys.values.sorted { $0.id < $1.id } }
    }

    /// Adds a key.
    package func addAccessKey(
        _ key: AccessKeyRecord, replacing replaced: AccessKeyReplacement?
    ) async throws(StorageError) -> AccessKeyAddition {
        try read { state throws(StorageError) in
            guard state.keys[key.id] == nil else { return .idTaken }
            if let replaced {
                guard var old = state.keys[replaced.id], old.revokedAt == nil else { return .nothingToReplace }
                old.expiresAt = min(old.expiresAt ?? .latest, replaced.until)
                state.keys[old.id] = old
            }
            state.keys[key.id] = key
            return .added
        }
    }

    /// Revokes a key.
    package func revokeAccessKey(_ id: String, at time: Timestamp) async throws(StorageError) -> AccessKeyRecord? {
        try read { state throws(StorageError) in
            guard var key = state.keys[id] else { return nil }
            key.revokedAt = key.revokedAt ?? time
            state.keys[id] = key
            return key
        }
    }

    /// Deletes keys.
    package func deleteAccessKeys(_ ids: Set<String>) async throws(StorageError) {
        try read { state throws(StorageError) in for id in ids { state.keys[id] = nil } }
    }

    /// Records when keys were used last.
    package func recordUse(ofAccessKeys times: [String: Timestamp]) async throws(StorageError) {
        try read { state throws(StorageError) in
            for (id, time) in times {
                guard let known = state.keys[id], known.lastUsedAt.map({ $0 < time }) ?? true else { continue }
                state.keys[id]?.lastUsedAt = time
            }
        }
    }
}
