import Diagnostics
import Foundation
import CSQLite
import Models

extension RowRefusal {
    /// The refusal that a failed INSERT reports, or `nil` if it failed for another reason (SQLite documentation, "Result and Error
    /// Codes").
    init?(sqlite code: CInt, _ message: String, row: Int64?) {
        // `UNIQUE constraint failed: data_1.a, data_1.b`, `CHECK constraint failed: name`.
        let subject = message.range(of: "constraint failed: ").map { message[$0.upperBound...] }
        let columns = subject.map { subject in
            subject.split(separator: ", ").map { $0.split(separator: ".").last ?? $0 }.joined(separator: ", ")
        }
        let named = columns.map { " " + $0.quotedForMessage } ?? ""
        let words: (got: String, expected: String)
        switch code {
        case SQLiteResultCode.uniqueConstraint, SQLiteResultCode.primaryKeyConstraint:
            words = ("a key that is there already", "no two alike, by a unique index over\(named)")
        case SQLiteResultCode.checkConstraint:
            words = (
                "a row that breaks it",
                "what the check\(subject.map { " " + String($0).quotedForMessage } ?? "") allows"
            )
        case SQLiteResultCode.notNullConstraint: words = ("no value", "a value, as the table's column takes no null")
        case SQLiteResultCode.foreignKeyConstraint:
            words = ("a key that is nowhere", "what a foreign key of the table refers to")
        case SQLiteResultCode.triggerConstraint:
            words = ("a row that a trigger refuses", "what it takes; it says " + message.quotedForMessage)
        case _ where code & 0xFF == SQLITE_TOOBIG: words = ("a row that is too large", "one that fits into the file")
        case _ where [SQLITE_CONSTRAINT, SQLITE_MISMATCH].contains(code & 0xFF):
            words = ("a row that breaks it", "what the table's constraints allow")
        default: return nil
        }
        self.init(
            row: row, column: code == SQLiteResultCode.notNullConstraint ? columns : nil, got: words.got,
            expected: words.expected)
    }
}
