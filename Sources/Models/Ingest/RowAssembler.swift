import Diagnostics

/// Assembles rows value by value, drops the invalid ones and records their errors.
struct RowAssembler: Sendable {
    let columns: [Column]
    let types: [ColumnType]
    let limits: RowParserLimits
    /// The notation of each column's values, if inference found it; empty for the notation of the documented formats.
    var readings: [ValueReading] = []
    var vectors: [ColumnVector]
    private(set) var rowCount = 0
    /// The lines on which the valid rows begin, those already taken included.
    private(set) var lines = RowLines()
    private(set) var rejectedRows: Int64 = 0
    private(set) var errors: [RowError] = []
    /// The line on which the row begins.
    var line = 1
    /// The row's index in the array; `nil` if the body is not an array.
    var element: Int?
    /// The array indices of the valid rows, those already taken included.
    private(set) var elements = RowLines()
    /// The errors of the current row.
    private var rowErrors: [RowError] = []
    /// The unknown keys of the row, by the index of their error in ``rowErrors``.
    private var unknownKeys: [Int: String] = [:]
    private var search = NearestNameSearch()
    private(set) var isInvalid = false

    init(dataset: DatasetDefinition, limits: RowParserLimits) { self.init(columns: dataset.columns, limits: limits) }

    init(columns: [Column], limits: RowParserLimits) {
        self.columns = columns
        types = columns.map(\.type)
        vectors = types.map(ColumnVector.init(type:))
        self.limits = limits
    }

    var byteCount: Int { vectors.reduce(0) { $0 + $1.byteCount } }

    /// Returns the complete rows and begins a new batch.
    mutating func takeBatch() -> RowBatch {
        var next = types.map(ColumnVector.init(type:))
        // The next batch is likely of the same size.
        for index in next.indices { next[index].reserveCapacity(like: vectors[index]) }
        defer {
            vectors = next
            rowCount = 0
        }
        return RowBatch(columns: vectors)
    }

    /// Ends the row: keeps it if it is valid.
    @inline(__always)
    mutating func endRow() {
        if isInvalid {
            rejectRow()
        } else {
            rowCount += 1
            lines.append(line)
            if let element { elements.append(element) }
        }
    }

    /// Removes the unfinished row, which will be read again after the rest of it has arrived.
    mutating func abandonRow() {
        for index in vectors.indices { vectors[index].truncate(to: rowCount) }
        clearRowErrors()
        isInvalid = false
    }

    /// Rejects the row as a whole; the errors of its values are dropped, because the values may be misread.
    mutating func rejectRow(_ code: RowError.Code, got: @autoclosure () -> String, expected: @autoclosure () -> String)
    {
        clearRowErrors()
        report(code, column: nil, got: got(), expected: expected())
        rejectRow()
    }

    private mutating func clearRowErrors() {
        rowErrors.removeAll()
        unknownKeys.removeAll()
    }

    /// Rejects the row because of its length.
    mutating func rejectTooLongRow() {
        let most = limits.rowBytes
        rejectRow(.rowTooLong, got: "a longer row", expected: "a row of at most \(most) bytes")
    }

    private mutating func rejectRow() {
        rejectedRows += 1
        for (index, error) in rowErrors.prefix(max(0, limits.errors - errors.count)).enumerated() {
            errors.append(unknownKeys[index].map { withNearestName(error, key: $0) } ?? error)
        }
        abandonRow()
    }

    /// Records an error of the row.
    mutating func report(
        _ code: RowError.Code, column: String?, got: @autoclosure () -> String, expected: @autoclosure () -> String
    ) {
        isInvalid = true
        guard errors.count + rowErrors.count < limits.errors else { return }
        rowErrors.append(
            RowError(
                line: line, element: element, column: column, code: code, got: got(), expected: expected()))
    }

    /// Records a key that is not a column of the dataset.
    mutating func reportUnknownColumn(_ name: String) {
        let count = rowErrors.count
        report(.unknownColumn, column: nil, got: name.quotedForMessage, expected: "")
        if rowErrors.count > count { unknownKeys[count] = name }
    }

    /// Returns the error with the nearest column name.
    ///
    /// An unfinished row is read again when more of it has arrived, so the search waits until the row is complete.
    private mutating func withNearestName(_ error: RowError, key: String) -> RowError {
        RowError(
            line: error.line, element: error.element, column: error.column, code: error.code, got: error.got,
            expected: CSVHeader.expected(key, among: columns, &search))
    }

    /// Records an error of a column's value; by default, the column's type determines the expectation.
    mutating func report(
        _ code: RowError.Code, column index: Int, got: @autoclosure () -> String,
        expected: @autoclosure () -> String? = nil
    ) {
        let column = columns[index]
        report(code, column: column.name.rawValue, got: got(), expected: expected() ?? column.type.expectation)
    }

    /// Appends null to a column; reports an error if the column is not nullable.
    mutating func appendNull(to index: Int, got: @autoclosure () -> String) {
        if columns[index].nullable {
            vectors[index].appendNull()
        } else {
            report(.missingValue, column: index, got: got())
        }
    }
}

extension ColumnType {
    /// The expected form of a value of the type, for messages.
    var expectation: String {
        switch self {
        case .string: "text"
        case .integer: "a whole number from \(Int64.min) to \(Int64.max)"
        case .double: "a finite number such as 12.5 or 1e-3"
        case .decimal: "a number of at most \(DecimalNumber.maximumDigits) digits such as 12.50"
        case .boolean: "true or false"
        case .timestamp: "a time with offset such as 2026-03-29T14:30:00Z or 2026-03-29T14:30:00.25+02:00"
        case .date: "a date such as 2026-03-29"
        case .json: "a JSON value"
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The text in quotes, safe for a message.
    var quotedForMessage: String { shownText.quotedForMessage }

    /// The beginning of the text as far as messages show it: 80 characters, of at most 4 bytes each.
    var shownText: String { String(decoding: UnsafeRawBufferPointer(rebasing: prefix(324)), as: UTF8.self) }
}
