/// Finds the end of a JSON value byte by byte, for values that arrive in pieces.
///
/// The scanner looks at brackets and quotes only; syntax errors are found when the value is read.
struct JSONElementScanner: Sendable {
    private enum Kind { case unknown, container, string, scalar }

    private var kind = Kind.unknown
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    /// `true` if the value is not an object, an array or a string.
    var isScalar: Bool { kind == .scalar }

    /// Returns the offset after the value's last byte; `nil` if these bytes do not contain it.
    mutating func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start
        while at < bytes.count {
            let byte = bytes[at]
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                    if kind == .string { return at + 1 }
                }
                at += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\"") where kind != .scalar:
                isInString = true
                if kind == .unknown { kind = .string }
            case UInt8(ascii: "{") where kind != .scalar, UInt8(ascii: "[") where kind != .scalar:
                kind = .container
                depth += 1
            case UInt8(ascii: "}") where kind == .container, UInt8(ascii: "]") where kind == .container:
                depth -= 1
                if depth == 0 { return at + 1 }
            case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
                if kind != .container { return max(at, start) }
            default:
                if kind == .unknown { kind = .scalar }
            }
            at += 1
        }
        return nil
    }
}
