#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where a backup goes: what is there before, and how the new file gets its name.
struct SQLiteBackupPlace {
    let source: String
    let target: String
    let replacing: Bool

    /// The folder of the target.
    private var folder: String {
        guard let slash = target.lastIndex(of: "/") else { return "." }
        return slash == target.startIndex ? "/" : String(target[..<slash])
    }

    /// Looks at the files before anything is written.
    ///
    /// - Returns: The source's state.
    func check() throws(SQLiteBackupProblem) -> stat {
        guard let found = Self.state(of: source) else {
            throw SQLiteBackupProblem("there is no store at \(source); name one with --store sqlite:PATH")
        }
        let isFolder = { (file: stat?) in file.map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }
        if target.isEmpty || target.hasSuffix("/") || isFolder(Self.state(of: target)) {
            throw SQLiteBackupProblem("cannot write \(target): it is a folder; name a file, which may be in it")
        }
        guard let around = Self.state(of: folder) else {
            throw .system("write \(target): its folder \(folder)")
        }
        guard isFolder(around) else { throw SQLiteBackupProblem("cannot write \(target): \(folder) is no folder") }
        guard access(folder, W_OK | X_OK) == 0 else { throw .system("write \(target): its folder \(folder)") }
        try checkNames(found)
        if let existing = Self.state(of: target) {
            guard existing.st_mode & S_IFMT == S_IFREG else {
                throw SQLiteBackupProblem("cannot write \(target): it is no file, but a device, a pipe or a socket")
            }
            guard !Self.same(existing, found) else {
                throw SQLiteBackupProblem("\(target) is the store itself; name another file")
            }
            guard replacing else { throw .exists(target) }
        } else {
            try refuseLeftovers()
        }
        return found
    }

    /// Refuses names by which SQLite would take the backup for a part of another file, or another file for a part of it.
    private func checkNames(_ found: stat) throws(SQLiteBackupProblem) {
        for suffix in SQLiteHold.besides {
            if target.hasSuffix(suffix), Self.state(of: String(target.dropLast(suffix.count))) != nil {
                throw SQLiteBackupProblem(
                    "\(target) belongs to \(target.dropLast(suffix.count)), whose \(suffix) SQLite takes it for; name another file"
                )
            }
            if let beside = Self.state(of: target + suffix), Self.same(beside, found) {
                throw SQLiteBackupProblem(
                    "the store \(source) has the name of what SQLite keeps beside \(target); name another file")
            }
        }
    }

    /// Without `--force` nothing is removed, and a new file beside these would be damaged by them.
    private func refuseLeftovers() throws(SQLiteBackupProblem) {
        guard !replacing else { return }
        let left = SQLiteHold.besides.map { target + $0 }.filter { Self.state(of: $0) != nil }
        guard left.isEmpty else {
            throw SQLiteBackupProblem(
                "there is no \(target), but SQLite would take what is left of an earlier one for a part of the backup: "
                    + left.joined(separator: ", ") + "; move them away, or remove them with --force")
        }
    }

    /// Takes the file that is to be replaced; `nil` if there is none, or it is no SQLite file.
    func hold() throws(SQLiteBackupProblem) -> SQLiteHold? {
        Self.state(of: target) == nil ? nil : try SQLiteHold.take(target)
    }

    /// Flushes the copy and gives it its name.
    ///
    /// Whenever the machine stops, the name is that of a whole store, the old one or the new one:
    /// 1. The old file gets all that is in its `-wal` or `-journal`, flushed. It is whole without them.
    /// 2. They are removed, and that is flushed. It must be on disk before the new name is: SQLite would play an old `-wal` into
    ///    the new file, and the system may otherwise write the two changes of the folder in any order.
    /// 3. The new file, itself flushed before, takes the name in one step, which is flushed.
    ///
    /// The old file is held through all of it, so nobody opens it and makes a new `-wal` in between. It is let go only after:
    /// it has no `-wal` or `-journal` any more that closing it would remove by the name, which is another file's by then.
    func put(_ partial: String, mode: mode_t, over hold: SQLiteHold?) throws(SQLiteBackupProblem) {
        let file = open(partial, O_RDONLY)
        guard file >= 0 else { throw .system("flush \(partial)") }
        guard fchmod(file, mode) == 0, fsync(file) == 0 else {
            let problem = SQLiteBackupProblem.system("flush \(partial)")
            close(file)
            throw problem
        }
        close(file)
        // One that was made since the beginning is nobody's to lose either.
        var hold = hold
        if replacing {
            if hold == nil { hold = try self.hold() }
            try hold?.settle()
            for suffix in SQLiteHold.besides {
                guard unlink(target + suffix) == 0 || errno == ENOENT else {
                    throw .system("remove \(target)\(suffix)")
                }
            }
            guard flushFolder() else { throw .system("flush the folder \(folder)") }
            guard rename(partial, target) == 0 else { throw .system("name \(target)") }
        } else {
            try refuseLeftovers()
            // A link and not a renaming: it fails if somebody has made such a file meanwhile.
            guard link(partial, target) == 0 else {
                throw errno == EEXIST ? .exists(target) : .system("name \(target)")
            }
            unlink(partial)
        }
        // The name survives a crash once its folder is on disk. It is there already, so this is no reason to fail.
        _ = flushFolder()
        withExtendedLifetime(hold) {}
    }

    private func flushFolder() -> Bool {
        let descriptor = open(folder, O_RDONLY)
        guard descriptor >= 0 else { return false }
        // Some file systems have nothing to flush in a folder, and say EINVAL.
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
