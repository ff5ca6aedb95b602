import CSQLite
import Models

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A backup of a store's SQLite file, which may be in use.
///
/// The copy is one snapshot (SQLite documentation, "VACUUM", `VACUUM INTO`). It is written under a temporary name, checked, flushed
/// and then renamed, so that a file of the target's name is always a complete backup.
public struct SQLiteBackup: Sendable {
    /// The store's file.
    private let source: String
    /// The file to write.
    private let target: String
    /// A Boolean value that indicates whether an existing target is replaced.
    private let replacing: Bool

    /// The contents of a backup.
    public struct Summary: Sendable, Hashable {
        /// The number of datasets.
        public let datasets: Int
        /// The number of rows of all datasets.
        public let rows: Int64
        /// The file's size in bytes.
        public let bytes: Int64
    }

    /// Creates a backup, to be written by ``run()``.
    public init(of source: String, to target: String, replacing: Bool = false) {
        self.source = source
        self.target = target
        self.replacing = replacing
    }

    /// Writes the backup.
    ///
    /// - Throws: ``SQLiteBackupError`` if no backup was written; an existing target is then unchanged.
    public func run() async throws(SQLiteBackupError) -> Summary {
        let destination = SQLiteBackupTarget(source: source, target: target, replacing: replacing)
        let found = try destination.check()
        // Lock the target from now on, so that no server begins to use a file that is about to be replaced.
        let lock = replacing ? try destination.lock() : nil
        // The process id separates concurrent backups.
        let partial = "\(target).partial-\(getpid())"
        unlink(partial)
        do throws(SQLiteBackupError) {
            try Self.make(partial, mode: found.st_mode & 0o777)
            let copied = try await write(partial)
            let kept = try await check(partial)
            guard copied == kept else {
                throw SQLiteBackupError("the copy has other datasets than the store; nothing was kept")
            }
            try destination.install(partial, mode: found.st_mode & 0o777, replacing: lock)
            var info = stat()
            stat(target, &info)
            return Summary(
                datasets: kept.count, rows: kept.reduce(0) { $0 + $1.rows }, bytes: Int64(info.st_size))
        } catch {
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(partial + suffix) }
            throw error
        }
    }

    /// Creates the empty file that the copy is written into (`VACUUM INTO` accepts one) with the store's permissions, so that the
    /// copy is never readable for users who cannot read the store. The owner can always write it.
    static func make(_ partial: String, mode: mode_t) throws(SQLiteBackupError) {
        let file = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode | 0o600)
        guard file >= 0 else { throw .system("make \(partial)") }
        close(file)
    }

    /// A dataset with its row count and version.
    private struct Entry: Equatable {
        let name: String
        let rows: Int64
        let version: Int64
    }

    private func write(_ file: String) async throws(SQLiteBackupError) -> [Entry] {
        let problem = try await connected(to: source, "read \(source)") { connection throws(StorageError) -> String? in
            let tables = try SQLiteStatement(
                connection, "SELECT count(*) FROM sqlite_master WHERE name = 'weir_dataset'")
            guard try tables.firstInteger() == 1 else { throw .unexpected("it is not a store of this program") }
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
        if let problem { throw SQLiteBackupError("cannot write \(target): \(problem)") }
        // Read the entries from the copy, because the store may have changed since the snapshot.
        return try await entries(file)
    }

    /// The target's problem that a result code of `VACUUM INTO` reports; `nil` if the code concerns the source.
    private static func targetProblem(_ code: CInt) -> String? {
        switch code {
        case SQLITE_FULL: "the disk is full"
        case _ where code & 0xFF == SQLITE_CANTOPEN: "its folder takes no new file"
        // Read errors concern the source, all other I/O errors the target.
        case SQLiteResultCode.readError, SQLiteResultCode.shortRead: nil
        case _ where code & 0xFF == SQLITE_IOERR:
            "the system reports an I/O error (SQLite \(code)), such as an exceeded quota or a failing disk"
        default: nil
        }
    }

    /// Checks every page of the copy and counts its rows.
    private func check(_ file: String) async throws(SQLiteBackupError) -> [Entry] {
        let problem = try await connected(to: file, "check the copy") { connection throws(StorageError) -> String? in
            let check = try SQLiteStatement(connection, "PRAGMA integrity_check(1)")
            guard try check.step() else { return "no answer" }
            let text = check.text(0)
            return text == "ok" ? nil : text
        }
        if let problem {
            throw SQLiteBackupError(
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

    private func entries(_ file: String) async throws(SQLiteBackupError) -> [Entry] {
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
    ) async throws(SQLiteBackupError) -> Result {
        do throws(StorageError) {
            // Open for writing, because SQLite treats VACUUM INTO as a write; no statement here changes the file.
            let connection = try await SQLiteConnection.open(path: file, readOnly: false, keepsJournalMode: true)
            do throws(StorageError) {
                let result = try await connection.run(body)
                await connection.close()
                return result
            } catch {
                await connection.close()
                throw error
            }
        } catch {
            throw SQLiteBackupError("cannot \(purpose): \(error)")
        }
    }
}
