/// A day of the proleptic Gregorian calendar as year, month and day of month.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". Both conversions count in years that begin in March, so
/// that a leap day is the last day of a year, and in eras of 400 years, which all have the same number of days.
@usableFromInline
package struct CivilDate: Hashable, Sendable {
    /// The year; 0 is the year before 1.
    @usableFromInline
    package let year: Int
    /// The month, 1–12.
    @usableFromInline
    package let month: Int
    /// The day of month, 1–31.
    @usableFromInline
    package let day: Int

    /// Creates the day at a distance from 1970-01-01 (`civil_from_days`).
    @inlinable
    package init(daysSinceEpoch: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted.dividedRoundingDown(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        self.month = month
        self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    }

    /// Returns the distance of a day from 1970-01-01 (`days_from_civil`).
    ///
    /// - Parameters:
    ///   - year: The year.
    ///   - month: The month, 1–12; values outside this range carry over into other years.
    ///   - day: The day of month, 1–31; values outside the month carry over into other months.
    @inlinable
    package static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let yearsOver = (month - 1).dividedRoundingDown(by: 12)
        let month = month - yearsOver * 12
        let marchYear = year + yearsOver - (month <= 2 ? 1 : 0)
        let era = marchYear.dividedRoundingDown(by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Returns the number of days in a month (1–12) of a year.
    @inlinable
    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension FixedWidthInteger {
    /// Returns the quotient rounded towards minus infinity; the divisor is positive.
    @inlinable
    @inline(__always)
    package func dividedRoundingDown(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

extension [UInt8] {
    /// Appends a number from 0 to 99 as two ASCII digits.
    @inlinable
    @inline(__always)
    package mutating func appendTwoDigits(_ number: Int) {
        append(0x30 + UInt8(truncatingIfNeeded: number / 10))
        append(0x30 + UInt8(truncatingIfNeeded: number % 10))
    }
}
