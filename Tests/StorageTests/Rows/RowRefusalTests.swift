import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("Rows rejected by the database")
struct RowRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let state: String
        var message = ""
        var detail: String?
        var context: String?
        var constraint: String?
        var column: String?
        var function: String?
        /// `row column got / expected`; `nil` if the report is not about a row.
        let expected: String?
        var testDescription: String { "\(state) \(context ?? "")" }
    }

    static let cases: [Case] = [
        Case(
            state: "23514", detail: "Failing row contains (1, secret).", context: "COPY data_1, line 17",
            constraint: "positive",
            expected:
                "16 - a row that violates it / a row that satisfies the check constraint \"positive\" (SQLSTATE 23514)"),
        // A missing partition.
        Case(state: "23514", context: "COPY data_1, line 1", expected: nil),
        Case(
            state: "23505", detail: "Key (n, s)=(5, a) b) already exists.", context: "COPY data_1, line 3",
            constraint: "u",
            expected:
                "2 - the key \"(n, s)=(5, a) b)\" / a key that satisfies the unique constraint \"u\" (SQLSTATE 23505)"),
        // Without a row number, since an AFTER trigger runs after all rows.
        Case(
            state: "23503", detail: "Key (n)=(9) is not present in table \"other\".",
            context: "SQL statement \"SELECT 1 FROM ONLY other\"", constraint: "fk",
            expected: "- - the key \"(n)=(9)\" / a key that satisfies the foreign key \"fk\" (SQLSTATE 23503)"),
        Case(
            state: "23503", constraint: "fk",
            expected: "- - a key that references no row / a key that satisfies the foreign key \"fk\" (SQLSTATE 23503)"),
        Case(
            state: "23502", context: "COPY data_1, line 2", column: "n",
            expected: "1 n no value / a value, because the table's column is NOT NULL (SQLSTATE 23502)"),
        Case(
            state: "22001", context: "COPY data_1, Zeile 12, Spalte s",
            expected: "11 - a value that the database cannot store / a value of the column's type (SQLSTATE 22001)"),
        Case(
            state: "22021", context: "COPY data_1, line 12, column s",
            expected: "11 s a value that the database cannot store / a value of the column's type (SQLSTATE 22021)"),
        Case(
            state: "P0001", message: "closed", context: "PL/pgSQL function f() line 3 at RAISE\nCOPY data_1, line 8",
            expected: "7 - a row that a trigger rejects / a row that it accepts; it reports \"closed\" (SQLSTATE P0001)"
        ),
        Case(
            state: "54000", context: "COPY data_1, line 8", function: "_bt_check_third_page",
            expected: "7 - a row that is too large / a row that fits into the table and its indexes (SQLSTATE 54000)"),
        Case(
            state: "54000", context: "COPY data_1, line 8", function: "RelationGetBufferForTuple",
            expected: "- - a row that is too large / a row that fits into the table and its indexes (SQLSTATE 54000)"),
        Case(
            state: "23505", context: "COPY data_1, line 99999999999999999999",
            expected: "- - a key that exists already / a key that satisfies the unique constraint (SQLSTATE 23505)"),
        Case(
            state: "23505", context: "COPY data_1, line 0",
            expected: "- - a key that exists already / a key that satisfies the unique constraint (SQLSTATE 23505)"),
        Case(state: "22P03", context: "COPY data_1, line 1", expected: nil),
        Case(state: "57014", context: "COPY data_1, line 1", expected: nil),
        Case(state: "53100", context: "COPY data_1, line 1", expected: nil),
    ]

    @Test("PostgreSQL's error report gives the rejected row and the reason", arguments: cases)
    func postgres(_ reported: Case) {
        var report = PostgresErrorFields(state: reported.state)
        report.message = reported.message
        report.detail = reported.detail
        report.context = reported.context
        report.constraint = reported.constraint
        report.column = reported.column
        report.function = reported.function
        #expect(RowRefusal(report).map(Self.text) == reported.expected)
    }

    private static func text(_ refusal: RowRefusal) -> String {
        "\(refusal.row.map { "\($0)" } ?? "-") \(refusal.column ?? "-") \(refusal.got) / \(refusal.expected)"
    }

    @Test(
        "SQLite's error message gives the reason for a rejected row",
        arguments: [
            (
                2067, "UNIQUE constraint failed: data_1.n, data_1.s",
                "4 - a key that exists already / a key that satisfies the unique index over \"n, s\""
            ),
            (
                275, "CHECK constraint failed: n > 0",
                "4 - a row that violates it / a row that satisfies the check constraint \"n > 0\""
            ),
            (
                1299, "NOT NULL constraint failed: data_1.n",
                "4 n no value / a value, because the table's column is NOT NULL"
            ),
            (
                787, "FOREIGN KEY constraint failed",
                "4 - a key that references no row / a key that satisfies the table's foreign key"
            ),
            (1811, "closed", "4 - a row that a trigger rejects / a row that it accepts; it reports \"closed\""),
            (18, "string or blob too big", "4 - a row that is too large / a row that fits into the file"),
            (
                3091, "cannot store TEXT value",
                "4 - a row that violates them / a row that satisfies the table's constraints"
            ),
            (13, "database or disk is full", nil), (9, "interrupted", nil),
        ] as [(Int32, String, String?)])
    func sqlite(code: Int32, message: String, expected: String?) {
        #expect(RowRefusal(sqlite: code, message, row: 4).map(Self.text) == expected)
    }

    /// A source whose rows come from lines.
    private final class Lined: RowSource {
        let range: ClosedRange<Int>?
        init(_ range: ClosedRange<Int>?) { self.range = range }
        func next() async throws(StorageError) -> RowBatch? { nil }
        var fingerprint: [UInt8] { get async { [] } }
        var rejections: IngestRejections { get async { IngestRejections() } }
        func lines(ofRow row: Int64) async -> ClosedRange<Int>? { row == 16 ? range : nil }
    }

    @Test(
        "A rejected row's error gives its line as precisely as it is known",
        arguments: [
            (16, 20...20, "line 20: got g, expected e"),
            (16, 20...25, "got g (a row in lines 20 to 25), expected e"),
            (16, nil, "got g (row 17, skipped rows not counted), expected e"),
            (nil, 20...20, "got g (a row), expected e"),
        ] as [(Int64?, ClosedRange<Int>?, String)])
    func line(row: Int64?, lines: ClosedRange<Int>?, expected: String) async {
        let error = await RowRefusal(row: row, column: nil, got: "g", expected: "e").error(in: Lined(lines))
        guard case .rejected(let rejections) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(rejections.count == 1 && rejections.errors.map(\.sentence) == [expected])
        #expect(rejections.errors.map(\.code) == [.constraintViolation])
    }
}
