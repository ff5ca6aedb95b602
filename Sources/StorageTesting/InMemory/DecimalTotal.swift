import Models

/// A sum of decimals without a limit on digits, so that it is the final value that fits or does not, in whatever order the
/// numbers came: added digit by digit, as on paper.
struct DecimalTotal: CustomStringConvertible {
    private static let places = 2 * DecimalNumber.maximumDigits
    /// The sum of the digits at each place, the smallest place (10^-38) first; carried over only when read.
    private var digits = [Int](repeating: 0, count: places)

    mutating func add(_ number: DecimalNumber) {
        let sign = number.coefficient < 0 ? -1 : 1
        let shift = DecimalNumber.maximumDigits - number.scale
        for (place, digit) in String(number.coefficient.magnitude).utf8.reversed().enumerated() {
            digits[place + shift] += sign * Int(digit - UInt8(ascii: "0"))
        }
    }

    /// Plain decimal notation.
    var description: String {
        let carried = Self.carry(digits)
        let isNegative = carried.last.map { $0 < 0 } ?? false
        let magnitude = isNegative ? Self.carry(digits.map { -$0 }) : carried
        let text = magnitude.reversed().map(String.init).joined()
        let point = text.index(text.endIndex, offsetBy: -DecimalNumber.maximumDigits)
        return (isNegative ? "-" : "") + text[..<point] + "." + text[point...]
    }

    /// Every place but the last brought to 0…9; the last keeps the sign and whatever is left.
    private static func carry(_ digits: [Int]) -> [Int] {
        var out: [Int] = []
        var carry = 0
        for digit in digits {
            let value = digit + carry
            carry = value.dividedRoundingDown(by: 10)
            out.append(value - carry * 10)
        }
        return out + [carry]
    }
}
