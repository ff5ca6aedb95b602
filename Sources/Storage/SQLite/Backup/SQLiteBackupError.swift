#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The reason why a backup was not written.
public struct SQLiteBackupError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The failure and how to proceed.
    public let description: String

    init(_ description: String) { self.description = description }

    /// The target exists.
    static func exists(_ target: String) -> SQLiteBackupError {
        SQLiteBackupError("there is a file \(target) already; name another one, or replace it with --force")
    }

    /// The last system call failed.
    static func system(_ action: String) -> SQLiteBackupError {
        SQLiteBackupError("cannot \(action): \(String(cString: strerror(errno)))")
    }
}
