import AWSSigV4
import Foundation
import Testing

@Suite("SigningTime")
struct SigningTimeTests {
    @Test(
        "A time is written and read back",
        arguments: [
            (0, "19700101T000000Z"), (1_440_938_160, "20150830T123600Z"), (951_782_400, "20000229T000000Z"),
            (4_107_542_399, "21000228T235959Z"), (4_107_542_400, "21000301T000000Z"), (-1, "19691231T235959Z"),
            (253_402_300_799, "99991231T235959Z"), (-62_167_219_200, "00000101T000000Z"),
        ])
    func roundTrip(_ seconds: Int, _ text: String) throws {
        let time = SigningTime(secondsSinceEpoch: seconds)
        #expect(time.timestamp == text)
        #expect(time.date == text.prefix(8))
        #expect(try #require(SigningTime(text)) == time)
    }

    @Test(
        "A date is rounded down to the second and clamped",
        arguments: [
            (1_440_938_160.9, "20150830T123600Z"), (-0.5, "19691231T235959Z"), (1e300, "99991231T235959Z"),
            (-Double.infinity, "00000101T000000Z"), (Double.nan, "19700101T000000Z"),
        ])
    func date(_ seconds: Double, _ timestamp: String) {
        #expect(SigningTime(Date(timeIntervalSince1970: seconds)).timestamp == timestamp)
    }

    @Test("A year outside four digits is clamped")
    func clamps() {
        #expect(SigningTime(secondsSinceEpoch: .max).timestamp == "99991231T235959Z")
        #expect(SigningTime(secondsSinceEpoch: .min).timestamp == "00000101T000000Z")
    }

    @Test(
        "A text that is no time is rejected",
        arguments: [
            "", "2015-08-30T12:36:00Z", "20150830T123600", "20150230T000000Z", "20151301T000000Z", "20150830T240000Z",
            "20150830T126000Z", "20150830T000060Z", "20150830 123600Z", "2015083aT123600Z", "20150800T000000Z",
            "+0150830T123600Z", "20150830T123600Z ",
        ])
    func refuses(_ text: String) {
        #expect(SigningTime(text) == nil)
    }

    @Test("Times grow through the calendar without a gap")
    func calendar() throws {
        var previous = ""
        for day in -800_000..<200_000 where day % 97 == 0 {
            let time = SigningTime(secondsSinceEpoch: day * 86_400 + 3661)
            #expect(time.timestamp > previous || day < -719_528)
            #expect(SigningTime(time.timestamp) == time)
            previous = time.timestamp
        }
    }

    @Test("The current time comes from the system's clock")
    func now() {
        #expect(SigningTime.now().secondsSinceEpoch > 1_600_000_000)
    }
}
