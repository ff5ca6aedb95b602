import Models

/// A row that the database refuses although its values fit the dataset's columns, because of an operator's constraint or trigger,
/// or a limit of the table or an index.
struct RowRefusal: Hashable, Sendable {
    /// The row's index in the ingest; `nil` if the database does not report it.
    var row: Int64?
    /// The column, if the database names one.
    var column: String?
    /// The value or row that the database got.
    var got: String
    /// The condition that it expected.
    var expected: String

    /// The error of the whole ingest, because its transaction is rolled back.
    ///
    /// - Parameter rows: The source of the row.
    func error(in rows: any RowSource) async -> StorageError {
        guard let row else { return error(line: nil, place: "a row") }
        let elements = await rows.elements(ofRow: row)
        let element = elements.flatMap { $0.count == 1 ? $0.lowerBound : nil }
        switch await rows.lines(ofRow: row) {
        case let lines? where lines.count == 1:
            return error(line: lines.lowerBound, element: element, place: nil)
        case let lines?:
            return error(
                line: nil, element: element,
                place: "a row in lines \(lines.lowerBound) to \(lines.upperBound)")
        case nil: return error(line: nil, place: "row \(row + 1), skipped rows not counted")
        }
    }

    /// The error without a place in the input.
    var error: StorageError { error(line: nil, place: row.map { "row \($0 + 1)" } ?? "a row") }

    /// The error of a change to one row, which the caller knows.
    var errorOfChange: StorageError { error(line: nil, place: nil) }

    private func error(line: Int?, element: Int? = nil, place: String?) -> StorageError {
        let problem = RowError(
            line: line, element: element, column: column, code: .constraintViolation,
            got: got + (place.map { " (\($0))" } ?? ""),
            expected: expected)
        return .rejected(IngestRejections(count: 1, errors: [problem]))
    }
}
