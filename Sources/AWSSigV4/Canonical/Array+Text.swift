import Basics

extension Array<UInt8> {
    mutating func append(_ text: String) {
        append(contentsOf: text.utf8)
    }

    /// Appends a query parameter's name or value, decoded as form data (`+` is a space) and encoded again, so that
    /// every spelling of one value is signed alike. A `%` that begins no escape is kept as a literal character.
    mutating func appendReencoded(formComponent bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if let decoded = PercentEncoding.escapedByte(in: bytes, at: index) {
                appendPercentEncoded(decoded)
                index += 3
            } else {
                appendPercentEncoded(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
    }
}
