import GRDBSQLite

/// A SQLite file that is about to be replaced, held so that nobody opens it meanwhile.
///
/// In WAL mode, which all stores have, every connection holds a lock for as long as it is open, so a server that does nothing
/// at the moment is found too. In the other modes SQLite locks only while it reads or writes; who has such a file open and does
/// neither cannot be found.
///
/// Its calls wait for SQLite on the caller's thread, for a second at most but for the writing of what a crash has left over.
final class SQLiteHold {
    /// The files that SQLite keeps beside a file and takes for a part of it.
    static let besides = ["-wal", "-shm", "-journal"]

    private let path: String
    private let connection: OpaquePointer

    private init(_ path: String, _ connection: OpaquePointer) {
        (self.path, self.connection) = (path, connection)
    }

    deinit { sqlite3_close(connection) }

    /// Takes a file.
    ///
    /// - Returns: `nil` if it is no SQLite file, or one of which nothing can be read.
    /// - Throws: ``SQLiteBackupProblem`` when somebody else has it open.
    static func take(_ path: String) throws(SQLiteBackupProblem) -> SQLiteHold? {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, nil)
        guard let opened else { throw SQLiteBackupProblem("cannot open \(path): no memory") }
        let hold = SQLiteHold(path, opened)
        guard code == SQLITE_OK else { throw hold.problem(code) }
        sqlite3_busy_timeout(opened, 1000)
        // Before anything is read: only so does SQLite lock the file itself in WAL mode, and use no -shm.
        // Not NORMAL, whatever this SQLite was built for: what is left over must be on disk before its -wal goes.
        for statement in ["PRAGMA locking_mode = EXCLUSIVE", "PRAGMA synchronous = FULL", "BEGIN EXCLUSIVE", "COMMIT"] {
            let code = sqlite3_exec(opened, statement, nil, nil, nil)
            if code == SQLITE_NOTADB { return nil }
            guard code == SQLITE_OK else { throw hold.problem(code) }
        }
        return hold
    }

    /// Brings everything into the one file, so that it is whole without the files beside it.
    func settle() throws(SQLiteBackupProblem) {
        // Leaving WAL mode is a checkpoint, flushed, and then the end of the -wal. Every server goes back to WAL mode by itself.
        do throws(StorageError) {
            let leaving = try SQLiteStatement(connection, "PRAGMA journal_mode = DELETE")
            // What it cannot do it answers with the mode that stays.
            guard try leaving.step(), leaving.text(0) == "delete" else { throw .unexpected("it stays in WAL mode") }
            // Lets go of the -journal that an exclusive connection keeps. Otherwise closing would remove it by its name, and may
            // by then hit the one of who opened the new file.
            try execute(connection, "PRAGMA journal_mode = OFF")
        } catch {
            throw SQLiteBackupProblem("cannot replace \(path), which is as it was: \(error)")
        }
    }

    private func problem(_ code: CInt) -> SQLiteBackupProblem {
        switch code {
        case SQLITE_BUSY, SQLITE_LOCKED:
            SQLiteBackupProblem(
                "another program has \(path) open, such as a server: stop it first, or name another file; \(path) is as it was"
            )
        default:
            SQLiteBackupProblem(
                "cannot lock \(path), to replace it: \(String(cString: sqlite3_errmsg(connection))); "
                    + "name another file, or move it away with those that SQLite keeps beside it (-wal, -shm, -journal)"
            )
        }
    }
}
