import CSQLite

/// An exclusive lock on a SQLite file that is about to be replaced.
///
/// In WAL mode, which all stores use, every open connection holds a lock, so an idle server is detected too. In other modes SQLite
/// locks only while it reads or writes, so an idle connection cannot be detected.
///
/// Calls block the caller's thread, for a second at most unless they write back the journal that a crash has left.
final class SQLiteFileLock {
    /// The suffixes of the files that SQLite keeps beside a database file as parts of it.
    static let companionSuffixes = ["-wal", "-shm", "-journal"]

    private let path: String
    private let connection: OpaquePointer

    private init(_ path: String, _ connection: OpaquePointer) {
        (self.path, self.connection) = (path, connection)
    }

    deinit { sqlite3_close(connection) }

    /// Locks a file.
    ///
    /// - Returns: `nil` if it is not a SQLite file, or cannot be read.
    /// - Throws: ``SQLiteBackupError`` if another program has it open.
    static func acquire(_ path: String) throws(SQLiteBackupError) -> SQLiteFileLock? {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, nil)
        guard let opened else { throw SQLiteBackupError("cannot open \(path): no memory") }
        let lock = SQLiteFileLock(path, opened)
        guard code == SQLITE_OK else { throw lock.problem(code) }
        sqlite3_busy_timeout(opened, 1000)
        // Set the locking mode before the first read, so that SQLite locks the file itself in WAL mode and uses no -shm.
        // Set FULL regardless of SQLite's build options: the file must be on disk before its -wal is removed.
        for statement in ["PRAGMA locking_mode = EXCLUSIVE", "PRAGMA synchronous = FULL", "BEGIN EXCLUSIVE", "COMMIT"] {
            let code = sqlite3_exec(opened, statement, nil, nil, nil)
            if code == SQLITE_NOTADB { return nil }
            guard code == SQLITE_OK else { throw lock.problem(code) }
        }
        return lock
    }

    /// Writes the companions' contents back to the file, so that it is complete without them.
    func checkpoint() throws(SQLiteBackupError) {
        // Leaving WAL mode checkpoints, flushes and removes the -wal. Servers return to WAL mode by themselves.
        do throws(StorageError) {
            let leaving = try SQLiteStatement(connection, "PRAGMA journal_mode = DELETE")
            // On failure the pragma returns the unchanged mode.
            guard try leaving.step(), leaving.text(0) == "delete" else { throw .unexpected("it stays in WAL mode") }
            // Release the -journal that an exclusive connection keeps. Otherwise closing would remove it by name, when that name
            // may already belong to the new file's journal.
            try execute(connection, "PRAGMA journal_mode = OFF")
        } catch {
            throw SQLiteBackupError("cannot replace \(path), which is unchanged: \(error)")
        }
    }

    private func problem(_ code: CInt) -> SQLiteBackupError {
        switch code {
        case SQLITE_BUSY, SQLITE_LOCKED:
            SQLiteBackupError(
                "another program has \(path) open, such as a server: stop it first, or name another file; \(path) is unchanged"
            )
        default:
            SQLiteBackupError(
                "cannot lock \(path) to replace it: \(String(cString: sqlite3_errmsg(connection))); "
                    + "name another file, or move it away together with its -wal, -shm and -journal files"
            )
        }
    }
}
