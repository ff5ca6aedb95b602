import HTTPTypes
import Testing
import Workbench

/// Tests of the ledger's comparison.
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

    @Test("Whole batches pass, and an abandoned batch may be stored or not")
    func content() {
        let ledger = Self.ledger(acknowledged: [1, 2], abandoned: [3, 4])
        #expect(ledger.violations == [])
        #expect(ledger.compare(stored: [1: (4, 4), 2: (4, 4), 3: (4, 4)], rows: 4) == [])
    }

    @Test("A lost, partial, duplicated or unknown batch is a violation")
    func violations() {
        let ledger = Self.ledger(acknowledged: [1, 2], abandoned: [3])
        #expect(ledger.compare(stored: [1: (4, 4)], rows: 4).count == 1)
        #expect(ledger.compare(stored: [1: (4, 4), 2: (4, 4), 3: (2, 2)], rows: 4).count == 1)
        #expect(ledger.compare(stored: [1: (8, 4), 2: (4, 4)], rows: 4).count == 1)
        #expect(ledger.compare(stored: [1: (4, 4), 2: (4, 4), 9: (4, 4)], rows: 4).count == 1)
    }

    @Test("A refusal needs Retry-After, and only 503 and a key in use are excused")
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
        "A request without a successful response has failed",
        arguments: [(200, true), (201, true), (409, false), (503, false), (nil, false)])
    func failures(status: Int?, isFine: Bool) {
        var ledger = IngestLedger()
        ledger.recordTime(.seconds(2), status: status)
        ledger.recordTime(.seconds(1), status: 201)
        #expect(ledger.failures.isEmpty == isFine)
        #expect(ledger.longest == .seconds(2))
    }

    @Test("The database's row count must equal the service's")
    func counted() {
        #expect(IngestLedger.compare(counted: 400, stored: 400) == [])
        for counted in [nil, 0, 399, 401] {
            #expect(IngestLedger.compare(counted: counted, stored: 400).count == 1)
        }
    }

    @Test(
        "A rotation must meet connections, a single user's must meet a refusal, and no request may fail",
        arguments: [
            (.alternating, 7, 0, [], 0), (.alternating, 6, 0, [], 1), (.alternating, 4, 0, [], 1),
            (.single, 7, 3, [], 0), (.single, 7, 2, [], 1), (.single, 7, 0, [], 1),
            (.single, 7, 3, ["answered with 503"], 1), (.alternating, 7, 0, ["not answered", "answered with 409"], 2),
        ] as [(PasswordRotationSoak.Users, Int, Int, [String], Int)])
    func rotation(users: PasswordRotationSoak.Users, sessions: Int, refusals: Int, failures: [String], wrong: Int) {
        let soak = PasswordRotationSoak(users: users, rotations: 3)
        #expect(soak.violations(sessions: sessions, refusals: refusals, failures: failures).count == wrong)
    }

    @Test("A refused read needs Retry-After")
    func reads() {
        var ledger = IngestLedger()
        for status in [200, 503, 500] { ledger.recordRead(.init(status: status, headers: [:], body: [])) }
        #expect(ledger.reads == 1)
        #expect(ledger.refused == 1)
        #expect(ledger.violations.count == 2)
    }
}
