import CSQLite
import Models

/// The translation of SQLite's result codes to the store's errors.
enum SQLiteFailure {
    /// The message of an overflow in SQLite's `sum`, and in this store's aggregates.
    static let overflowMessage = "integer overflow"

    /// SQLite's message of an interruption.
    private static let interruptionMessage = String(cString: sqlite3_errstr(SQLITE_INTERRUPT))

    static func error(_ code: CInt, _ message: String) -> StorageError {
        switch code & 0xFF {
        // The deadline or a cancellation; ``SerialConnection/run(_:)`` tells them apart.
        case SQLITE_INTERRUPT: .timedOut
        // Rarely, a cancelled statement has the message of an interruption with the code of any error.
        case SQLITE_ERROR where message == interruptionMessage: .timedOut
        case SQLITE_BUSY, SQLITE_LOCKED: .unavailable(.busy)
        case SQLITE_CANTOPEN: .unavailable(.unreachable)
        // A full disk causes either code, depending on the file (SQLite documentation, "Result and Error Codes").
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
}
