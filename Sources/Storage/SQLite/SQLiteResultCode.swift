import CSQLite

/// Extended result codes (SQLite documentation, "Result and Error Codes"), which are macros that Swift does not import.
enum SQLiteResultCode {
    static let readError = SQLITE_IOERR | (1 << 8)
    static let shortRead = SQLITE_IOERR | (2 << 8)
    static let checkConstraint = SQLITE_CONSTRAINT | (1 << 8)
    static let foreignKeyConstraint = SQLITE_CONSTRAINT | (3 << 8)
    static let notNullConstraint = SQLITE_CONSTRAINT | (5 << 8)
    static let primaryKeyConstraint = SQLITE_CONSTRAINT | (6 << 8)
    static let triggerConstraint = SQLITE_CONSTRAINT | (7 << 8)
    static let uniqueConstraint = SQLITE_CONSTRAINT | (8 << 8)
}
