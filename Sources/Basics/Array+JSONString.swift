extension Array<UInt8> {
    /// Appends a JSON string with its quotes (RFC 8259, section 7); only the mandatory escapes are written.
    ///
    /// - Parameter text: Valid UTF-8.
    package mutating func appendJSONString(_ text: some Sequence<UInt8>) {
        append(UInt8(ascii: "\""))
        // Most strings are contiguous; a generic sequence, byte by byte, is many times slower.
        if text.withContiguousStorageIfAvailable({ appendEscaped($0) }) == nil {
            Array(text).withUnsafeBufferPointer { appendEscaped($0) }
        }
        append(UInt8(ascii: "\""))
    }

    /// Appends each run without escapes at once.
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            appendEscape(of: byte)
            start = index + 1
        }
        append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    private mutating func appendEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            append(UInt8(ascii: "\\"))
            append(byte)
        case 0x08: append(contentsOf: "\\b".utf8)
        case 0x09: append(contentsOf: "\\t".utf8)
        case 0x0A: append(contentsOf: "\\n".utf8)
        case 0x0C: append(contentsOf: "\\f".utf8)
        case 0x0D: append(contentsOf: "\\r".utf8)
        default:
            append(contentsOf: "\\u00".utf8)
            append(Hexadecimal.lowercaseDigit(byte >> 4))
            append(Hexadecimal.lowercaseDigit(byte & 15))
        }
    }
}
