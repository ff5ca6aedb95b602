#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The target of a backup: checks the existing files and installs the new one.
struct SQLiteBackupTarget {
    let source: String
    let target: String
    let replacing: Bool

    /// The folder of the target.
    private var folder: String {
        guard let slash = target.lastIndex(of: "/") else { return "." }
        return slash == target.startIndex ? "/" : String(target[..<slash])
    }

    /// Checks source and target before the backup is written.
    ///
    /// - Returns: The source's file status.
    func check() throws(SQLiteBackupError) -> stat {
        guard let found = Self.state(of: source) else {
            throw SQLiteBackupError("there is no store at \(source); name one with --store sqlite:PATH")
        }
        let isFolder = { (file: stat?) in file.map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }
        if target.isEmpty || target.hasSuffix("/") || isFolder(Self.state(of: target)) {
            throw SQLiteBackupError("cannot write \(target): it is a folder; name a file in it")
        }
        guard let around = Self.state(of: folder) else {
            throw .system("write \(target): its folder \(folder)")
        }
        guard isFolder(around) else { throw SQLiteBackupError("cannot write \(target): \(folder) is no folder") }
        guard access(folder, W_OK | X_OK) == 0 else { throw .system("write \(target): its folder \(folder)") }
        try checkNames(found)
        if let existing = Self.state(of: target) {
            guard existing.st_mode & S_IFMT == S_IFREG else {
                throw SQLiteBackupError("cannot write \(target): it is no file, but a device, a pipe or a socket")
            }
            guard !Self.same(existing, found) else {
                throw SQLiteBackupError("\(target) is the store itself; name another file")
            }
            guard replacing else { throw .exists(target) }
        } else {
            try refuseLeftovers()
        }
        return found
    }

    /// Throws if SQLite would take the backup for a companion of another file, or another file for a companion of the backup.
    private func checkNames(_ found: stat) throws(SQLiteBackupError) {
        for suffix in SQLiteFileLock.companionSuffixes {
            if target.hasSuffix(suffix), Self.state(of: String(target.dropLast(suffix.count))) != nil {
                throw SQLiteBackupError(
                    "SQLite would take \(target) for the \(suffix) file of \(target.dropLast(suffix.count)); name another file"
                )
            }
            if let beside = Self.state(of: target + suffix), Self.same(beside, found) {
                throw SQLiteBackupError(
                    "SQLite would take the store \(source) for the \(suffix) file of \(target); name another file")
            }
        }
    }

    /// Throws if companions of an earlier target exist: without `--force` they are not removed, and would damage the new file.
    private func refuseLeftovers() throws(SQLiteBackupError) {
        guard !replacing else { return }
        let left = SQLiteFileLock.companionSuffixes.map { target + $0 }.filter { Self.state(of: $0) != nil }
        guard left.isEmpty else {
            throw SQLiteBackupError(
                "\(target) does not exist, but SQLite would take these files of an earlier one for a part of the backup: "
                    + left.joined(separator: ", ") + "; move them away, or remove them with --force")
        }
    }

    /// Locks the file to be replaced; returns `nil` if it does not exist or is not a SQLite file.
    func lock() throws(SQLiteBackupError) -> SQLiteFileLock? {
        Self.state(of: target) == nil ? nil : try SQLiteFileLock.acquire(target)
    }

    /// Flushes the copy and renames it to the target.
    ///
    /// Whenever the machine stops, the target is a complete store, the old one or the new one:
    /// 1. The old file's `-wal` or `-journal` is written back to it and flushed. The file is then complete without them.
    /// 2. They are removed, and the folder is flushed, before the rename: SQLite would apply an old `-wal` to the new file, and the
    ///    system may otherwise write the two changes of the folder in any order.
    /// 3. The flushed copy is renamed to the target atomically, and the folder is flushed again.
    ///
    /// The lock on the old file is held throughout, so that no other program opens it and creates a new `-wal`. It is released last:
    /// the old file then has no `-wal` or `-journal` that closing it would remove by name from the new file.
    func install(
        _ partial: String, mode: mode_t, replacing lock: SQLiteFileLock?
    ) throws(SQLiteBackupError) {
        let file = open(partial, O_RDONLY)
        guard file >= 0 else { throw .system("flush \(partial)") }
        guard fchmod(file, mode) == 0, fsync(file) == 0 else {
            let problem = SQLiteBackupError.system("flush \(partial)")
            close(file)
            throw problem
        }
        close(file)
        // A target that was created since the check must be locked too.
        var lock = lock
        if replacing {
            if lock == nil { lock = try self.lock() }
            try lock?.checkpoint()
            for suffix in SQLiteFileLock.companionSuffixes {
                guard unlink(target + suffix) == 0 || errno == ENOENT else {
                    throw .system("remove \(target)\(suffix)")
                }
            }
            guard flushFolder() else { throw .system("flush the folder \(folder)") }
            guard rename(partial, target) == 0 else { throw .system("name \(target)") }
        } else {
            try refuseLeftovers()
            // Link instead of rename, because it fails if the target has been created since the check.
            guard link(partial, target) == 0 else {
                throw errno == EEXIST ? .exists(target) : .system("name \(target)")
            }
            unlink(partial)
        }
        // The name survives a crash once the folder is flushed. The backup exists already, so a failure here is ignored.
        _ = flushFolder()
        withExtendedLifetime(lock) {}
    }

    private func flushFolder() -> Bool {
        let descriptor = open(folder, O_RDONLY)
        guard descriptor >= 0 else { return false }
        // Some file systems do not flush folders and return EINVAL.
        let isFlushed = fsync(descriptor) == 0 || errno == EINVAL
        close(descriptor)
        return isFlushed
    }

    private static func state(of path: String) -> stat? {
        var found = stat()
        return stat(path, &found) == 0 ? found : nil
    }

    private static func same(_ one: stat, _ other: stat) -> Bool {
        one.st_ino == other.st_ino && one.st_dev == other.st_dev
    }
}
