import Basics
import Testing

@Suite struct CivilDateTests {
    @Test(
        "A date and its distance from 1970-01-01 convert into each other",
        arguments: [
            (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (1900, 3, 1, -25_508), (0, 1, 1, -719_528),
            (0, 3, 1, -719_468), (-1, 12, 31, -719_529), (9999, 12, 31, 2_932_896),
        ])
    func conversions(year: Int, month: Int, day: Int, days: Int) {
        #expect(CivilDate.daysSinceEpoch(year: year, month: month, day: day) == days)
        let date = CivilDate(daysSinceEpoch: days)
        #expect((date.year, date.month, date.day) == (year, month, day))
    }

    @Test("Every day of 1,200 years follows the day before")
    func everyDay() {
        var (year, month, day) = (-300, 1, 1)
        let first = CivilDate.daysSinceEpoch(year: -300, month: 1, day: 1)
        for days in first..<(first + 3 * 146_097) {
            let date = CivilDate(daysSinceEpoch: days)
            guard (date.year, date.month, date.day) == (year, month, day),
                CivilDate.daysSinceEpoch(year: year, month: month, day: day) == days
            else {
                Issue.record("day \(days) is \(date) instead of \(year)-\(month)-\(day)")
                return
            }
            day += 1
            if day > CivilDate.days(inMonth: month, of: year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test(
        "Months and days outside their ranges carry over",
        arguments: [
            (2025, 13, 1, 2026, 1, 1), (2026, 0, 1, 2025, 12, 1), (2026, -12, 1, 2024, 12, 1),
            (2026, 2, 30, 2026, 3, 2),
        ])
    func carry(year: Int, month: Int, day: Int, toYear: Int, toMonth: Int, toDay: Int) {
        let date = CivilDate(daysSinceEpoch: CivilDate.daysSinceEpoch(year: year, month: month, day: day))
        #expect((date.year, date.month, date.day) == (toYear, toMonth, toDay))
    }

    @Test(
        "A quotient is rounded towards minus infinity",
        arguments: [(7, 2), (6, 2), (-1, -1), (-3, -1), (-4, -2), (0, 0)])
    func rounding(dividend: Int, quotient: Int) { #expect(dividend.dividedRoundingDown(by: 3) == quotient) }
}
