import HTTPTypes
import Testing
import Workbench

/// The comparison itself, on what it must find.
@Suite struct IngestLedgerTests {
    private static func ledger(acknowledged: [Int], abandoned: [Int] = []) -> IngestLedger {
        var ledger = IngestLedger()
        for batch in acknowledged {
            let reply = LocalClient.Reply(status: 201, headers: HTTPFields(), body: Array(#"{"inserted":4,"#.utf8))
            _ = ledger.record(reply, to: batch, rows: 4)
        }
        for batch in abandoned { ledger.abandon(batch) }
        return ledger
    }

    @Test("is content with whole batches, and with one given up that is there or not")
    func content() {
        let ledger = Self.ledger(acknowledged: [1, 2], abandoned: [3, 4])
        #expect(ledger.violations == [])
        #expect(ledger.compare(stored: [1: (4, 4), 2: (4, 4), 3: (4, 4)], rows: 4) == [])
    }

    @Test("finds a lost batch, half a batch, a doubled one and one of nobody")
    func violations() {
        let ledger = Self.ledger(acknowledged: [1, 2], abandoned: [3])
        #expect(ledger.compare(stored: [1: (4, 4)], rows: 4).count == 1)
        #expect(ledger.compare(stored: [1: (4, 4), 2: (4, 4), 3: (2, 2)], rows: 4).count == 1)
        #expect(ledger.compare(stored: [1: (8, 4), 2: (4, 4)], rows: 4).count == 1)
        #expect(ledger.compare(stored: [1: (4, 4), 2: (4, 4), 9: (4, 4)], rows: 4).count == 1)
    }

    @Test("a refusal needs Retry-After, and nothing but 503 and a key in use is excused")
    func answers() {
        var ledger = IngestLedger()
        func answer(_ status: Int, _ fields: HTTPFields = [:], _ text: String = "") -> Bool {
            ledger.record(.init(status: status, headers: fields, body: Array(text.utf8)), to: 1, rows: 4)
        }
        #expect(!answer(503, [.retryAfter: "1"]))
        #expect(!answer(409, [:], #"{"code":"idempotency_in_progress"}"#))
        #expect(ledger.violations == [])
        #expect(!answer(503))
        #expect(!answer(500))
        #expect(answer(201, [:], #"{"inserted":3,"#))
        #expect(ledger.violations.count == 3)
    }

    @Test(
        "a gap excuses the failures that touch it, and no other",
        arguments: [(0...4, false), (0...5, true), (6...7, true), (0...20, true), (10...12, true), (11...12, false)])
    func gaps(seconds: ClosedRange<Int>, isExcused: Bool) {
        let start = ContinuousClock.now
        func time(_ seconds: ClosedRange<Int>) -> ClosedRange<ContinuousClock.Instant> {
            start.advanced(by: .seconds(seconds.lowerBound))...start.advanced(by: .seconds(seconds.upperBound))
        }
        var ledger = IngestLedger()
        ledger.recordTime(time(seconds), status: 201)
        #expect(ledger.failures(outside: []).isEmpty)
        ledger.recordTime(time(seconds), status: 503)
        ledger.recordTime(time(seconds), status: nil)
        #expect(ledger.failures(outside: []).count == 2)
        #expect(ledger.failures(outside: [time(5...10)]).isEmpty == isExcused)
        #expect(ledger.longest == .seconds(seconds.upperBound - seconds.lowerBound))
    }

    @Test("a read that is refused needs Retry-After too")
    func reads() {
        var ledger = IngestLedger()
        for status in [200, 503, 500] { ledger.recordRead(.init(status: status, headers: [:], body: [])) }
        #expect(ledger.reads == 1)
        #expect(ledger.refused == 1)
        #expect(ledger.violations.count == 2)
    }
}
