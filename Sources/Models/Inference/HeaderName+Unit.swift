extension HeaderName {
    /// The units that a header may end with, by the spelling in which files have them.
    private static let units: Set<String> = [
        // Shares and amounts of money.
        "%", "‰", "ppm", "€", "$", "£", "¥", "EUR", "USD", "GBP", "JPY", "CHF", "AUD", "CAD", "NZD", "SEK", "NOK",
        "DKK",
        "PLN", "CZK", "HUF", "RON", "TRY", "INR", "CNY", "BRL", "MXN", "ZAR", "SGD", "HKD", "ct",
        // Weights, lengths, areas and volumes.
        "mg", "g", "kg", "t", "lb", "lbs", "oz", "mm", "cm", "m", "km", "in", "ft", "yd", "mi", "m2", "m²", "km2",
        "km²", "ha",
        "ml", "l", "L", "hl", "m3", "m³", "gal",
        // Times, rates and angles.
        "µs", "us", "ms", "s", "sec", "min", "h", "hrs", "Hz", "kHz", "MHz", "GHz", "rpm", "°",
        // Energy, electricity, pressure and temperature.
        "kJ", "MJ", "cal", "kcal", "Wh", "kWh", "MWh", "GWh", "kW", "MW", "GW", "mV", "kV", "mA", "Ah", "mAh", "Pa",
        "hPa", "kPa",
        "MPa", "bar", "mbar", "psi", "°C", "°F",
        // Data.
        "kB", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB", "bit", "kbit", "Mbit", "Gbit", "px", "pcs", "Stk",
        "mph",
    ]

    /// Returns the unit in parentheses or brackets at the end of a header: `kg` for `Gewicht (kg)`, `km/h` for `speed [km/h]`.
    ///
    /// - Returns: `nil` for a header without one, or with a text that is no unit, such as `Preis (netto)` or `item(s)`.
    static func unit(of header: String) -> String? {
        let pairs: [Character: Character] = [")": "(", "]": "["]
        guard let last = header.last, let opening = pairs[last], let start = header.lastIndex(of: opening) else {
            return nil
        }
        let text = header[header.index(after: start)...].dropLast()
        // A letter behind a word is an ending of its plural.
        let isEnding = header[..<start].last?.isLetter == true && text.count == 1 && text.first?.isLetter == true
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard !isEnding, parts.count <= 2, parts.allSatisfy({ units.contains(String($0)) }) else { return nil }
        return String(text)
    }
}
