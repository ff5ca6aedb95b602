import Models

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The order of two values of one type, null last.
enum ValueOrder { case before, same, after }

extension ColumnVector {
    /// The order of a value of this vector and one of another of the same type: ``Value/precedes(_:descending:)`` without
    /// a copy of either. Nulls come last in both directions, and are the same.
    func order(_ row: Int, _ other: ColumnVector, _ otherRow: Int, descending: Bool = false) -> ValueOrder {
        switch (isNull(row), other.isNull(otherRow)) {
        case (true, true): return .same
        case (true, false): return .after
        case (false, true): return .before
        case (false, false): break
        }
        let sign =
            switch type {
            case .integer, .boolean, .timestamp, .date: Self.sign(integers[row], other.integers[otherRow])
            case .double: Self.sign(doubles[row], other.doubles[otherRow])
            case .decimal: Self.sign(decimals[row], other.decimals[otherRow])
            case .string, .json:
                texts.withBytes(at: row) { a in other.texts.withBytes(at: otherRow) { b in Self.sign(a, b) } }
            }
        guard sign != 0 else { return .same }
        return (sign < 0) != descending ? .before : .after
    }

    /// Feeds a hasher bytes that are equal where values are the same.
    func hash(_ row: Int, into hasher: inout Hasher) {
        guard !isNull(row) else { return hasher.combine(false) }
        switch type {
        case .integer, .boolean, .timestamp, .date: hasher.combine(integers[row])
        // Minus zero is the same value as zero.
        case .double: hasher.combine(doubles[row] == 0 ? 0 : doubles[row])
        case .decimal: hasher.combine(decimals[row])
        case .string, .json:
            texts.withBytes(at: row) { bytes in
                hasher.combine(bytes.count)
                hasher.combine(bytes: bytes)
            }
        }
    }

    private static func sign<Number: Comparable>(_ a: Number, _ b: Number) -> Int { a < b ? -1 : (b < a ? 1 : 0) }

    private static func sign(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
        let shared = min(a.count, b.count)
        if shared > 0, let first = a.baseAddress, let second = b.baseAddress {
            let difference = memcmp(first, second, shared)
            if difference != 0 { return Int(difference) }
        }
        return a.count - b.count
    }
}
