package import Models

extension Value {
    /// Returns `true` if both are the same value of the same type; nulls are the same.
    ///
    /// `==` compares texts by Unicode canonical equivalence; this compares them byte by byte, as databases do under a binary
    /// collation.
    package func isSame(as other: Value) -> Bool {
        switch (self, other) {
        case (.string(let a), .string(let b)), (.json(let a), .json(let b)): a.utf8.elementsEqual(b.utf8)
        default: self == other
        }
    }

    /// Returns `true` if this value is less than another of the same type; `false` if either is null or they cannot be compared.
    package func isLess(than other: Value) -> Bool {
        switch (self, other) {
        case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.integer(let a), .integer(let b)): a < b
        case (.double(let a), .double(let b)): a < b
        case (.decimal(let a), .decimal(let b)): a < b
        case (.boolean(let a), .boolean(let b)): !a && b
        case (.timestamp(let a), .timestamp(let b)): a < b
        case (.date(let a), .date(let b)): a < b
        default: false
        }
    }

    /// Returns `true` if this value comes before another in an answer, or `nil` if they tie.
    ///
    /// Nulls come last in both directions.
    package func precedes(_ other: Value, descending: Bool) -> Bool? {
        switch (self, other) {
        case (.null, .null): return nil
        case (.null, _): return false
        case (_, .null): return true
        default:
            if isLess(than: other) { return !descending }
            if other.isLess(than: self) { return descending }
            return nil
        }
    }

    /// Appends bytes that are equal exactly if the values are the same, to build grouping keys of several values.
    package func appendKey(to key: inout [UInt8]) {
        switch self {
        case .null: key.append(0)
        case .string(let text): Self.append(text: text, tag: 1, to: &key)
        case .json(let text): Self.append(text: text, tag: 2, to: &key)
        case .integer(let number): Self.append(UInt64(bitPattern: number), tag: 3, to: &key)
        // Minus zero equals zero.
        case .double(let number): Self.append((number == 0 ? 0 : number).bitPattern, tag: 4, to: &key)
        case .decimal(let number):
            Self.append(UInt64(truncatingIfNeeded: number.coefficient), tag: 5, to: &key)
            Self.append(UInt64(truncatingIfNeeded: number.coefficient >> 64), tag: UInt8(number.scale), to: &key)
        case .boolean(let truth): key.append(truth ? 7 : 6)
        case .timestamp(let instant): Self.append(UInt64(bitPattern: instant.microseconds), tag: 8, to: &key)
        case .date(let day): Self.append(UInt64(bitPattern: Int64(day.daysSinceEpoch)), tag: 9, to: &key)
        }
    }

    private static func append(text: String, tag: UInt8, to key: inout [UInt8]) {
        append(UInt64(text.utf8.count), tag: tag, to: &key)
        key.append(contentsOf: text.utf8)
    }

    private static func append(_ word: UInt64, tag: UInt8, to key: inout [UInt8]) {
        key.append(tag)
        for shift in stride(from: 0, to: 64, by: 8) { key.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
    }
}
