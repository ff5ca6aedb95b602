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
        let scaled = number.magnitude * scale
        guard scaled < 1e15 else { return String(number) }
        // Converted and not rounded: rounding takes the C mathematics library, which no user of this target links for it.
        let whole = Int(scaled)
        let count = scaled - Double(whole) < 0.5 ? whole : whole + 1
        var units = String(count)
        if digits > 0 {
            while units.count <= digits { units = "0" + units }
            units.insert(".", at: units.index(units.endIndex, offsetBy: -digits))
        }
        return number < 0 && count > 0 ? "-" + units : units
    }
}
