import Models
import Testing

@Suite("CalendarDate")
struct CalendarDateTests {
    @Test(
        "Days since the epoch match the calendar",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-03-29", 20_541),
            ("1900-03-01", -25_508),
            ("0001-01-01", -719_162), ("9999-12-31", 2_932_896), ("1600-02-29", -135_081),
        ])
    func days(text: String, days: Int) throws {
        let date = try #require(CalendarDate(text))
        #expect(date.daysSinceEpoch == days)
        #expect(date.description == text)
    }

    @Test("Every day from 1890 to 2110 follows the day before")
    func everyDay() {
        var (year, month, day) = (1890, 1, 1)
        let first = CalendarDate(year: 1890, month: 1, day: 1).daysSinceEpoch
        let last = CalendarDate(year: 2110, month: 12, day: 31).daysSinceEpoch
        for days in first...last {
            let date = CalendarDate(daysSinceEpoch: days)
            guard date.components == (year, month, day), CalendarDate(date.description) == date else {
                Issue.record("\(date) should be \(year)-\(month)-\(day)")
                return
            }
            day += 1
            if day > CalendarDate.days(inMonth: month, of: year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect((year, month, day) == (2111, 1, 1))
    }

    @Test("Months outside 1 to 12 carry over into other years")
    func overflow() {
        #expect(CalendarDate(year: 2026, month: 13, day: 1).description == "2027-01-01")
        #expect(CalendarDate(year: 2026, month: 0, day: 1).description == "2025-12-01")
        #expect(CalendarDate(year: 2026, month: -11, day: 1).description == "2025-01-01")
        #expect(CalendarDate(year: 2026, month: -12, day: 1).description == "2024-12-01")
        #expect(CalendarDate(year: 2026, month: 2, day: 30).description == "2026-03-02")
    }

    @Test(
        "A text that is no date is rejected",
        arguments: [
            "", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31", "0000-01-01",
            "26-01-01",
            "2026-1-1", "2026/01/01", "2026-01-01 ", "-026-01-01", "20260101", "2026-01-0१",
        ])
    func invalid(text: String) { #expect(CalendarDate(text) == nil) }

    @Test(
        "A day outside the years 0 to 9999 is written with a sign",
        arguments: [
            (CalendarDate.latest.daysSinceEpoch + 1, "+10000-01-01"),
            (CalendarDate.earliest.daysSinceEpoch - 366, "0000-01-01"),
            (CalendarDate.earliest.daysSinceEpoch - 367, "-0001-12-31"),
            (CalendarDate(year: -30, month: 5, day: 6).daysSinceEpoch, "-0030-05-06"),
        ])
    func farAway(days: Int, text: String) { #expect(CalendarDate(daysSinceEpoch: days).description == text) }
}
