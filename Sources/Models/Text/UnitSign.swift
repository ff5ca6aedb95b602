/// A sign of a unit beside a number, as spreadsheets write percentages and amounts of money: `8,2 %`, `1.234,56 €`, `$12.50`.
///
/// The number keeps its value: `8,2 %` is 8.2 with the unit `%`.
enum UnitSign: String, Hashable, Sendable, CaseIterable {
    case percent = "%"
    case euro = "€"
    case dollar = "$"
    case pound = "£"
    case yen = "¥"
    case eur = "EUR"
    case usd = "USD"
    case gbp = "GBP"
    case chf = "CHF"

    /// A Boolean value that indicates whether the sign may stand before the number.
    private var mayPrecede: Bool { self != .percent }

    /// The spaces between a number and its sign: a blank, and the no-break spaces U+00A0 and U+202F.
    private static let spaces: [[UInt8]] = [[0x20], [0xC2, 0xA0], [0xE2, 0x80, 0xAF]]

    /// Splits a text without surrounding blanks into the number and the sign of its unit.
    ///
    /// - Returns: The text itself without a sign if it has none.
    @inline(__always)
    static func split(_ text: UnsafeRawBufferPointer) -> (number: UnsafeRawBufferPointer, sign: UnitSign?) {
        guard let first = text.first, let last = text.last else { return (text, nil) }
        // A number begins and ends with these, so that most texts are decided by two bytes.
        let beginsWithDigit = first &- 0x30 <= 9 || first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
        let endsWithDigit = last &- 0x30 <= 9
        guard beginsWithDigit != endsWithDigit else { return (text, nil) }
        return atEnd(of: text, isAfter: beginsWithDigit)
    }

    private static func atEnd(
        of text: UnsafeRawBufferPointer, isAfter: Bool
    ) -> (number: UnsafeRawBufferPointer, sign: UnitSign?) {
        for sign in allCases where isAfter || sign.mayPrecede {
            let name = sign.rawValue.utf8
            guard text.count > name.count else { continue }
            let rest: UnsafeRawBufferPointer
            if isAfter {
                guard text.suffix(name.count).elementsEqual(name) else { continue }
                rest = UnsafeRawBufferPointer(rebasing: text.dropLast(name.count))
            } else {
                guard text.prefix(name.count).elementsEqual(name) else { continue }
                rest = UnsafeRawBufferPointer(rebasing: text.dropFirst(name.count))
            }
            for space in spaces where rest.count > space.count {
                if isAfter, rest.suffix(space.count).elementsEqual(space) {
                    return (UnsafeRawBufferPointer(rebasing: rest.dropLast(space.count)), sign)
                }
                if !isAfter, rest.prefix(space.count).elementsEqual(space) {
                    return (UnsafeRawBufferPointer(rebasing: rest.dropFirst(space.count)), sign)
                }
            }
            return (rest, sign)
        }
        return (text, nil)
    }
}
