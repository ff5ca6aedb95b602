import Models

extension SQLDialect {
    /// Returns the aggregates of PostgreSQL whose combination is the exact sum of a column of doubles, rounded once to a double.
    ///
    /// PostgreSQL's own `sum` rounds after each row, so it depends on the order of the rows, and its cast from double to numeric keeps
    /// 15 digits only. Here, each double becomes the sum of two integers of 64 bits, `h` and `l`, over powers of two. Scaling by a
    /// power of two and the difference of the two parts are exact, PostgreSQL adds integers exactly, and only the total is rounded.
    ///
    /// Doubles from 2^-30 to 2^43 take two aggregates of integers; all others are rare, and are added as numerics by a third one.
    ///
    /// - Parameters:
    ///   - name: The column, quoted.
    ///   - filter: The aggregates' `FILTER` clause, or an empty text.
    func exactDoubleSum(of name: String, filter: String) -> String {
        let common = DoubleWindow(scale: 20)
        // The first one is 0 for a rare value, so that the sum is null without values only.
        let high =
            "sum(CASE WHEN abs(\(name)) < \(common.end) THEN \(common.high(name)) WHEN \(name) IS NOT NULL THEN 0 END)\(filter)"
        let low = "sum(CASE WHEN \(common.contains(name)) THEN \(common.low(name)) END)\(filter)"
        let rare = "sum(\(rareDouble(name, beside: common)))\(filter)"
        return "(\(high) * \(common.highUnit) + coalesce(\(low) * \(common.lowUnit), 0) + coalesce(\(rare), 0))::float8"
    }

    /// Returns a double as a numeric if it is not in the common window, and null otherwise.
    private func rareDouble(_ name: String, beside common: DoubleWindow) -> String {
        let windows = [DoubleWindow(scale: -53), DoubleWindow(scale: 93)].map { window in
            """
            WHEN \(window.contains(name)) THEN \(window.high(name)) * \(window.highUnit) + \(window.low(name)) * \
            \(window.lowUnit)
            """
        }
        // Scaled to 2^56 and more, a double is an integer. The scale is applied in two factors, because the smallest doubles need one
        // that is larger than a double.
        let exponent = "(floor(ln(abs(\(name))) / ln(2::float8))::int4 - 57)"
        let half = "(-\(exponent) / 2)"
        let scaled = "\(name) * power(2::float8, \(half)) * power(2::float8, -\(exponent) - \(half))"
        let power = """
            CASE WHEN \(exponent) >= 0 THEN 2::numeric ^ \(exponent) \
            ELSE 5::numeric ^ -\(exponent) * ('1e' || \(exponent))::numeric END
            """
        return """
            CASE WHEN \(name) IS NULL OR \(name) = 0 OR \(common.contains(name)) THEN NULL \(windows.joined(separator: " ")) \
            WHEN abs(\(name)) <= '\(Double.greatestFiniteMagnitude)'::float8 \
            THEN (\(scaled))::int8 * (\(power)) \
            ELSE 'NaN'::numeric END
            """
    }
}

/// The doubles that are exactly the sum of two integers of 64 bits, one over 2^scale and one over 2^(scale + 62).
private struct DoubleWindow {
    let scale: Int

    /// The magnitude at which the first integer has more than 63 bits.
    var end: String { Self.literal(63 - scale) }

    /// A condition that holds for the doubles of the window. Below 2^-10, a scaled double has bits under the second integer.
    func contains(_ name: String) -> String { "abs(\(name)) >= \(Self.literal(-10 - scale)) AND abs(\(name)) < \(end)" }

    func high(_ name: String) -> String { "(\(name) * \(Self.literal(scale)))::int8" }

    func low(_ name: String) -> String {
        "((\(name) * \(Self.literal(scale)) - \(high(name))::float8) * \(Self.literal(62)))::int8"
    }

    var highUnit: String { Self.numeric(powerOfTwo: -scale) }
    var lowUnit: String { Self.numeric(powerOfTwo: -scale - 62) }

    /// A power of two as a double.
    private static func literal(_ exponent: Int) -> String {
        "'\(Double(sign: .plus, exponent: exponent, significand: 1))'::float8"
    }

    /// A power of two with all of its digits: 2^-n is 5^n over 10^n.
    private static func numeric(powerOfTwo exponent: Int) -> String {
        let digits = power(of: exponent < 0 ? 5 : 2, exponent.magnitude)
        return exponent < 0 ? "\(digits)e\(exponent)::numeric" : "\(digits)::numeric"
    }

    /// Returns the decimal digits of a power.
    private static func power(of base: Int, _ exponent: UInt) -> String {
        var digits = [1]
        for _ in 0..<exponent {
            var carry = 0
            for index in digits.indices {
                let value = digits[index] * base + carry
                digits[index] = value % 10
                carry = value / 10
            }
            if carry > 0 { digits.append(carry) }
        }
        return digits.reversed().map(String.init).joined()
    }
}
