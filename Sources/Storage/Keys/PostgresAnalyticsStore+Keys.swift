package import Models

extension PostgresAnalyticsStore: AccessKeyStore {
    /// Returns all keys.
    package func accessKeys() async throws(StorageError) -> [AccessKeyRecord] {
        let schema = self.schema
        return try await leased { session throws(StorageError) in
            try PostgresKeys(session: session, schema: schema).all()
        }
    }

    /// Adds a key.
    package func addAccessKey(
        _ key: AccessKeyRecord, replacing replaced: AccessKeyReplacement?
    ) async throws(StorageError) -> AccessKeyAddition {
        let schema = self.schema
        return try await transaction { session throws(StorageError) in
            let keys = PostgresKeys(session: session, schema: schema)
            if let replaced {
                guard try keys.end(replaced) else { return .nothingToReplace }
            }
            // A conflict leaves the end of the replaced key's validity, so it must undo it.
            guard try keys.insert(key) else {
                try session.run("ROLLBACK")
                try session.run(PostgresEndpoint.begin)
                return .idTaken
            }
            return .added
        }
    }

    /// Revokes a key.
    package func revokeAccessKey(_ id: String, at time: Timestamp) async throws(StorageError) -> AccessKeyRecord? {
        let schema = self.schema
        return try await transaction { session throws(StorageError) in
            try PostgresKeys(session: session, schema: schema).revoke(id, at: time)
        }
    }

    /// Deletes keys.
    package func deleteAccessKeys(_ ids: Set<String>) async throws(StorageError) {
        guard !ids.isEmpty else { return }
        let schema = self.schema
        try await transaction { session throws(StorageError) in
            try PostgresKeys(session: session, schema: schema).delete(ids.sorted())
        }
    }

    /// Records when keys were used last.
    package func recordUse(ofAccessKeys times: [String: Timestamp]) async throws(StorageError) {
        guard !times.isEmpty else { return }
        let schema = self.schema
        try await transaction { session throws(StorageError) in
            // In the order of the ids, so that two tasks never wait for each other.
            for (id, time) in times.sorted(by: { $0.key < $1.key }) {
                try session.run(
                    """
                    UPDATE \(schema.name).key SET last_used_at = $2
                    WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)
                    """, [.string(id), .timestamp(time)])
            }
        }
    }
}

/// The table of keys; used on a connection's queue.
private struct PostgresKeys {
    private static let columns =
        "id, family, name, digest, policy, created_at, created_by, expires_at, revoked_at, last_used_at"

    /// The keys that one statement deletes.
    private static let deletedAtOnce = 100

    let session: PostgresSession
    let schema: PostgresSchema

    func all() throws(StorageError) -> [AccessKeyRecord] {
        let rows = try session.execute("SELECT \(Self.columns) FROM \(schema.name).key ORDER BY id")
        var found: [AccessKeyRecord] = []
        for row in 0..<rows.rowCount { found.append(try Self.record(rows, row)) }
        return found
    }

    /// - Returns: `false` if a key with this id exists.
    func insert(_ key: AccessKeyRecord) throws(StorageError) -> Bool {
        let rows = try session.execute(
            """
            INSERT INTO \(schema.name).key (id, family, name, digest, policy, created_at, created_by, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (id) DO NOTHING RETURNING id
            """, key.insertedValues)
        return rows.rowCount == 1
    }

    /// - Returns: `false` if the replaced key is unknown or revoked.
    func end(_ replaced: AccessKeyReplacement) throws(StorageError) -> Bool {
        let rows = try session.execute(
            """
            UPDATE \(schema.name).key SET expires_at = least(coalesce(expires_at, $2), $2)
            WHERE id = $1 AND revoked_at IS NULL RETURNING id
            """, [.string(replaced.id), .timestamp(replaced.until)])
        return rows.rowCount == 1
    }

    func revoke(_ id: String, at time: Timestamp) throws(StorageError) -> AccessKeyRecord? {
        let rows = try session.execute(
            """
            UPDATE \(schema.name).key SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING \(Self.columns)
            """, [.string(id), .timestamp(time)])
        return rows.rowCount == 1 ? try Self.record(rows, 0) : nil
    }

    /// Deletes keys in the order of their ids, as uses are recorded, so that two tasks never wait for each other.
    func delete(_ ids: [String]) throws(StorageError) {
        for start in stride(from: 0, to: ids.count, by: Self.deletedAtOnce) {
            let some = ids[start..<min(ids.count, start + Self.deletedAtOnce)]
            let places = (1...some.count).map { "$\($0)" }.joined(separator: ", ")
            try session.run(
                """
                DELETE FROM \(schema.name).key WHERE id IN (
                    SELECT id FROM \(schema.name).key WHERE id IN (\(places)) ORDER BY id FOR UPDATE)
                """, some.map { .string($0) })
        }
    }

    private static func record(_ rows: borrowing PostgresResult, _ row: Int) throws(StorageError) -> AccessKeyRecord {
        var key = AccessKeyRecord(
            id: rows.text(row, 0), family: rows.text(row, 1), name: rows.text(row, 2), digest: rows.text(row, 3),
            policy: rows.text(row, 4), createdAt: try time(rows, row, 5), createdBy: rows.text(row, 6))
        if !rows.isNull(row, 7) { key.expiresAt = try time(rows, row, 7) }
        if !rows.isNull(row, 8) { key.revokedAt = try time(rows, row, 8) }
        if !rows.isNull(row, 9) { key.lastUsedAt = try time(rows, row, 9) }
        return key
    }

    private static func time(
        _ rows: borrowing PostgresResult, _ row: Int, _ column: Int
    ) throws(StorageError) -> Timestamp {
        Timestamp(
            microseconds: try StoredTime.microseconds(
                rows.integer(row, column), since: PostgresBinary.epochMicroseconds))
    }
}
