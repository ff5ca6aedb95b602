import Testing

@testable import AnalyticsAPI

@Suite("Spool budget")
struct SpoolBudgetTests {
    @Test("The bytes of a part count in the whole, and neither exceeds its limit")
    func part() {
        let whole = SpoolBudget(limit: 10)
        let part = SpoolBudget(of: whole, limit: 4)
        #expect(part.reserve(3))
        #expect(!part.reserve(2))
        #expect(part.bytesInUse == 3 && whole.bytesInUse == 3)
        #expect(whole.reserve(7))
        #expect(!part.reserve(1))
        #expect(part.bytesInUse == 3 && whole.bytesInUse == 10)
        part.release(3)
        #expect(part.bytesInUse == 0 && whole.bytesInUse == 7)
    }
}
