#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why a backup was not written, and what to do.
public struct SQLiteBackupProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened.
    public let description: String

    init(_ description: String) { self.description = description }

    /// The target's name is taken.
    static func exists(_ target: String) -> SQLiteBackupProblem {
        SQLiteBackupProblem("there is a file \(target) already; name another one, or replace it with --force")
    }

    /// The last call to the system failed.
    static func system(_ action: String) -> SQLiteBackupProblem {
        SQLiteBackupProblem("cannot \(action): \(String(cString: strerror(errno)))")
    }
}
