import CLibPQ
import Models

/// Writes batches with `COPY … (FORMAT binary)` (PostgreSQL documentation, "COPY: Binary Format").
struct PostgresCopy {
    let session: PostgresSession

    /// The `COPY` statement for a table.
    ///
    /// - Parameter withIDs: `true` if the rows' ids and versions are the first two columns.
    static func sql(_ table: String, _ columns: [Column], withIDs: Bool = false) -> String {
        let names = (withIDs ? ["_id", "_version"] : []) + columns.map { SQLDialect.postgres.name(of: $0) }
        return "COPY \(table) (\(names.joined(separator: ", "))) FROM STDIN (FORMAT binary)"
    }

    /// Starts the `COPY` without a statement time-out, as the client decides how fast the rows arrive.
    ///
    /// The time-out stays off for the rest of the transaction.
    func begin(_ sql: String) throws(StorageError) {
        guard let raw = PQexec(session.raw, "SET LOCAL statement_timeout = 0; " + sql) else {
            throw PostgresErrorCode.storageError(nil, on: session.raw)
        }
        let result = PostgresResult(raw)
        guard result.status == PGRES_COPY_IN else { throw result.error(on: session.raw) }
        session.socket.disableUserTimeout()
        // Signature, flags (none), length of the header extension (0).
        try put(Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8))
    }

    func write(_ batch: RowBatch) throws(StorageError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(batch.byteCount + batch.rowCount * (2 + 4 * batch.columns.count))
        let columns = Int16(batch.columns.count)
        for row in 0..<batch.rowCount {
            PostgresBinary.append(columns, to: &bytes)
            for column in batch.columns { PostgresBinary.appendField(column, row: row, to: &bytes) }
        }
        try put(bytes)
    }

    /// Ends the `COPY` and reads the server's result, which arrives only then.
    ///
    /// - Returns: The row that the server rejected, if one made the `COPY` fail.
    func end() throws(StorageError) -> RowRefusal? {
        try put([0xFF, 0xFF])
        guard PQputCopyEnd(session.raw, nil) == 1, let raw = PQgetResult(session.raw) else {
            throw PostgresErrorCode.storageError(nil, on: session.raw)
        }
        let result = PostgresResult(raw)
        session.drain()
        session.socket.restoreUserTimeout()
        guard result.status != PGRES_COMMAND_OK else { return nil }
        if let refusal = result.report.flatMap({ RowRefusal($0) }) { return refusal }
        throw result.error(on: session.raw)
    }

    private func put(_ bytes: [UInt8]) throws(StorageError) {
        let sent = bytes.withUnsafeBytes {
            PQputCopyData(session.raw, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
        }
        guard sent == 1 else { throw PostgresErrorCode.storageError(nil, on: session.raw) }
    }
}
