import GRDB
import GRDBSQLite
import Models

/// What SQLite's codes mean to a caller of the store.
enum SQLiteFailure {
    /// What SQLite's own `sum` says, and so do our aggregates.
    static let overflowMessage = "integer overflow"

    static func error(_ code: CInt, _ message: String) -> StorageError {
        switch code & 0xFF {
        // At its deadline, or at the caller's request; who makes one knows (``SQLiteConnection/run(_:)``).
        case SQLITE_INTERRUPT: .timedOut
        case SQLITE_BUSY, SQLITE_LOCKED: .unavailable(.busy)
        case SQLITE_CANTOPEN: .unavailable(.unreachable)
        // A full disk is the one or the other, depending on the file; what is left to do is the same ("Result and Error Codes" in
        // SQLite's documentation).
        case SQLITE_FULL, SQLITE_IOERR: .unavailable(.noRoom)
        case SQLITE_READONLY: .unavailable(.readOnly)
        case SQLITE_ERROR where message == overflowMessage: .overflow
        case SQLITE_ERROR where message == SQLiteTextMeter.message:
            .answerTooLarge(limit: SQLiteTextMeter.maximumBytes, .sorting)
        default: .unexpected("SQLite \(code): \(message)")
        }
    }

    static func error(on connection: OpaquePointer) -> StorageError {
        error(sqlite3_extended_errcode(connection), String(cString: sqlite3_errmsg(connection)))
    }

    static func error(_ error: any Error) -> StorageError {
        switch error {
        case let error as StorageError: error
        case let error as DatabaseError:
            self.error(error.extendedResultCode.rawValue, error.message ?? error.resultCode.description)
        case is CancellationError: .cancelled
        default: .unexpected(String(describing: error))
        }
    }
}
