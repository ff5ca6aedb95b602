/// Numbers and Booleans in CSV fields.
enum FieldText {
    /// Reads `[+-]?digits` of at most 18 bytes; `nil` for any other text, which may still be an integer.
    @inline(__always)
    static func shortInteger(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        var at = 0
        var negative = false
        let count = bytes.count
        guard count > 0, count <= 18 else { return nil }
        let sign = bytes[0]
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            at = 1
            guard count > 1 else { return nil }
        }
        var value: Int64 = 0
        while at < count {
            let digit = bytes[at] &- 0x30
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
            at &+= 1
        }
        return negative ? -value : value
    }

    /// The result of reading a number.
    enum Number<Value> {
        case value(Value)
        case outOfRange
        case invalid
    }

    /// Reads `[+-]?digits`.
    static func integer(_ bytes: UnsafeRawBufferPointer) -> Number<Int64> {
        var at = 0
        var negative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            at = 1
        }
        guard at < bytes.count, bytes[at...].allSatisfy({ $0 &- 0x30 <= 9 }) else { return .invalid }
        var value: Int64 = 0
        for byte in bytes[at...] {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            // Accumulated as a negative number, because `Int64.min` has no positive counterpart.
            let (sum, carry) = product.subtractingReportingOverflow(Int64(byte &- 0x30))
            guard !overflow, !carry else { return .outOfRange }
            value = sum
        }
        if negative { return .value(value) }
        return value == .min ? .outOfRange : .value(-value)
    }

    /// Reads `[+-]?digits`, or another notation of a whole number such as `5.0`: data frames write the integers of a column with
    /// gaps so.
    static func integerInAnyNotation(_ bytes: UnsafeRawBufferPointer) -> Number<Int64> {
        if case .invalid = integer(bytes) { return wholeNumber(bytes) }
        return integer(bytes)
    }

    /// Reads a whole number in any notation, such as `1.0` or `1e3`.
    static func wholeNumber(_ bytes: UnsafeRawBufferPointer) -> Number<Int64> {
        if let decimal = DecimalNumber(parsing: bytes) {
            guard decimal.scale == 0 else { return .invalid }
            return Int64(exactly: decimal.coefficient).map { .value($0) } ?? .outOfRange
        }
        switch DoubleText.parse(bytes) {
        case .invalid: return .invalid
        case .outOfRange: return .outOfRange
        case .value(let double): return abs(double) < 0x1p63 ? .invalid : .outOfRange
        }
    }

    /// Reads a decimal number.
    static func decimal(_ bytes: UnsafeRawBufferPointer) -> Number<DecimalNumber> {
        if let number = DecimalNumber(parsing: bytes) { return .value(number) }
        return DoubleText.isNumber(bytes) ? .outOfRange : .invalid
    }

    /// Reads `true`, `t`, `1`, `false`, `f`, `0` in upper or lower case.
    @inline(__always)
    static func boolean(_ bytes: UnsafeRawBufferPointer) -> Bool? {
        switch bytes.count {
        case 1:
            switch bytes[0] {
            case UInt8(ascii: "1"), UInt8(ascii: "t"), UInt8(ascii: "T"): return true
            case UInt8(ascii: "0"), UInt8(ascii: "f"), UInt8(ascii: "F"): return false
            default: return nil
            }
        case 4: return lowercased(bytes, at: 0) == 0x6575_7274 ? true : nil
        case 5: return lowercased(bytes, at: 1) == 0x6573_6C61 && bytes[0] | 0x20 == UInt8(ascii: "f") ? false : nil
        default: return nil
        }
    }

    /// Returns four letters in lower case as a little-endian number: `true` is 0x65757274, `alse` is 0x65736C61.
    @inline(__always)
    private static func lowercased(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) | 0x2020_2020
    }
}
