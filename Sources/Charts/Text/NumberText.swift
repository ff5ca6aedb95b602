import Basics
package import Models

/// Numbers in a picture: digits in groups of three, SI prefixes for large numbers, a true minus sign.
package enum NumberText {
    /// The SI prefixes of 10^3, 10^6 and so on.
    private static let prefixes = ["", "k", "M", "G", "T", "P", "E"]

    /// 10 to the power of an exponent from -308 to 308.
    static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }

    /// The texts of ticks, in one unit and with the same number of digits after the point.
    ///
    /// Every text is exact: a tick is an integer times a power of ten.
    static func ticks(_ ticks: NumberTicks) -> [String] {
        let largest = max(ticks.lowest.magnitude, ticks.highest.magnitude)
        if largest >= 1e21 || (largest < 1e-4 && largest > 0) {
            return ticks.multiples.map { scientific($0, ticks) }
        }
        var group = 0
        if largest >= 1e4 {
            for index in 1..<prefixes.count where largest >= power(3 * index) && ticks.step >= power(3 * index - 1) {
                group = index
            }
        }
        return ticks.multiples.map { multiple in
            multiple == 0 ? "0" : shifted(multiple, by: ticks.exponent - 3 * group) + prefixes[group]
        }
    }

    private static func scientific(_ multiple: Int, _ ticks: NumberTicks) -> String {
        guard multiple != 0 else { return "0" }
        let exponent = ticks.exponent + String(multiple.magnitude).count - 1
        return shifted(multiple, by: ticks.exponent - exponent) + "e" + (exponent < 0 ? "−" : "")
            + String(exponent.magnitude)
    }

    /// An integer times a power of ten, in decimal digits.
    private static func shifted(_ integer: Int, by exponent: Int) -> String {
        var digits = String(integer.magnitude)
        if exponent >= 0 {
            digits += String(repeating: "0", count: exponent)
        } else {
            while digits.count <= -exponent { digits = "0" + digits }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: exponent))
        }
        return (integer < 0 ? "−" : "") + grouped(digits)
    }

    /// A number with about three significant digits, and all digits before the point up to a million.
    static func short(_ number: Double) -> String {
        let size = number.magnitude
        guard number.isFinite, size > 0 else { return "0" }
        if size < 1e-4 || size >= 9.995e20 {
            // The first digits of the exact text, such as 1.2345e-07.
            var exponent = 0
            while size < power(exponent) { exponent -= 1 }
            while exponent < 308, size >= power(exponent + 1) { exponent += 1 }
            let mantissa = exponent < -300 ? size * 1e300 / power(exponent + 300) : size / power(exponent)
            return sign(number) + Decimals.text(mantissa, 2) + "e" + (exponent < 0 ? "−" : "")
                + String(exponent.magnitude)
        }
        if size >= 999_999.5 {
            var index = 2
            while index < prefixes.count - 1, size >= 999.5 * power(3 * index) { index += 1 }
            let scaled = size / power(3 * index)
            return sign(number) + Decimals.text(scaled, scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0) + prefixes[index]
        }
        var digits = size >= 999.5 ? 0 : size >= 99.95 ? 1 : 2
        var limit = 0.9995
        while digits < 6, size < limit {
            digits += 1
            limit /= 10
        }
        return sign(number) + grouped(Decimals.text(size, digits))
    }

    /// A value with all its digits, up to six after the point of a double.
    package static func full(_ value: Value) -> String {
        switch value {
        case .integer(let number): sign(number < 0) + grouped(String(number.magnitude))
        case .decimal(let number):
            number.description.hasPrefix("-")
                ? "−" + grouped(String(number.description.dropFirst())) : grouped(number.description)
        case .double(let number): full(number)
        default: "(null)"
        }
    }

    /// A number with all its digits, up to six after the point.
    static func full(_ number: Double) -> String {
        let size = number.magnitude
        if size >= 1e9 || (size < 1e-4 && size > 0) {
            return size < 1e15 && size >= 1 ? sign(number) + grouped(Decimals.text(size, 0)) : short(number)
        }
        return sign(number) + grouped(Decimals.text(size, 6))
    }

    /// The units of money whose amounts have two digits after the point.
    package static let moneyUnits: Set<String> = [
        "€", "$", "£", "EUR", "USD", "GBP", "CHF", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "RON", "BGN",
        "HUF",
        "TRY", "ILS", "INR", "CNY", "BRL", "MXN", "ZAR", "SGD", "HKD",
    ]

    /// A value in a unit: an amount of money with a fraction has at least two digits after the point, a computed one exactly two
    /// from 1 on; other values have all their digits.
    package static func full(_ value: Value, unit: String?) -> String {
        switch value {
        case .double(let number): full(number, unit: unit)
        case .decimal: isMoney(unit) ? withCents(full(value)) : full(value)
        default: full(value)
        }
    }

    /// A number in a unit, by the rule of ``full(_:unit:)``.
    ///
    /// - Parameter isWhole: `true` if the number comes from a column of integers.
    static func full(_ number: Double, unit: String?, isWhole: Bool = false) -> String {
        guard isMoney(unit), !isWhole, number.magnitude < 1e9 else { return full(number) }
        guard number.magnitude >= 1 else { return withCents(full(number)) }
        return sign(number) + withCents(grouped(Decimals.text(number.magnitude, 2)))
    }

    private static func isMoney(_ unit: String?) -> Bool { unit.map(moneyUnits.contains) ?? false }

    /// Adds zeros to a text with fewer than two digits after the point.
    private static func withCents(_ text: String) -> String {
        guard !text.contains(where: \.isLetter) else { return text }
        guard let point = text.lastIndex(of: ".") else { return text + ".00" }
        let digits = text.distance(from: point, to: text.endIndex) - 1
        return text + String(repeating: "0", count: max(0, 2 - digits))
    }

    private static func sign(_ number: Double) -> String { sign(number < 0) }
    private static func sign(_ isNegative: Bool) -> String { isNegative ? "−" : "" }

    /// Groups the digits before the point: 1,234,567.89.
    package static func grouped(_ digits: String) -> String {
        let whole = digits.prefix { $0 != "." }
        guard whole.count > 3 else { return digits }
        var text = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text + digits.dropFirst(whole.count)
    }
}
