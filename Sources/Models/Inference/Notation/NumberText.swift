/// Numbers in the notations of spreadsheets: with groups of thousands, and with a decimal point or comma.
struct NumberText {
    /// The narrowest type that holds a number exactly, from narrow to wide; ``double`` holds it to 17 digits.
    enum Form: Int, Comparable {
        case integer, decimal, double

        static func < (lhs: Form, rhs: Form) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    /// The reason why digits are not a number to compute with.
    enum ReadError: Error, Equatable {
        /// A text that is no number.
        case notNumber
        /// Zeros at the beginning, as in codes.
        case leadingZero
        /// A plus sign before a whole number, as in telephone numbers.
        case plusSign
        /// More digits than any numeric type keeps, or too large or too small.
        case tooPrecise
        /// Another unit than that of the first value of the column, such as a number without `%`.
        case otherUnit
    }

    /// The number with a decimal point and without groups.
    private(set) var canonical: [UInt8] = []
    /// The narrowest type for the number.
    private(set) var form = Form.integer
    /// `true` if the number has groups or a decimal mark, so that the mark matters.
    private(set) var usesMarks = false
    /// `true` if the number has more digits than a double keeps.
    private(set) var exceedsDouble = false

    /// Reads a number without surrounding blanks.
    init(_ bytes: UnsafeRawBufferPointer, mark: DecimalMark) throws(ReadError) {
        var at = 0
        var hasPlus = false
        guard let sign = bytes.first else { throw .notNumber }
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            hasPlus = sign == UInt8(ascii: "+")
            if !hasPlus { canonical.append(sign) }
            at = 1
        }
        let start = at
        try readWhole(bytes, &at, mark)
        let whole = bytes[start..<at]
        var isWhole = true
        if at < bytes.count, bytes[at] == (mark == .point ? UInt8(ascii: ".") : UInt8(ascii: ",")) {
            at += 1
            isWhole = false
            usesMarks = true
            canonical.append(UInt8(ascii: "."))
            let fraction = at
            while at < bytes.count, bytes[at] &- 0x30 <= 9 {
                canonical.append(bytes[at])
                at += 1
            }
            guard at > fraction else { throw .notNumber }
        } else if whole.isEmpty {
            throw .notNumber
        }
        if at < bytes.count {
            guard bytes[at] | 0x20 == UInt8(ascii: "e"), at + 1 < bytes.count else { throw .notNumber }
            isWhole = false
            canonical.append(contentsOf: bytes[at...])
            let digits = bytes[(at + 1)...].first == UInt8(ascii: "-") || bytes[(at + 1)...].first == UInt8(ascii: "+")
            let exponent = bytes[(at + (digits ? 2 : 1))...]
            guard !exponent.isEmpty, exponent.allSatisfy({ $0 &- 0x30 <= 9 }) else { throw .notNumber }
        }
        if whole.count > 1, whole.first == 0x30 { throw .leadingZero }
        if hasPlus, isWhole { throw .plusSign }
        form = try Self.form(of: canonical, isWhole: isWhole)
        exceedsDouble = Self.significantDigits(of: canonical) > 17
    }

    /// Returns whether a text is a number with either mark.
    static func isNumber(_ bytes: UnsafeRawBufferPointer) -> Bool {
        DecimalMark.allCases.contains { (try? NumberText(bytes, mark: $0)) != nil }
    }

    /// Reads the whole part with its groups, each of three digits after the first.
    private mutating func readWhole(
        _ bytes: UnsafeRawBufferPointer, _ at: inout Int, _ mark: DecimalMark
    ) throws(ReadError) {
        let start = at
        while at < bytes.count, bytes[at] &- 0x30 <= 9 {
            canonical.append(bytes[at])
            at += 1
        }
        guard (1...3).contains(at - start), bytes[start] != 0x30 else { return }
        guard let width = Self.group(bytes, at, mark) else { return }
        let separator = bytes[at..<(at + width)]
        var groups = 0
        var isAddress = separator.first == UInt8(ascii: ".") && bytes.count - start <= 15
        isAddress = isAddress && Self.value(bytes[start..<at]) <= 255
        while at + width <= bytes.count, bytes[at..<(at + width)].elementsEqual(separator) {
            let digits = bytes[(at + width)...].prefix(4).prefix { $0 &- 0x30 <= 9 }
            guard digits.count == 3 else { throw .notNumber }
            isAddress = isAddress && Self.value(digits) <= 255
            canonical.append(contentsOf: digits)
            at += width + 3
            groups += 1
        }
        // An IPv4 address of four large parts has the form of a number with groups.
        if isAddress, groups == 3, at == bytes.count { throw .notNumber }
        usesMarks = true
    }

    private static func value(_ digits: Slice<UnsafeRawBufferPointer>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    }

    /// Returns the size of the group separator at an offset; `nil` if there is none.
    ///
    /// A plain blank is none: telephone numbers have it. Accepted are the no-break spaces U+00A0 and U+202F, and apostrophes.
    private static func group(_ bytes: UnsafeRawBufferPointer, _ at: Int, _ mark: DecimalMark) -> Int? {
        guard at < bytes.count else { return nil }
        switch bytes[at] {
        case UInt8(ascii: ",") where mark == .point, UInt8(ascii: ".") where mark == .comma, UInt8(ascii: "'"): return 1
        case 0xC2 where at + 1 < bytes.count && bytes[at + 1] == 0xA0: return 2
        case 0xE2
        where at + 2 < bytes.count && bytes[at + 1] == 0x80 && (bytes[at + 2] == 0xAF || bytes[at + 2] == 0x99):
            return 3
        default: return nil
        }
    }

    private static func form(of canonical: [UInt8], isWhole: Bool) throws(ReadError) -> Form {
        let form = canonical.withUnsafeBytes { bytes -> Form? in
            if isWhole, case .value = FieldText.integer(bytes) { return .integer }
            if DecimalNumber(parsing: bytes) != nil { return .decimal }
            guard !isWhole, case .value(let double) = DoubleText.parse(bytes) else { return nil }
            let hasDigit = bytes.prefix { $0 | 0x20 != UInt8(ascii: "e") }.contains { (0x31...0x39).contains($0) }
            // A number below the smallest double would become zero.
            return double == 0 && hasDigit ? nil : .double
        }
        guard let form else { throw .tooPrecise }
        return form
    }

    /// Returns the number of digits without the zeros at both ends.
    private static func significantDigits(of canonical: [UInt8]) -> Int {
        guard canonical.count > 17 else { return 0 }
        let digits = canonical.prefix { $0 | 0x20 != UInt8(ascii: "e") }.filter { $0 &- 0x30 <= 9 }
        let trimmed = digits.drop { $0 == 0x30 }
        return (trimmed.lastIndex { $0 != 0x30 } ?? trimmed.startIndex - 1) - trimmed.startIndex + 1
    }

    /// Returns whether the text is `0` or digits without a zero at the beginning, with an optional minus sign, and at most 17
    /// bytes long: an integer in every notation.
    @inline(__always)
    static func isPlainInteger(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let start = bytes.first == UInt8(ascii: "-") ? 1 : 0
        guard bytes.count > start, bytes.count <= 17, bytes[start] != 0x30 || bytes.count == start + 1 else {
            return false
        }
        for index in start..<bytes.count where bytes[index] &- 0x30 > 9 { return false }
        return true
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes without blanks and tabs at both ends.
    @inline(__always)
    var withoutBlanks: UnsafeRawBufferPointer {
        var (start, end) = (0, count)
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start &+= 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end &-= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }
}
