import CSQLite
import Diagnostics
import Models

extension RowRefusal {
    /// The refusal that a failed INSERT reports, or `nil` if it failed for another reason (SQLite documentation, "Result and Error
    /// Codes").
    init?(sqlite code: CInt, _ message: String, row: Int64?) {
        // `UNIQUE constraint failed: data_1.a, data_1.b`, `CHECK constraint failed: name`.
        let subject = message.firstRange(of: "constraint failed: ").map { message[$0.upperBound...] }
        let columns = subject.map { subject in
            subject.split(separator: ", ").map { $0.split(separator: ".").last ?? $0 }.joined(separator: ", ")
        }
        let named = columns.map { " " + $0.quotedForMessage } ?? ""
        let words: (got: String, expected: String)
        switch code {
        case SQLiteResultCode.uniqueConstraint, SQLiteResultCode.primaryKeyConstraint:
            words = ("a key that exists already", "a key that satisfies the unique index over\(named)")
        case SQLiteResultCode.checkConstraint:
            words = (
                "a row that violates it",
                "a row that satisfies the check constraint\(subject.map { " " + String($0).quotedForMessage } ?? "")"
            )
        case SQLiteResultCode.notNullConstraint:
            words = ("no value", "a value, because the table's column is NOT NULL")
        case SQLiteResultCode.foreignKeyConstraint:
            words = ("a key that references no row", "a key that satisfies the table's foreign key")
        case SQLiteResultCode.triggerConstraint:
            words = ("a row that a trigger rejects", "a row that it accepts; it reports " + message.quotedForMessage)
        case _ where code & 0xFF == SQLITE_TOOBIG:
            words = ("a row that is too large", "a row that fits into the file")
        case _ where [SQLITE_CONSTRAINT, SQLITE_MISMATCH].contains(code & 0xFF):
            words = ("a row that violates them", "a row that satisfies the table's constraints")
        default: return nil
        }
        self.init(
            row: row, column: code == SQLiteResultCode.notNullConstraint ? columns : nil, got: words.got,
            expected: words.expected)
    }
}
