import GRDBSQLite
import Models

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes a copy of a store's SQLite file while the store may be in use.
///
/// The copy is one snapshot (`VACUUM INTO`: SQLite documentation, "VACUUM"), written under another name, checked, flushed and
/// only then given its name, so that a file of that name is always a whole backup.
public struct SQLiteBackup: Sendable {
    /// The store's file.
    public let source: String
    /// The file to be written.
    public let target: String
    /// Whether a file of that name may be replaced.
    public let replacing: Bool

    /// What a backup holds.
    public struct Summary: Sendable, Hashable {
        /// How many datasets.
        public let datasets: Int
        /// How many rows in all of them.
        public let rows: Int64
        /// The file's size.
        public let bytes: Int64
    }

    /// Prepares to write.
    public init(of source: String, to target: String, replacing: Bool = false) {
        self.source = source
        self.target = target
        self.replacing = replacing
    }

    /// Writes the backup.
    ///
    /// - Throws: ``SQLiteBackupProblem`` when nothing was written; a file of the target's name then holds what it did.
    public func run() async throws(SQLiteBackupProblem) -> Summary {
        let place = SQLiteBackupPlace(source: source, target: target, replacing: replacing)
        let found = try place.check()
        // From now on, so that no server begins to use what will not be there any more.
        let hold = replacing ? try place.hold() : nil
        // The process's number keeps two backups at once apart.
        let partial = "\(target).partial-\(getpid())"
        unlink(partial)
        do throws(SQLiteBackupProblem) {
            try Self.make(partial, mode: found.st_mode & 0o777)
            let copied = try await write(partial)
            let kept = try await check(partial)
            guard copied == kept else {
                throw SQLiteBackupProblem("the copy has other datasets than the store; nothing was kept")
            }
            try place.put(partial, mode: found.st_mode & 0o777, over: hold)
            var info = stat()
            stat(target, &info)
            return Summary(
                datasets: kept.count, rows: kept.reduce(0) { $0 + $1.rows }, bytes: Int64(info.st_size))
        } catch {
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(partial + suffix) }
            throw error
        }
    }

    /// Makes the empty file that the copy is written into (`VACUUM INTO` takes one), so that nobody who may not read the store
    /// may ever read the copy. Its owner has to write it, whatever the store's file says.
    static func make(_ partial: String, mode: mode_t) throws(SQLiteBackupProblem) {
        let file = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode | 0o600)
        guard file >= 0 else { throw .system("make \(partial)") }
        close(file)
    }

    /// A dataset and how many rows it says it has.
    private struct Entry: Equatable {
        let name: String
        let rows: Int64
        let version: Int64
    }

    private func write(_ file: String) async throws(SQLiteBackupProblem) -> [Entry] {
        let problem = try await connected(to: source, "read \(source)") { connection throws(StorageError) -> String? in
            let tables = try SQLiteStatement(
                connection, "SELECT count(*) FROM sqlite_master WHERE name = 'weir_dataset'")
            guard try tables.firstInteger() == 1 else { throw .unexpected("it is no store of this program") }
            let vacuum = try SQLiteStatement(connection, "VACUUM INTO ?1")
            try vacuum.bind(.string(file), at: 1)
            do throws(StorageError) {
                try vacuum.run()
                return nil
            } catch {
                guard let problem = Self.targetProblem(sqlite3_extended_errcode(connection)) else { throw error }
                return problem
            }
        }
        if let problem { throw SQLiteBackupProblem("cannot write \(target): \(problem)") }
        // What the snapshot holds is asked of the copy: the store may have gone on since.
        return try await entries(file)
    }

    /// What a code of `VACUUM INTO` says of the file that it writes; `nil` if it is about the one that it reads.
    private static func targetProblem(_ code: CInt) -> String? {
        switch code {
        case SQLITE_FULL: "the disk is full"
        case _ where code & 0xFF == SQLITE_CANTOPEN: "its folder takes no new file"
        // Reading is what is done to the source; all else of the kind is done to the target.
        // (SQLITE_IOERR_READ and SQLITE_IOERR_SHORT_READ, which Swift does not see.)
        case SQLITE_IOERR | (1 << 8), SQLITE_IOERR | (2 << 8): nil
        case _ where code & 0xFF == SQLITE_IOERR:
            "the system refuses it (SQLite \(code)): a quota, or a disk that fails"
        default: nil
        }
    }

    /// Looks at every page of the copy, and counts every row.
    private func check(_ file: String) async throws(SQLiteBackupProblem) -> [Entry] {
        let problem = try await connected(to: file, "check the copy") { connection throws(StorageError) -> String? in
            let check = try SQLiteStatement(connection, "PRAGMA integrity_check(1)")
            guard try check.step() else { return "no answer" }
            let text = check.text(0)
            return text == "ok" ? nil : text
        }
        if let problem {
            throw SQLiteBackupProblem(
                "the copy is damaged, and so most likely is \(source): \(problem); nothing was kept")
        }
        let entries = try await entries(file)
        return try await connected(to: file, "count the copy's rows") { connection throws(StorageError) in
            var counted: [Entry] = []
            let ids = try SQLiteStatement(connection, "SELECT id FROM weir_dataset ORDER BY id")
            for entry in entries {
                guard try ids.step() else { return counted }
                let table = SQLiteSchema.table(ids.integer(0))
                let rows = try SQLiteStatement(connection, "SELECT count(*) FROM \(table)").firstInteger() ?? 0
                counted.append(Entry(name: entry.name, rows: rows, version: entry.version))
            }
            return counted
        }
    }

    private func entries(_ file: String) async throws(SQLiteBackupProblem) -> [Entry] {
        try await connected(to: file, "read the copy") { connection throws(StorageError) in
            let rows = try SQLiteStatement(
                connection, "SELECT name, row_count, data_version FROM weir_dataset ORDER BY id")
            var found: [Entry] = []
            while try rows.step() {
                found.append(Entry(name: rows.text(0), rows: rows.integer(1), version: rows.integer(2)))
            }
            return found
        }
    }

    private func connected<Result: Sendable>(
        to file: String, _ purpose: String,
        _ body: @escaping @Sendable (OpaquePointer) throws(StorageError) -> Result
    ) async throws(SQLiteBackupProblem) -> Result {
        do throws(StorageError) {
            // Writable, because VACUUM counts as a write though it only reads; nothing here changes the file it opens.
            let connection = try SQLiteConnection(path: file, readOnly: false, keepsJournalMode: true)
            do throws(StorageError) {
                let result = try await connection.run(body)
                await connection.close()
                return result
            } catch {
                await connection.close()
                throw error
            }
        } catch {
            throw SQLiteBackupProblem("cannot \(purpose): \(error)")
        }
    }
}
