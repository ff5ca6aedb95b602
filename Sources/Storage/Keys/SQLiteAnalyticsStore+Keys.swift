package import Models

extension SQLiteAnalyticsStore: AccessKeyStore {
    /// Returns all keys.
    package func accessKeys() async throws(StorageError) -> [AccessKeyRecord] {
        try await read { connection throws(StorageError) in try SQLiteKeys(connection).all() }
    }

    /// Adds a key.
    package func addAccessKey(
        _ key: AccessKeyRecord, replacing replaced: AccessKeyReplacement?
    ) async throws(StorageError) -> AccessKeyAddition {
        try await write { connection throws(StorageError) in
            let keys = SQLiteKeys(connection)
            // The transaction excludes other writers, so nothing changes between the tests and the changes.
            guard try keys.key(key.id) == nil else { return .idTaken }
            if let replaced {
                guard let old = try keys.key(replaced.id), old.revokedAt == nil else { return .nothingToReplace }
                if (old.expiresAt ?? .latest) > replaced.until {
                    try keys.set("expires_at", replaced.until, of: old.id)
                }
            }
            try keys.insert(key)
            return .added
        }
    }

    /// Revokes a key.
    package func revokeAccessKey(_ id: String, at time: Timestamp) async throws(StorageError) -> AccessKeyRecord? {
        try await write { connection throws(StorageError) in
            let keys = SQLiteKeys(connection)
            guard var key = try keys.key(id) else { return nil }
            if key.revokedAt == nil {
                try keys.set("revoked_at", time, of: id)
                key.revokedAt = time
            }
            return key
        }
    }

    /// Deletes keys.
    package func deleteAccessKeys(_ ids: Set<String>) async throws(StorageError) {
        guard !ids.isEmpty else { return }
        try await write { connection throws(StorageError) in
            let keys = SQLiteKeys(connection)
            for id in ids { try keys.delete(id) }
        }
    }

    /// Records when keys were used last.
    package func recordUse(ofAccessKeys times: [String: Timestamp]) async throws(StorageError) {
        guard !times.isEmpty else { return }
        try await write { connection throws(StorageError) in
            let keys = SQLiteKeys(connection)
            for (id, time) in times {
                guard let key = try keys.key(id), key.lastUsedAt.map({ $0 < time }) ?? true else { continue }
                try keys.set("last_used_at", time, of: id)
            }
        }
    }
}

/// The table of keys; used on a connection's queue, inside the caller's transaction.
private struct SQLiteKeys {
    private static let select = """
        SELECT id, family, name, digest, policy, created_at, created_by, expires_at, revoked_at, last_used_at FROM weir_key
        """

    private let connection: OpaquePointer

    init(_ connection: OpaquePointer) { self.connection = connection }

    func all() throws(StorageError) -> [AccessKeyRecord] {
        let rows = try SQLiteStatement(connection, Self.select + " ORDER BY id")
        var found: [AccessKeyRecord] = []
        while try rows.step() { found.append(try Self.record(rows)) }
        return found
    }

    func key(_ id: String) throws(StorageError) -> AccessKeyRecord? {
        let rows = try SQLiteStatement(connection, Self.select + " WHERE id = ?1")
        try rows.bind(.string(id), at: 1)
        return try rows.step() ? try Self.record(rows) : nil
    }

    func insert(_ key: AccessKeyRecord) throws(StorageError) {
        let insert = try SQLiteStatement(
            connection,
            """
            INSERT INTO weir_key (id, family, name, digest, policy, created_at, created_by, expires_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        for (index, value) in key.insertedValues.enumerated() { try insert.bind(value, at: index + 1) }
        try insert.run()
    }

    /// Sets a column, whose name is a literal of this file.
    func set(_ column: StaticString, _ time: Timestamp, of id: String) throws(StorageError) {
        let update = try SQLiteStatement(connection, "UPDATE weir_key SET \(column) = ?1 WHERE id = ?2")
        try update.bind(.timestamp(time), at: 1)
        try update.bind(.string(id), at: 2)
        try update.run()
    }

    func delete(_ id: String) throws(StorageError) {
        let delete = try SQLiteStatement(connection, "DELETE FROM weir_key WHERE id = ?1")
        try delete.bind(.string(id), at: 1)
        try delete.run()
    }

    private static func record(_ row: SQLiteStatement) throws(StorageError) -> AccessKeyRecord {
        func time(_ column: Int) throws(StorageError) -> Timestamp? {
            row.isNull(column) ? nil : Timestamp(microseconds: try StoredTime.microseconds(row.integer(column)))
        }
        var key = AccessKeyRecord(
            id: row.text(0), family: row.text(1), name: row.text(2), digest: row.text(3), policy: row.text(4),
            createdAt: Timestamp(microseconds: try StoredTime.microseconds(row.integer(5))), createdBy: row.text(6),
            expiresAt: try time(7))
        key.revokedAt = try time(8)
        key.lastUsedAt = try time(9)
        return key
    }
}

extension AccessKeyRecord {
    /// The values of a new key's row, in the order of the stores' statements.
    var insertedValues: [Value] {
        [
            .string(id), .string(family), .string(name), .string(digest), .string(policy), .timestamp(createdAt),
            .string(createdBy), expiresAt.map { .timestamp($0) } ?? .null,
        ]
    }
}
