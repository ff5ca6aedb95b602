import Diagnostics
import Models

extension RowRefusal {
    /// The refusal that a failed statement reports, or `nil` if the statement failed for another reason.
    ///
    /// PostgreSQL reports the row only in the error's context: `COPY data_1, line 17, column n`, where lines are rows
    /// (`CopyFromErrorCallback` in `copyfrom.c`). The context may be translated, so only the number is parsed.
    ///
    /// - Parameter isChange: `true` if the statement changes or deletes the row; `false` for a COPY.
    init?(_ report: PostgresErrorFields, isChange: Bool = false) {
        guard let words = Self.words(report, isChange: isChange) else { return nil }
        let place = Self.place(report.context ?? "")
        // COPY inserts rows in batches of a thousand. A row too long for a page fails when its batch is written, and the context
        // then has the number of the batch's last row.
        let isKnown = report.function != "RelationGetBufferForTuple"
        self.init(
            row: isKnown ? place.row.map { $0 - 1 } : nil, column: report.column ?? place.column, got: words.got,
            expected: words.expected + " (SQLSTATE \(report.state))")
    }

    /// The got and expected texts of an SQLSTATE (PostgreSQL documentation, "Appendix A. Error Codes").
    private static func words(_ report: PostgresErrorFields, isChange: Bool) -> (got: String, expected: String)? {
        let constraint = report.constraint.map { " " + $0.quotedForMessage } ?? ""
        let key = report.detail.flatMap(Self.key)
        switch report.state {
        case "23502": return ("no value", "a value, because the table's column is NOT NULL")
        // The constraint may be that of another table, whose rows reference the changed row.
        case "23503" where isChange:
            return (
                key ?? "a key that other rows reference, or that references no row",
                "a row that satisfies the foreign key\(constraint)"
            )
        case "23503":
            return (key ?? "a key that references no row", "a key that satisfies the foreign key\(constraint)")
        case "23505":
            return (key ?? "a key that exists already", "a key that satisfies the unique constraint\(constraint)")
        // A missing partition, which the store creates.
        case "23514" where report.constraint == nil: return nil
        case "23514": return ("a row that violates it", "a row that satisfies the check constraint\(constraint)")
        case "23P01":
            return (
                key ?? "a row that conflicts with another",
                "a row that satisfies the exclusion constraint\(constraint)"
            )
        case "54000": return ("a row that is too large", "a row that fits into the table and its indexes")
        case "P0001":
            return (
                "a row that a trigger rejects", "a row that it accepts; it reports " + report.message.quotedForMessage
            )
        // The server cannot decode this program's COPY data, which is not the row's fault.
        case "22P03", "22P04": return nil
        case let state where state.hasPrefix("23"):
            return ("a row that violates it", "a row that satisfies the constraint\(constraint)")
        case let state where state.hasPrefix("22"):
            return ("a value that the database cannot store", "a value of the column's type")
        default: return nil
        }
    }

    /// `Key (n)=(5)` of a detail such as `Key (n)=(5) already exists.`; its values are those that the client sent.
    private static func key(_ detail: String) -> String? {
        guard detail.hasPrefix("Key ("), let middle = detail.firstRange(of: ")=("),
            let end = detail[middle.upperBound...].ranges(of: ") ").last
        else { return nil }
        return "the key " + String(detail[..<end.lowerBound].dropFirst(4) + ")").quotedForMessage
    }

    private static func place(_ context: String) -> (row: Int64?, column: String?) {
        // The lines of a trigger come first.
        for line in context.split(whereSeparator: \.isNewline) where line.hasPrefix("COPY ") {
            guard let comma = line.firstIndex(of: ",") else { continue }
            let digits = line[comma...].drop { !$0.isASCIIDigit }.prefix { $0.isASCIIDigit }
            guard let row = Int64(digits), row > 0 else { continue }
            let column = line[digits.endIndex...].firstRange(of: ", column ").map { String(line[$0.upperBound...]) }
            return (row, column)
        }
        return (nil, nil)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { asciiValue.map { (0x30...0x39).contains($0) } ?? false }
}
