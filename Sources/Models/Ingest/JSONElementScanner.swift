/// Finds the end of a JSON value byte by byte, for values whose bytes arrive in pieces.
///
/// It looks at brackets and quotes only: where the value is broken, reading it will say so.
struct JSONElementScanner: Sendable {
    private enum Kind { case unknown, container, string, scalar }

    private var kind = Kind.unknown
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    /// Whether the value is neither an object, nor an array, nor a string.
    var isScalar: Bool { kind == .scalar }

    /// The offset after the value's last byte, or `nil` if that is not among these bytes.
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
