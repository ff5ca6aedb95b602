import Models

/// Writes the values of a column, and returns their maximum sizes.
struct ValueWriter: Sendable {
    private let type: ColumnType
    private let zone: ZoneRules?
    private let bigNumbersAsStrings: Bool
    /// A buffer that is reused between values.
    private var scratch: [UInt8] = []

    init(_ column: ResultColumn, style: AnswerStyle = AnswerStyle()) {
        type = column.type
        zone = column.zone == .utc ? nil : column.zone
        bigNumbersAsStrings = style.bigNumbersAsStrings
    }

    /// Returns the maximum size of a row's value in any format, in bytes.
    @inline(__always)
    func bound(_ column: borrowing ColumnVector, _ row: Int) -> Int {
        switch type {
        case .string, .json: 2 + 6 * column.texts.range(at: row).count
        // A decimal is the longest: a sign, 38 digits, the point and a zero before it, quotes.
        default: 48
        }
    }

    /// Writes the value as JSON.
    @inline(__always)
    mutating func json(_ column: borrowing ColumnVector, _ row: Int, into cursor: inout RowCursor) {
        if column.isNull(row) { return cursor.bytes("null") }
        switch type {
        case .string: column.texts.withBytes(at: row) { cursor.jsonString($0) }
        case .json: column.texts.withBytes(at: row) { cursor.bytes($0) }
        case .integer: integer(column.integers[row], into: &cursor)
        case .double: cursor.double(column.doubles[row])
        case .boolean: cursor.bytes(column.integers[row] != 0 ? "true" : "false")
        case .decimal: decimal(column.decimals[row], into: &cursor)
        case .timestamp, .date:
            cursor.byte(UInt8(ascii: "\""))
            time(column.integers[row], into: &cursor)
            cursor.byte(UInt8(ascii: "\""))
        }
    }

    /// Writes the value as a CSV field; nothing for null.
    @inline(__always)
    mutating func csv(_ column: borrowing ColumnVector, _ row: Int, into cursor: inout RowCursor) {
        if column.isNull(row) { return }
        switch type {
        case .string, .json: column.texts.withBytes(at: row) { cursor.csvField($0) }
        case .integer: cursor.integer(column.integers[row])
        case .double: cursor.double(column.doubles[row])
        case .boolean: cursor.bytes(column.integers[row] != 0 ? "true" : "false")
        case .decimal:
            scratch.removeAll(keepingCapacity: true)
            column.decimals[row].write(into: &scratch)
            cursor.bytes(scratch)
        case .timestamp, .date: time(column.integers[row], into: &cursor)
        }
    }

    @inline(__always)
    private func integer(_ number: Int64, into cursor: inout RowCursor) {
        // A double holds every integer up to 2^53 exactly.
        guard bigNumbersAsStrings, number.magnitude > 9_007_199_254_740_992 else { return cursor.integer(number) }
        cursor.byte(UInt8(ascii: "\""))
        cursor.integer(number)
        cursor.byte(UInt8(ascii: "\""))
    }

    private mutating func decimal(_ number: DecimalNumber, into cursor: inout RowCursor) {
        scratch.removeAll(keepingCapacity: true)
        number.write(into: &scratch)
        // A double preserves up to 15 significant digits (C11, 5.2.4.2.2, DBL_DIG).
        let quoted = bigNumbersAsStrings && number.coefficient.magnitude >= 1_000_000_000_000_000
        if quoted { cursor.byte(UInt8(ascii: "\"")) }
        cursor.bytes(scratch)
        if quoted { cursor.byte(UInt8(ascii: "\"")) }
    }

    private mutating func time(_ number: Int64, into cursor: inout RowCursor) {
        scratch.removeAll(keepingCapacity: true)
        if type == .date {
            CalendarDate(daysSinceEpoch: Int(number)).write(into: &scratch)
        } else {
            let instant = Timestamp(microseconds: number)
            instant.write(into: &scratch, offsetSeconds: zone.map { $0.offset(at: instant) })
        }
        cursor.bytes(scratch)
    }
}
