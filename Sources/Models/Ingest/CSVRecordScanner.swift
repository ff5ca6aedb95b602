/// Finds the end of a CSV record (RFC 4180) byte by byte, for records that arrive in pieces.
///
/// A quote opens a quoted field only at the field's beginning; after a misplaced quote, the field ends at the next separator or
/// line end. ``CSVRowParser`` reads whole records by the same rules.
struct CSVRecordScanner: Sendable {
    private enum State { case fieldStart, unquoted, quoted, afterQuote }

    private let separator: UInt8
    private var state = State.fieldStart
    private var lastWasCR = false
    /// The number of line ends inside quoted fields so far.
    private(set) var innerLines = 0
    /// The number of separators so far.
    private(set) var separators = 0

    init(separator: UInt8 = UInt8(ascii: ",")) { self.separator = separator }

    /// `true` if a quote is open.
    var isQuoted: Bool { state == .quoted }

    /// Returns the offset of the line end that ends the record; `nil` if these bytes do not contain it.
    mutating func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start
        while at < bytes.count {
            let byte = bytes[at]
            switch (state, byte) {
            case (.quoted, UInt8(ascii: "\"")): state = .afterQuote
            case (.quoted, _): countLine(byte)
            case (_, 0x0A), (_, 0x0D): return at
            case (_, separator):
                state = .fieldStart
                separators += 1
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

    /// Counts CRLF, LF and a lone CR as one line end each.
    private mutating func countLine(_ byte: UInt8) {
        if byte == 0x0D || (byte == 0x0A && !lastWasCR) { innerLines += 1 }
        lastWasCR = byte == 0x0D
    }
}
