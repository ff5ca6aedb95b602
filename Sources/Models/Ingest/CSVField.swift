/// The position and the notation of a field in a CSV record.
struct CSVField {
    /// The offset of the content: of the text between the quotes, or of the whole field.
    let start: Int
    /// The offset after the content.
    let stop: Int
    /// The offset of the separator or line end after the field.
    let end: Int
    /// `true` if the field is quoted.
    let isQuoted: Bool
    /// `true` if the content has doubled quotes, which decoding halves.
    let hasDoubledQuotes: Bool
    /// `true` if a quote stands where RFC 4180 allows none.
    let isMalformed: Bool
    /// The number of line ends inside the quotes.
    let innerLines: Int

    /// Reads the field at an offset of `bytes`, whose last byte is a line feed.
    ///
    /// Fails if the field is quoted and continues after `bytes`.
    @inline(__always)
    init?(of bytes: UnsafeRawBufferPointer, from offset: Int, separator: UInt8) {
        let first = bytes.fieldEnd(from: offset, separator: separator)
        if bytes[first] == UInt8(ascii: "\"") {
            guard let field = Self.withQuotes(bytes, from: offset, firstQuote: first, separator: separator) else {
                return nil
            }
            self = field
        } else {
            self.init(plain: offset, end: first, isMalformed: false)
        }
    }

    @inline(__always)
    private init(plain start: Int, end: Int, isMalformed: Bool) {
        self.start = start
        stop = end
        self.end = end
        isQuoted = false
        hasDoubledQuotes = false
        self.isMalformed = isMalformed
        innerLines = 0
    }

    private init(quoted start: Int, stop: Int, end: Int, hasDoubledQuotes: Bool, innerLines: Int) {
        self.start = start
        self.stop = stop
        self.end = end
        isQuoted = true
        self.hasDoubledQuotes = hasDoubledQuotes
        isMalformed = end > stop + 1
        self.innerLines = innerLines
    }

    @inline(never)
    private static func withQuotes(
        _ bytes: UnsafeRawBufferPointer, from offset: Int, firstQuote: Int, separator: UInt8
    ) -> CSVField? {
        guard firstQuote == offset else {
            return CSVField(
                plain: offset, end: plainEnd(of: bytes, from: offset, separator: separator), isMalformed: true)
        }
        var at = offset + 1
        var doubled = false
        var lines = 0
        while true {
            guard at < bytes.count else { return nil }
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                // The last byte is a line feed, so a byte follows the quote.
                guard bytes[at + 1] == UInt8(ascii: "\"") else { break }
                doubled = true
                at += 2
                continue
            }
            // CRLF, LF and a lone CR count as one line end each.
            if byte == 0x0D || (byte == 0x0A && bytes[at - 1] != 0x0D) { lines += 1 }
            at += 1
        }
        return CSVField(
            quoted: offset + 1, stop: at, end: plainEnd(of: bytes, from: at + 1, separator: separator),
            hasDoubledQuotes: doubled, innerLines: lines)
    }

    private static func plainEnd(of bytes: UnsafeRawBufferPointer, from offset: Int, separator: UInt8) -> Int {
        var at = bytes.fieldEnd(from: offset, separator: separator)
        while bytes[at] == UInt8(ascii: "\"") { at = bytes.fieldEnd(from: at + 1, separator: separator) }
        return at
    }

    /// Appends the content with its doubled quotes halved.
    func decode(from bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
        var at = start
        while at < stop {
            text.append(bytes[at])
            at += bytes[at] == UInt8(ascii: "\"") ? 2 : 1
        }
    }

    /// Returns the contents of the fields of a record.
    ///
    /// - Parameter record: The record and a line feed.
    static func texts(of record: UnsafeRawBufferPointer, separator: UInt8) -> [String] {
        var texts: [String] = []
        var at = 0
        while at < record.count, let field = CSVField(of: record, from: at, separator: separator) {
            var text: [UInt8] = []
            if field.hasDoubledQuotes {
                field.decode(from: record, into: &text)
            } else {
                text.append(contentsOf: record[field.start..<field.stop])
            }
            texts.append(String(decoding: text, as: UTF8.self))
            at = field.end + 1
        }
        return texts
    }

    /// The expectation in errors about a misplaced quote.
    static let quoting = "quotes around the whole field only, and quotes inside it doubled"
    /// The expectation in errors about an open quote.
    static let closing = "a closing quote before the end of the body"
}

extension UnsafeRawBufferPointer {
    /// Returns the offset of the first separator, quote, line feed or carriage return at or after `offset`; the last byte is a line
    /// feed, so there always is one.
    @inline(__always)
    func fieldEnd(from offset: Int, separator: UInt8) -> Int {
        let separators = UInt64(separator) &* 0x0101_0101_0101_0101
        var at = offset
        while at &+ 8 <= count {
            let word = UInt64(littleEndian: loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let found =
                Self.zeroBytes(word ^ separators) | Self.zeroBytes(word ^ 0x2222_2222_2222_2222)
                | Self.zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A) | Self.zeroBytes(word ^ 0x0D0D_0D0D_0D0D_0D0D)
            if found != 0 { return at &+ found.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < count - 1 {
            switch self[at] {
            case separator, UInt8(ascii: "\""), 0x0A, 0x0D: return at
            default: at &+= 1
            }
        }
        return count - 1
    }

    /// Sets the high bit of each zero byte; bits above the lowest set bit may be wrong, the lowest is exact.
    ///
    /// Source: Henry S. Warren, "Hacker's Delight", "Find First 0-Byte".
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
