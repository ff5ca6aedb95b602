import Testing

@testable import Models

@Suite("TimeDiagnosis")
struct TimeDiagnosisTests {
    @Test(
        "The fault of a day or a time is described",
        arguments: [
            ("2026-02-29", "2026-02 has 28 days"), ("2024-02-29", nil), ("1900-02-29", "1900-02 has 28 days"),
            ("2026-04-31", "2026-04 has 30 days"), ("2026-01-00", "2026-01 has 31 days"),
            ("2026-00-01", "there is no month 0"), ("0000-01-01", "years go from 0001 to 9999"),
            ("2026-01-01T24:00:00Z", "hours go from 00 to 23"), ("2026-01-01T00:00:61Z", "seconds go from 00 to 60"),
            ("2026-01-01T00:00:00", "it has no offset, such as Z or +02:00"), ("2026-01-01T00:00:00Z", nil),
            ("2026-1-1", nil), ("", nil), ("20260230", nil), ("2026-02-3x", nil), ("２０２６-02-30", nil),
        ] as [(String, String?)])
    func mistakes(text: String, expected: String?) {
        #expect(TimeDiagnosis.description(of: text, isDay: false) == expected)
    }

    @Test(
        "The fault of a date of a file is described in any notation",
        arguments: [
            ("31.02.2026", "2026-02 has 28 days"), ("1.13.2026", "there is no month 13"),
            ("02/30/2024", "2024-02 has 29 days"), ("31-4-2026 10:00", "2026-04 has 30 days"),
            ("2026/02/30", "2026-02 has 28 days"), ("1.2.2026 24:00", "hours go from 00 to 23"),
            ("2026-01-01T10:60:00Z", "minutes go from 00 to 59"), ("1.2.2026", nil), ("1.2.2026 10:00", nil),
            ("1.40.3", nil), ("10.99.5678", nil), ("31.02-2026", nil), ("31.02.26", nil), ("x", nil), ("", nil),
        ] as [(String, String?)])
    func files(text: String, expected: String?) { #expect(TimeDiagnosis.description(ofFile: text) == expected) }

    @Test("The text after a day is ignored if a day is expected")
    func days() {
        #expect(TimeDiagnosis.description(of: "2026-01-01T24:00:00", isDay: true) == nil)
        #expect(TimeDiagnosis.description(of: "2026-02-30T00:00:00", isDay: true) == "2026-02 has 28 days")
    }

    @Test(
        "A day or a month of another notation is written in that of ISO 8601",
        arguments: [
            ("31.12.2025", "2025-12-31"), ("1.2.2026", "2026-02-01"), ("12.2025", "2025-12"), ("3/2026", "2026-03"),
            ("12/31/2025", "2025-12-31"), ("31/12/2025", "2025-12-31"), ("01/02/2026", nil), ("5/5/2026", "2026-05-05"),
            ("2026-12-31", nil), ("31.02.2026", nil), ("13.2025", nil), ("2025/12/31", "2025-12-31"), ("", nil),
            ("x.2025", nil), ("31.12.2025 10:00", nil),
        ] as [(String, String?)])
    func iso(text: String, expected: String?) { #expect(TimeDiagnosis.iso(text) == expected) }
}
