import Basics

/// A `traceparent` header: `00-` 32 digits `-` 16 digits `-` 2 digits (W3C Trace Context, section 3.2.2).
struct TraceParent: Sendable, Hashable {
    /// The first half of the trace's id.
    let traceHigh: UInt64
    /// The second half of the trace's id.
    let traceLow: UInt64
    /// The id of the client's span.
    let span: UInt64
    /// `true` if the client's span is sampled.
    let isSampled: Bool

    /// Parses a header; `nil` if it is not valid. A later version may append further fields.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        let hyphen = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == hyphen, bytes[35] == hyphen, bytes[52] == hyphen,
            let version = UInt64(lowercaseHexadecimal: bytes[0..<2]), version != 0xFF,
            version == 0 ? bytes.count == 55 : bytes.count == 55 || bytes[55] == hyphen,
            let high = UInt64(lowercaseHexadecimal: bytes[3..<19]),
            let low = UInt64(lowercaseHexadecimal: bytes[19..<35]), high | low != 0,
            let span = UInt64(lowercaseHexadecimal: bytes[36..<52]), span != 0,
            let flags = UInt64(lowercaseHexadecimal: bytes[53..<55])
        else { return nil }
        traceHigh = high
        traceLow = low
        self.span = span
        isSampled = flags & 1 == 1
    }
}

extension UInt64 {
    /// Parses lower-case hexadecimal digits, at most 16; `nil` for any other text.
    init?(lowercaseHexadecimal digits: some Collection<UInt8>) {
        guard (1...16).contains(digits.count) else { return nil }
        var number: UInt64 = 0
        for digit in digits {
            guard let value = Hexadecimal.value(of: digit), digit < UInt8(ascii: "A") || digit >= UInt8(ascii: "a")
            else {
                return nil
            }
            number = number << 4 | UInt64(value)
        }
        self = number
    }
}
