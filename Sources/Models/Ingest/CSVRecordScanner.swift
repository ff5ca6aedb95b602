/// Finds the end of a CSV record (RFC 4180) byte by byte, for records whose bytes arrive in pieces.
///
/// A quote opens a quoted field only at the field's beginning; after a quote out of place the field ends at the next comma or
/// line end. ``CSVRowParser`` reads whole records by the same rules.
struct CSVRecordScanner: Sendable {
    private enum State { case fieldStart, unquoted, quoted, afterQuote }

    private var state = State.fieldStart
    private var lastWasCR = false
    /// Line ends inside quoted fields so far.
    private(set) var innerLines = 0

    /// Whether a quote is open.
    var isQuoted: Bool { state == .quoted }

    /// The offset of the line end that ends the record, or `nil` if it is not among these bytes.
    mutating func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start
        while at < bytes.count {
            let byte = bytes[at]
            switch (state, byte) {
            case (.quoted, UInt8(ascii: "\"")): state = .afterQuote
            case (.quoted, _): countLine(byte)
            case (_, 0x0A), (_, 0x0D): return at
            case (_, UInt8(ascii: ",")): state = .fieldStart
            case (.fieldStart, UInt8(ascii: "\"")), (.afterQuote, UInt8(ascii: "\"")):
                state = .quoted
                lastWasCR = false
            case (.fieldStart, _), (.afterQuote, _): state = .unquoted
            case (.unquoted, _): break
            }
            at += 1
        }
        return nil
    }

    /// CRLF, LF and a lone CR are one line end each.
    private mutating func countLine(_ byte: UInt8) {
        if byte == 0x0D || (byte == 0x0A && !lastWasCR) { innerLines += 1 }
        lastWasCR = byte == 0x0D
    }
}
