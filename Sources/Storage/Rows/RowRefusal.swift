import Models

/// A row that the database itself refuses, though its values suit the dataset's columns: an operator's own constraint or
/// trigger, or a limit of the table or an index.
struct RowRefusal: Hashable, Sendable {
    /// How many rows of the ingest are before it; `nil` if the database does not say which it was.
    var row: Int64?
    /// The column concerned, if the database names one.
    var column: String?
    /// What was got.
    var got: String
    /// What was expected.
    var expected: String

    /// The refusal of the whole batch, as its transaction is lost.
    ///
    /// - Parameter rows: What the row came from.
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
                place: "a row between lines \(lines.lowerBound) and \(lines.upperBound)")
        case nil: return error(line: nil, place: "row \(row + 1), those left out not counted")
        }
    }

    /// The refusal without a place in a body.
    var error: StorageError { error(line: nil, place: row.map { "row \($0 + 1)" } ?? "a row") }

    /// The refusal of a change to one row, which its caller knows.
    var errorOfChange: StorageError { error(line: nil, place: nil) }

    private func error(line: Int?, element: Int? = nil, place: String?) -> StorageError {
        let problem = RowError(
            line: line, element: element, column: column, code: .constraintViolation,
            got: got + (place.map { " (\($0))" } ?? ""),
            expected: expected)
        return .rejected(IngestRejections(count: 1, errors: [problem]))
    }
}
