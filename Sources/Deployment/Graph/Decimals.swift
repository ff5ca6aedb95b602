/// Decimal texts that are the same on every system.
package enum Decimals {
    /// The number rounded to at most this many digits after the point, without trailing zeros.
    package static func text(_ number: Double, _ digits: Int) -> String {
        var text = fixed(number, digits)
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// The number rounded to exactly this many digits after the point.
    package static func fixed(_ number: Double, _ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (number.magnitude * scale).rounded()
        guard scaled < 1e15 else { return String(number) }
        var units = String(Int(scaled))
        if digits > 0 {
            while units.count <= digits { units = "0" + units }
            units.insert(".", at: units.index(units.endIndex, offsetBy: -digits))
        }
        return number < 0 && scaled > 0 ? "-" + units : units
    }
}
