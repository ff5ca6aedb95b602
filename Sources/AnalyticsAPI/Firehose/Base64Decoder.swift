/// Decodes base64 with padding (RFC 4648, section 4) as its characters arrive.
struct Base64Decoder {
    private var bits: UInt32 = 0
    /// The characters of the open group of four.
    private var count = 0
    private var padding = 0

    /// Adds a character.
    ///
    /// - Returns: `false` if the text is not base64.
    mutating func add(_ character: UInt8, to output: inout [UInt8]) -> Bool {
        if character == UInt8(ascii: "=") {
            padding += 1
        } else {
            guard padding == 0, let value = Self.value(of: character) else { return false }
            bits = bits << 6 | UInt32(value)
        }
        count += 1
        guard count == 4 else { return true }
        count = 0
        switch padding {
        case 0:
            output.append(UInt8(truncatingIfNeeded: bits >> 16))
            output.append(UInt8(truncatingIfNeeded: bits >> 8))
            output.append(UInt8(truncatingIfNeeded: bits))
        case 1:
            // The bits behind the last byte are zero, or two texts would have the same bytes.
            guard bits & 3 == 0 else { return false }
            output.append(UInt8(truncatingIfNeeded: bits >> 10))
            output.append(UInt8(truncatingIfNeeded: bits >> 2))
        case 2:
            guard bits & 15 == 0 else { return false }
            output.append(UInt8(truncatingIfNeeded: bits >> 4))
        default: return false
        }
        bits = 0
        return true
    }

    /// Ends the text and begins another one.
    ///
    /// - Returns: `false` if the text ends within a group of four.
    mutating func finish() -> Bool {
        defer { self = Base64Decoder() }
        return count == 0
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
