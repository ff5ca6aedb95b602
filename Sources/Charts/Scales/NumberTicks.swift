/// Ticks on a linear axis: the multiples of 1, 2 or 5 times a power of ten (Heckbert, "Nice Numbers for Graph Labels", Graphics
/// Gems, 1990).
///
/// A tick is kept as an integer and a power of ten, so that neither its text nor its order depends on rounding.
struct NumberTicks: Hashable, Sendable {
    /// The exponent of the power of ten.
    let exponent: Int
    /// The ticks divided by that power, lowest first; at least two.
    let multiples: [Int]
    /// The distance between ticks, divided by that power: 1, 2 or 5.
    let mantissa: Int

    /// Creates ticks that enclose a range.
    ///
    /// - Parameters:
    ///   - low: The lower end, of a magnitude of at most 1e307.
    ///   - high: The upper end; a range without extent becomes `[0, high]`, `[low, 0]` or `[0, 1]`.
    ///   - count: The wanted number of distances between ticks. The actual one differs by a factor of at most about 1.5, and by
    ///     the ticks that enclose the ends.
    ///   - isWhole: `true` if all values are integers, which have no ticks in between.
    init(_ low: Double, _ high: Double, count: Double, isWhole: Bool = false) {
        var (low, high) = (low, high)
        if !(high - low > 1e-290) || high - low < high.magnitude * 1e-14 {
            (low, high) = high > 1e-290 ? (0, high) : low < -1e-290 ? (low, 0) : (0, 1)
        }
        let wanted = (high - low) / max(count, 1)
        var exponent = 0
        while exponent > -305, wanted < NumberText.power(exponent) { exponent -= 1 }
        while exponent < 306, wanted >= NumberText.power(exponent + 1) { exponent += 1 }
        let ratio = wanted / NumberText.power(exponent)
        // The bounds are the geometric means of neighbours: the roots of 2, 10 and 50.
        var mantissa =
            ratio >= 7.071_067_811_865 ? 10 : ratio >= 3.162_277_660_168 ? 5 : ratio >= 1.414_213_562_373 ? 2 : 1
        if mantissa == 10 { (mantissa, exponent) = (1, exponent + 1) }
        if isWhole, exponent < 0 { (mantissa, exponent) = (1, 0) }
        let first = Self.floor(Self.divide(low, mantissa, exponent))
        let last = -Self.floor(-Self.divide(high, mantissa, exponent))
        multiples = (first...max(last, first + 1)).map { $0 * mantissa }
        self.exponent = exponent
        self.mantissa = mantissa
    }

    /// The distance between ticks.
    var step: Double { value(mantissa) }
    /// The lowest tick.
    var lowest: Double { value(multiples[0]) }
    /// The highest tick.
    var highest: Double { value(multiples[multiples.count - 1]) }
    /// The ticks.
    var values: [Double] { multiples.map { value($0) } }

    // Powers of ten below 1 are not exact, so divide by their inverses.
    private func value(_ multiple: Int) -> Double {
        exponent >= 0
            ? Double(multiple) * NumberText.power(exponent) : Double(multiple) / NumberText.power(-exponent)
    }

    private static func divide(_ number: Double, _ mantissa: Int, _ exponent: Int) -> Double {
        exponent >= 0
            ? number / (Double(mantissa) * NumberText.power(exponent))
            : number * NumberText.power(-exponent) / Double(mantissa)
    }

    /// The largest integer that is not above a number, which is clamped to integers.
    static func floor(_ number: Double) -> Int {
        let clamped = min(max(number, -4e18), 4e18)
        let whole = Int(clamped)
        return Double(whole) > clamped ? whole - 1 : whole
    }
}

/// A linear map from values to pixels.
struct LinearScale: Hashable, Sendable {
    /// The values at the ends.
    let low: Double, high: Double
    /// The pixels at the ends.
    let start: Double, end: Double

    /// The pixel of a value, which is clamped to the ends.
    func position(_ value: Double) -> Double {
        guard high > low else { return (start + end) / 2 }
        return start + (end - start) * min(max((value - low) / (high - low), 0), 1)
    }
}
