import Basics
import Models

/// A sum of decimals with unlimited digits, so that only the final value can overflow, independent of the order. Digits are added
/// place by place.
struct DecimalTotal: CustomStringConvertible {
    private static let places = 2 * DecimalNumber.maximumDigits
    /// The sum of the digits at each place, from the lowest (10^-38); carries are resolved when the sum is read.
    private var digits = [Int](repeating: 0, count: places)

    mutating func add(_ number: DecimalNumber) {
        let sign = number.coefficient < 0 ? -1 : 1
        let shift = DecimalNumber.maximumDigits - number.scale
        for (place, digit) in String(number.coefficient.magnitude).utf8.reversed().enumerated() {
            digits[place + shift] += sign * Int(digit - UInt8(ascii: "0"))
        }
    }

    /// The sum in plain decimal notation.
    var description: String {
        let carried = Self.carry(digits)
        let isNegative = carried.last.map { $0 < 0 } ?? false
        let magnitude = isNegative ? Self.carry(digits.map { -$0 }) : carried
        let text = magnitude.reversed().map(String.init).joined()
        let point = text.index(text.endIndex, offsetBy: -DecimalNumber.maximumDigits)
        return (isNegative ? "-" : "") + text[..<point] + "." + text[point...]
    }

    /// Normalizes all places to 0…9, except a last one that holds the sign and the remaining carry.
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
