extension UnsafeRawBufferPointer {
    /// Returns the offset of the first byte of ill-formed UTF-8; `nil` if all bytes are well-formed.
    ///
    /// Source: Unicode Standard, table 3-7 "Well-Formed UTF-8 Byte Sequences".
    func firstInvalidUTF8() -> Int? {
        var at = 0
        while at < count {
            let first = self[at]
            if first < 0x80 {
                at += 1
                while at + 8 <= count, loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                    at += 8
                }
                continue
            }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch first {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xE1...0xEC, 0xEE, 0xEF: length = 3
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: length = 4
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return at
            }
            guard at + length <= count, second.contains(self[at + 1]) else { return at }
            for next in stride(from: at + 2, to: at + length, by: 1) where self[next] & 0xC0 != 0x80 { return at }
            at += length
        }
        return nil
    }
}
