import Models
import TestSupport
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "RFC 3339 is read in every form and written in UTC",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
            ("2026-03-29T03:00:00+02:00", 1_774_746_000_000_000, "2026-03-29T01:00:00Z"),
            ("2026-03-28t20:00:00-05:00", 1_774_746_000_000_000, "2026-03-29T01:00:00Z"),
            ("2026-03-29 06:45:00.5+05:45", 1_774_746_000_500_000, "2026-03-29T01:00:00.500000Z"),
            ("2026-03-29T01:00:00.1234569z", 1_774_746_000_123_456, "2026-03-29T01:00:00.123456Z"),
            ("1969-12-31T23:59:59.999999Z", -1, "1969-12-31T23:59:59.999999Z"),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000, "2017-01-01T00:00:00Z"),
            ("0001-01-01T00:00:00Z", Timestamp.earliest.microseconds, "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999-00:00", Timestamp.latest.microseconds, "9999-12-31T23:59:59.999999Z"),
        ])
    func reads(text: String, microseconds: Int64, written: String) throws {
        let instant = try #require(Timestamp(text))
        #expect(instant.microseconds == microseconds)
        #expect(instant.description == written)
    }

    @Test(
        "A text that is no instant is rejected",
        arguments: [
            "", "2026-03-29", "2026-03-29T01:00:00", "2026-03-29T01:00Z", "2026-03-29T24:00:00Z",
            "2026-03-29T01:60:00Z",
            "2026-03-29T01:00:61Z", "2026-03-29T01:00:00.Z", "2026-03-29T01:00:00,5Z", "2026-03-29T01:00:00+0200",
            "2026-03-29T01:00:00+02", "2026-03-29T01:00:00+24:00", "2026-03-29T01:00:00+02:60", "2026-03-29T01:00:00Zx",
            "2026-03-29T01:00:00+02:00x", "2026-03-29X01:00:00Z", "2026-02-30T01:00:00Z", "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z", "2026-03-29T01:00:00.5", "2026-03-29T01:00:00 Z",
        ])
    func invalid(text: String) { #expect(Timestamp(text) == nil) }

    @Test("An instant is read back as written, in any offset", arguments: seeds)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let day = Timestamp.microsecondsPerDay
        for _ in 0..<2000 {
            let instant = Timestamp(
                microseconds: .random(
                    in: (Timestamp.earliest.microseconds + day)...(Timestamp.latest.microseconds - day), using: &random)
            )
            var bytes: [UInt8] = []
            instant.write(into: &bytes, offsetSeconds: Int.random(in: -18 * 60...18 * 60, using: &random) * 60)
            #expect(bytes.withUnsafeBytes { Timestamp(parsing: $0) } == instant, "seed \(seed)")
            #expect(Timestamp(instant.description) == instant, "seed \(seed)")
        }
    }

    @Test("An offset with seconds, which RFC 3339 cannot express, keeps the instant")
    func oddOffset() throws {
        let instant = try #require(Timestamp("1880-01-01T12:00:00Z"))
        for offset in [-17_762, 1172, -2670, 59, -59] {
            var bytes: [UInt8] = []
            instant.write(into: &bytes, offsetSeconds: offset)
            #expect(bytes.withUnsafeBytes { Timestamp(parsing: $0) } == instant, "\(offset)")
        }
    }

    @Test(
        "An offset with seconds is rounded, and a year outside 0001 to 9999 is written in UTC",
        arguments: [
            // The example of RFC 3339, section 5.8: 19 minutes and 32 seconds.
            ("1937-01-01T11:40:27.87Z", 1172, "1937-01-01T12:00:27.870000+00:20"),
            ("1879-12-31T23:06:32Z", 3208, "1879-12-31T23:59:32+00:53"),
            ("1883-01-01T04:56:02Z", -17_762, "1883-01-01T00:00:02-04:56"),
            ("9999-12-31T23:59:59Z", 3600, "9999-12-31T23:59:59Z"),
            ("9999-12-31T22:59:59Z", 3600, "9999-12-31T23:59:59+01:00"),
            ("0001-01-01T00:00:00Z", -1, "0001-01-01T00:00:00+00:00"),
            ("0001-01-01T00:00:00Z", -3600, "0001-01-01T00:00:00Z"),
            ("0001-01-01T01:00:00Z", -3600, "0001-01-01T00:00:00-01:00"),
        ])
    func nearestOffset(instant: String, offset: Int, text: String) throws {
        var bytes: [UInt8] = []
        try #require(Timestamp(instant)).write(into: &bytes, offsetSeconds: offset)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test("Random bytes are read without a trap", arguments: seeds)
    func randomBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789-+:.TZ ".utf8)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...32, using: &random)).map { _ in
                Int.random(in: 0..<20, using: &random) == 0
                    ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random) ?? 0
            }
            let instant = bytes.withUnsafeBytes { Timestamp(parsing: $0) }
            if let instant { #expect(instant >= .earliest && instant <= .latest, "seed \(seed)") }
            _ = bytes.withUnsafeBytes { CalendarDate(parsing: $0) }
            _ = bytes.withUnsafeBytes { DecimalNumber(parsing: $0) }
        }
    }
}
