import Models
import Testing

@testable import Storage

@Suite("Stored times")
struct StoredTimeTests {
    @Test("The range of stored times equals that of Models")
    func range() {
        #expect(StoredTime.earliest == Timestamp.earliest.microseconds)
        #expect(StoredTime.latest == Timestamp.latest.microseconds)
        #expect(StoredTime.earliestDay == Int64(CalendarDate.earliest.daysSinceEpoch))
        #expect(StoredTime.latestDay == Int64(CalendarDate.latest.daysSinceEpoch))
    }
}
