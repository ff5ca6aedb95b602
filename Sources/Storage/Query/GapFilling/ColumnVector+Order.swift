import Models

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The order of two values of one type. Nulls come last.
enum ValueOrder { case before, same, after }

extension ColumnVector {
    /// Compares a value of this vector with one of another vector of the same type, as ``Value/precedes(_:descending:)`` does but
    /// without copies. Nulls are equal and come last in both directions.
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

    /// Hashes a value; equal values feed the hasher equal bytes.
    func hash(_ row: Int, into hasher: inout Hasher) {
        guard !isNull(row) else { return hasher.combine(false) }
        switch type {
        case .integer, .boolean, .timestamp, .date: hasher.combine(integers[row])
        // Minus zero equals zero.
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
