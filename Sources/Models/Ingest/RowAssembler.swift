/// Puts rows together value by value, takes back those that turn out bad, and remembers what was wrong with them.
struct RowAssembler: Sendable {
    let columns: [Column]
    let types: [ColumnType]
    let limits: RowParserLimits
    var vectors: [ColumnVector]
    private(set) var rowCount = 0
    /// Where the good rows begin, also those already taken.
    private(set) var lines = RowLines()
    private(set) var rejectedRows: Int64 = 0
    private(set) var errors: [RowError] = []
    /// The line on which the row begins.
    var line = 1
    /// The row's place in an array, if the body is one.
    var element: Int?
    /// The places of the good rows in an array, also those already taken.
    private(set) var elements = RowLines()
    private var problems: [RowError] = []
    /// The keys of the row that are no columns, by their place in ``problems``.
    private var unknownKeys: [Int: String] = [:]
    private var search = NearestNameSearch()
    private(set) var isBad = false

    init(dataset: DatasetDefinition, limits: RowParserLimits) {
        columns = dataset.columns
        types = dataset.columns.map(\.type)
        vectors = types.map(ColumnVector.init(type:))
        self.limits = limits
    }

    var byteCount: Int { vectors.reduce(0) { $0 + $1.byteCount } }

    /// Gives the complete rows and begins anew.
    mutating func takeBatch() -> RowBatch {
        var next = types.map(ColumnVector.init(type:))
        // The next batch is most likely as large.
        for index in next.indices { next[index].reserveCapacity(like: vectors[index]) }
        defer {
            vectors = next
            rowCount = 0
        }
        return RowBatch(columns: vectors)
    }

    /// Ends the row: keeps it if it is good.
    @inline(__always)
    mutating func endRow() {
        if isBad {
            rejectRow()
        } else {
            rowCount += 1
            lines.append(line)
            if let element { elements.append(element) }
        }
    }

    /// Takes back what there is of the row, because it will be read again once the rest has arrived.
    mutating func abandonRow() {
        for index in vectors.indices { vectors[index].truncate(to: rowCount) }
        forgetProblems()
        isBad = false
    }

    /// Refuses the row as a whole; what was found wrong with its values is dropped, for they may not be what was meant.
    mutating func rejectRow(_ code: RowError.Code, got: @autoclosure () -> String, expected: @autoclosure () -> String)
    {
        forgetProblems()
        report(code, column: nil, got: got(), expected: expected())
        rejectRow()
    }

    private mutating func forgetProblems() {
        problems.removeAll()
        unknownKeys.removeAll()
    }

    /// Refuses the row because of its length.
    mutating func rejectTooLongRow() {
        let most = limits.rowBytes
        rejectRow(.rowTooLong, got: "a longer row", expected: "a row of at most \(most) bytes")
    }

    private mutating func rejectRow() {
        rejectedRows += 1
        for (index, problem) in problems.prefix(max(0, limits.errors - errors.count)).enumerated() {
            errors.append(unknownKeys[index].map { explained(problem, key: $0) } ?? problem)
        }
        abandonRow()
    }

    /// Notes what is wrong with the row.
    mutating func report(
        _ code: RowError.Code, column: String?, got: @autoclosure () -> String, expected: @autoclosure () -> String
    ) {
        isBad = true
        guard errors.count + problems.count < limits.errors else { return }
        problems.append(
            RowError(
                line: line, element: element, column: column, code: code, got: got(), expected: expected()))
    }

    /// Notes a key that is no column of the dataset.
    mutating func reportUnknownColumn(_ name: String) {
        let count = problems.count
        report(.unknownColumn, column: nil, got: name.quotedForMessage, expected: "")
        if problems.count > count { unknownKeys[count] = name }
    }

    /// The problem with the columns that may have been meant. A row is read anew when more of it has arrived, so that they are
    /// looked for once it is complete.
    private mutating func explained(_ problem: RowError, key: String) -> RowError {
        RowError(
            line: problem.line, element: problem.element, column: problem.column, code: problem.code, got: problem.got,
            expected: CSVHeader.expected(key, among: columns, &search))
    }

    /// Notes what is wrong with the value of a column; what is expected is what its type says, if nothing else.
    mutating func report(
        _ code: RowError.Code, column index: Int, got: @autoclosure () -> String, expected: String? = nil
    ) {
        let column = columns[index]
        report(code, column: column.name.rawValue, got: got(), expected: expected ?? column.type.expectation)
    }

    /// Gives a column no value.
    mutating func appendNull(to index: Int, got: @autoclosure () -> String) {
        if columns[index].nullable {
            vectors[index].appendNull()
        } else {
            report(.missingValue, column: index, got: got())
        }
    }
}

extension ColumnType {
    /// What a value of the type looks like, for messages.
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
    /// The text in quotes, safe to show.
    var quotedForMessage: String { shownText.quotedForMessage }

    /// As much of the text as messages look at: 80 characters, of at most 4 bytes each.
    var shownText: String { String(decoding: UnsafeRawBufferPointer(rebasing: prefix(324)), as: UTF8.self) }
}
