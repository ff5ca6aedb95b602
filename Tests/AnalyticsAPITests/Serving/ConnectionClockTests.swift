import NIOCore
import Testing

@testable import AnalyticsAPI

@Suite("ConnectionClock")
struct ConnectionClockTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    private func at(_ seconds: Int64) -> NIODeadline { Self.start + .seconds(seconds) }

    private func clock() -> ConnectionClock {
        ConnectionClock(
            idleTimeout: .seconds(60), bodyTimeout: .seconds(30), answerTimeout: .seconds(40), now: Self.start)
    }

    @Test("closes a connection that brings no request")
    func idle() {
        let clock = clock()
        #expect(clock.verdict(at: at(59)) == .wait(until: at(60)))
        #expect(clock.verdict(at: at(60)) == .closeIdle)
    }

    @Test("gives up a body that stops coming, but not while the server takes none")
    func slowBody() {
        var clock = clock()
        clock.headArrived()
        #expect(clock.verdict(at: at(1000)) != .giveUpBody)
        clock.readWanted(at: at(1000))
        #expect(clock.verdict(at: at(1029)) == .wait(until: at(1030)))
        #expect(clock.verdict(at: at(1030)) == .giveUpBody)
    }

    @Test("gives up a body that trickles")
    func trickle() {
        var clock = clock()
        clock.headArrived()
        for second in 0..<29 {
            clock.readWanted(at: at(Int64(second)))
            clock.bodyArrived(bytes: 1, at: at(Int64(second + 1)))
            #expect(clock.verdict(at: at(Int64(second + 1))) != .giveUpBody)
        }
        clock.readWanted(at: at(29))
        #expect(clock.verdict(at: at(30)) != .giveUpBody)
        #expect(clock.verdict(at: at(31)) == .giveUpBody)
    }

    @Test(
        "A body's least rate is an average of 1 KiB/s",
        arguments: [(46, true), (200, true), (1000, true), (1024, false), (10_000, false)])
    func averageRate(bytesPerSecond: Int, isGivenUp: Bool) {
        var clock = clock()
        clock.headArrived()
        // The first megabyte earns no more patience than the time-out.
        clock.readWanted(at: at(0))
        clock.bodyArrived(bytes: 1 << 20, at: at(1))
        var gaveUp = false
        for second in Int64(1)..<4000 where !gaveUp {
            clock.readWanted(at: at(second))
            gaveUp = clock.verdict(at: at(second + 1)) == .giveUpBody
            clock.bodyArrived(bytes: bytesPerSecond, at: at(second + 1))
        }
        #expect(gaveUp == isGivenUp)
    }

    @Test("A body may pause for as long as the time-out whenever its average allows")
    func pauses() {
        var clock = clock()
        clock.headArrived()
        for round in Int64(0)..<100 {
            clock.readWanted(at: at(round * 29))
            #expect(clock.verdict(at: at(round * 29 + 29)) != .giveUpBody)
            clock.bodyArrived(bytes: 29 * ConnectionClock.leastBytesPerSecond, at: at(round * 29 + 29))
        }
    }

    @Test("lets an answer take its time, and counts idleness from its end")
    func answering() {
        var clock = clock()
        clock.headArrived()
        clock.bodyEnded()
        #expect(clock.openRequests == 1)
        #expect(clock.verdict(at: at(5000)) != .closeIdle)
        clock.answered(at: at(5000))
        #expect(clock.openRequests == 0)
        #expect(clock.verdict(at: at(5059)) == .wait(until: at(5060)))
        #expect(clock.verdict(at: at(5060)) == .closeIdle)
    }

    @Test("keeps waiting for a body whose request has been answered already")
    func earlyAnswer() {
        var clock = clock()
        clock.headArrived()
        clock.readWanted(at: at(0))
        clock.answered(at: at(1))
        #expect(clock.verdict(at: at(30)) == .giveUpBody)
    }

    /// What happens to an answer, and when.
    enum AnswerEvent: Sendable {
        /// The client has taken so much, and so much waits for it.
        case stands(waiting: Int, taken: Int)
        /// All of the answer has been written.
        case answered
    }

    private static let least = ConnectionClock.leastBytesPerSecond
    private static let answers: [(String, [(Int64, AnswerEvent)], Int64, ConnectionClock.Verdict)] = [
        (
            "a client that takes nothing is given up, but not before its time",
            [(5, .stands(waiting: 9, taken: 100))], 44, .wait(until: start + .seconds(45))
        ),
        ("a client that takes nothing is given up", [(5, .stands(waiting: 9, taken: 100))], 45, .giveUpAnswer),
        (
            "looking again changes nothing",
            [(5, .stands(waiting: 9, taken: 100)), (44, .stands(waiting: 90_000, taken: 100))], 45, .giveUpAnswer
        ),
        (
            "a trickle is given up",
            (0..<40).map { ($0, .stands(waiting: 9, taken: Int($0))) }, 41, .giveUpAnswer
        ),
        (
            "a slow but steady client stays",
            (0...100).map { ($0 * 30, .stands(waiting: 90_000, taken: Int($0) * 30 * least)) }, 3010,
            .wait(until: start + .seconds(3020))
        ),
        (
            "it is looked at now and then",
            [(5, .stands(waiting: 9, taken: 100))], 6, .wait(until: start + .seconds(16))
        ),
        (
            "time in which nothing waits does not count",
            [
                (0, .stands(waiting: 9, taken: 100)), (39, .stands(waiting: 0, taken: 0)),
                (1000, .stands(waiting: 9, taken: 109)),
            ], 1039, .wait(until: start + .seconds(1040))
        ),
        (
            "a query may take its time before its first byte", [], 5000, .wait(until: start + .seconds(5030))
        ),
        (
            "an answer that was written whole is given up too",
            [(0, .stands(waiting: 9, taken: 100)), (1, .answered)], 40, .giveUpAnswer
        ),
        (
            "idleness counts from when the last of an answer was taken",
            [(0, .stands(waiting: 9, taken: 100)), (1, .answered), (35, .stands(waiting: 0, taken: 0))], 94,
            .wait(until: start + .seconds(95))
        ),
    ]

    @Test("gives up an answer that is not taken, and counts only time in which bytes wait", arguments: answers.indices)
    func slowReader(index: Int) {
        let (name, events, now, verdict) = Self.answers[index]
        var clock = clock()
        clock.headArrived()
        clock.bodyEnded()
        for (second, event) in events {
            #expect(clock.verdict(at: at(second)) != .giveUpAnswer, "\(name)")
            switch event {
            case .stands(let waiting, let taken): clock.outputStands(waiting: waiting, taken: taken, at: at(second))
            case .answered: clock.answered(at: at(second))
            }
        }
        #expect(clock.verdict(at: at(now)) == verdict, "\(name)")
    }

    @Test("gives up an answer that is not taken while the next request comes")
    func slowReaderNextRequest() {
        var clock = clock()
        clock.headArrived()
        clock.bodyEnded()
        clock.outputStands(waiting: 9, taken: 0, at: at(0))
        clock.headArrived()
        #expect(clock.verdict(at: at(40)) == .giveUpAnswer)
    }
}
