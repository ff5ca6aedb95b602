import Models

/// The binary formats of parameters, results and `COPY`: big-endian numbers, times counted from 2000-01-01 (PostgreSQL
/// documentation, "COPY: Binary Format"; source, `timestamp_recv`, `numeric_recv`).
enum PostgresBinary {
    /// Microseconds from the Unix epoch to 2000-01-01T00:00:00Z.
    static let epochMicroseconds: Int64 = 946_684_800_000_000
    /// Days from the Unix epoch to 2000-01-01.
    static let epochDays: Int64 = 10_957

    @inline(__always)
    static func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    @inline(__always)
    static func read<Number: FixedWidthInteger>(_: Number.Type, _ bytes: UnsafeRawPointer) -> Number {
        Number(bigEndian: bytes.loadUnaligned(as: Number.self))
    }

    /// Appends a value as a field of `COPY`, preceded by its length.
    static func appendField(_ vector: ColumnVector, row: Int, to bytes: inout [UInt8]) {
        if vector.isNull(row) {
            append(Int32(-1), to: &bytes)
            return
        }
        switch vector.type {
        case .integer:
            append(Int32(8), to: &bytes)
            append(vector.integers[row], to: &bytes)
        case .timestamp:
            append(Int32(8), to: &bytes)
            append(vector.integers[row] - epochMicroseconds, to: &bytes)
        case .date:
            append(Int32(4), to: &bytes)
            append(Int32(truncatingIfNeeded: vector.integers[row] - epochDays), to: &bytes)
        case .boolean:
            append(Int32(1), to: &bytes)
            bytes.append(vector.integers[row] != 0 ? 1 : 0)
        case .double:
            append(Int32(8), to: &bytes)
            append(vector.doubles[row].bitPattern, to: &bytes)
        case .decimal: appendNumeric(vector.decimals[row], to: &bytes)
        case .string, .json:
            vector.texts.withBytes(at: row) { text in
                append(Int32(truncatingIfNeeded: text.count), to: &bytes)
                bytes.append(contentsOf: text)
            }
        }
    }

    /// Appends a `numeric`, preceded by its length: number of base-10,000 digits, weight of the first, sign, display scale, digits.
    static func appendNumeric(_ number: DecimalNumber, to bytes: inout [UInt8]) {
        // A fraction consists of whole groups of four digits. The last group is padded by itself, as multiplying the coefficient
        // could overflow.
        let padding = (4 - number.scale % 4) % 4
        let fractionGroups = (number.scale + padding) / 4
        let powers = [1, 10, 100, 1000]
        var groups: [Int16] = []
        var rest = number.coefficient.magnitude
        if padding > 0, rest > 0 {
            let split = UInt128(powers[4 - padding])
            groups.append(Int16(Int(rest % split) * powers[padding]))
            rest /= split
        }
        while rest > 0 {
            groups.append(Int16(rest % 10_000))
            rest /= 10_000
        }
        append(Int32(8 + groups.count * 2), to: &bytes)
        append(Int16(groups.count), to: &bytes)
        append(Int16(groups.isEmpty ? 0 : groups.count - fractionGroups - 1), to: &bytes)
        append(UInt16(number.coefficient < 0 ? 0x4000 : 0), to: &bytes)
        append(Int16(number.scale), to: &bytes)
        for group in groups.reversed() { append(group, to: &bytes) }
    }

    /// Reads a `numeric`; `nil` for NaN, infinities and numbers of more than 38 digits.
    static func numeric(_ bytes: UnsafeRawBufferPointer) -> DecimalNumber? {
        guard let base = bytes.baseAddress, bytes.count >= 8 else { return nil }
        let count = Int(read(Int16.self, base))
        let weight = Int(read(Int16.self, base + 2))
        let sign = read(UInt16.self, base + 4)
        guard sign == 0 || sign == 0x4000, count >= 0, bytes.count >= 8 + count * 2 else { return nil }
        guard count > 0 else { return .zero }
        var coefficient: Int128 = 0
        var scale = 4 * (count - 1 - weight)
        for index in 0..<count {
            var group = Int128(read(Int16.self, base + 8 + index * 2))
            var factor: Int128 = 10_000
            // Trailing zeros of the last group are dropped; without them 38 digits always fit.
            while index == count - 1, group != 0, group % 10 == 0 {
                group /= 10
                factor /= 10
                scale -= 1
            }
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: factor)
            let (sum, carried) = product.addingReportingOverflow(group)
            guard !overflow, !carried else { return nil }
            coefficient = sum
        }
        return DecimalNumber(coefficient: sign == 0 ? coefficient : -coefficient, scale: scale)
    }
}
