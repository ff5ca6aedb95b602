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

    @Test("A connection without a request is closed after the idle time-out")
    func idle() {
        let clock = clock()
        #expect(clock.verdict(at: at(59)) == .wait(until: at(60)))
        #expect(clock.verdict(at: at(60)) == .closeIdle)
    }

    @Test("A body that follows its answer has a time-out, and the idle time-out starts at its end")
    func bodyAfterAnswer() {
        var clock = clock()
        clock.headArrived()
        clock.answered(at: at(1))
        clock.readWanted(at: at(2))
        #expect(clock.verdict(at: at(31)) == .wait(until: at(32)))
        #expect(clock.verdict(at: at(32)) == .abortBody)
        clock.bodyEnded(at: at(20))
        #expect(clock.verdict(at: at(20)) == .wait(until: at(80)))
        #expect(clock.verdict(at: at(80)) == .closeIdle)
    }

    @Test("A server that shuts down waits for the body of an answered request no longer than for a new request")
    func shutdownAfterAnswer() {
        for isAnswered in [true, false] {
            var clock = clock()
            clock.headArrived()
            if isAnswered { clock.answered(at: at(1)) }
            clock.readWanted(at: at(2))
            clock.shortenIdleTime(to: .seconds(1), at: at(3))
            #expect((clock.verdict(at: at(4)) == .closeIdle) == isAnswered)
        }
    }

    @Test("A body that stalls is given up, unless the server is not reading it")
    func slowBody() {
        var clock = clock()
        clock.headArrived()
        #expect(clock.verdict(at: at(1000)) != .abortBody)
        clock.readWanted(at: at(1000))
        #expect(clock.verdict(at: at(1029)) == .wait(until: at(1030)))
        #expect(clock.verdict(at: at(1030)) == .abortBody)
    }

    @Test("A body that trickles is given up")
    func slowDrip() {
        var clock = clock()
        clock.headArrived()
        for second in 0..<29 {
            clock.readWanted(at: at(Int64(second)))
            clock.bodyArrived(bytes: 1, at: at(Int64(second + 1)))
            #expect(clock.verdict(at: at(Int64(second + 1))) != .abortBody)
        }
        clock.readWanted(at: at(29))
        #expect(clock.verdict(at: at(30)) != .abortBody)
        #expect(clock.verdict(at: at(31)) == .abortBody)
    }

    @Test(
        "A body must average at least 1 KiB/s",
        arguments: [(46, true), (200, true), (1000, true), (1024, false), (10_000, false)])
    func averageRate(bytesPerSecond: Int, isGivenUp: Bool) {
        var clock = clock()
        clock.headArrived()
        // The first megabyte does not extend the time-out.
        clock.readWanted(at: at(0))
        clock.bodyArrived(bytes: 1 << 20, at: at(1))
        var gaveUp = false
        for second in Int64(1)..<4000 where !gaveUp {
            clock.readWanted(at: at(second))
            gaveUp = clock.verdict(at: at(second + 1)) == .abortBody
            clock.bodyArrived(bytes: bytesPerSecond, at: at(second + 1))
        }
        #expect(gaveUp == isGivenUp)
    }

    @Test("A body may pause for the length of the time-out if its average rate allows")
    func pauses() {
        var clock = clock()
        clock.headArrived()
        for round in Int64(0)..<100 {
            clock.readWanted(at: at(round * 29))
            #expect(clock.verdict(at: at(round * 29 + 29)) != .abortBody)
            clock.bodyArrived(bytes: 29 * ConnectionClock.minimumBytesPerSecond, at: at(round * 29 + 29))
        }
    }

    @Test("The idle time-out does not apply while a response is pending and starts at its end")
    func pendingResponse() {
        var clock = clock()
        clock.headArrived()
        clock.bodyEnded(at: at(0))
        #expect(clock.openRequests == 1)
        #expect(clock.verdict(at: at(5000)) != .closeIdle)
        clock.answered(at: at(5000))
        #expect(clock.openRequests == 0)
        #expect(clock.verdict(at: at(5059)) == .wait(until: at(5060)))
        #expect(clock.verdict(at: at(5060)) == .closeIdle)
    }

    @Test("The body time-out applies even after the request has been answered")
    func earlyResponse() {
        var clock = clock()
        clock.headArrived()
        clock.readWanted(at: at(0))
        clock.answered(at: at(1))
        #expect(clock.verdict(at: at(30)) == .abortBody)
    }

    /// An event in the course of a response.
    enum AnswerEvent: Sendable {
        /// The client has taken `taken` bytes, and `waiting` bytes are buffered for it.
        case stands(waiting: Int, received: Int)
        /// The response has been written completely.
        case answered
    }

    private static let least = ConnectionClock.minimumBytesPerSecond
    private static let answers: [(String, [(Int64, AnswerEvent)], Int64, ConnectionClock.Verdict)] = [
        (
            "a stalled client is kept until the time-out",
            [(5, .stands(waiting: 9, received: 100))], 44, .wait(until: start + .seconds(45))
        ),
        ("a stalled client is given up", [(5, .stands(waiting: 9, received: 100))], 45, .abortAnswer),
        (
            "another reading without progress does not extend the time-out",
            [(5, .stands(waiting: 9, received: 100)), (44, .stands(waiting: 90_000, received: 100))], 45, .abortAnswer
        ),
        (
            "a trickling client is given up",
            (0..<40).map { ($0, .stands(waiting: 9, received: Int($0))) }, 41, .abortAnswer
        ),
        (
            "a slow but steady client is kept",
            (0...100).map { ($0 * 30, .stands(waiting: 90_000, received: Int($0) * 30 * least)) }, 3010,
            .wait(until: start + .seconds(3020))
        ),
        (
            "a waiting response is checked regularly",
            [(5, .stands(waiting: 9, received: 100))], 6, .wait(until: start + .seconds(16))
        ),
        (
            "time in which no bytes wait does not count",
            [
                (0, .stands(waiting: 9, received: 100)), (39, .stands(waiting: 0, received: 0)),
                (1000, .stands(waiting: 9, received: 109)),
            ], 1039, .wait(until: start + .seconds(1040))
        ),
        (
            "a query has no time-out before its first byte", [], 5000, .wait(until: start + .seconds(5030))
        ),
        (
            "a response that was written completely is given up too",
            [(0, .stands(waiting: 9, received: 100)), (1, .answered)], 40, .abortAnswer
        ),
        (
            "the idle time-out starts when the last byte was taken",
            [(0, .stands(waiting: 9, received: 100)), (1, .answered), (35, .stands(waiting: 0, received: 0))], 94,
            .wait(until: start + .seconds(95))
        ),
    ]

    @Test(
        "A response that the client does not read is given up; only time in which bytes wait counts",
        arguments: answers.indices
    )
    func slowReader(index: Int) {
        let (name, events, now, verdict) = Self.answers[index]
        var clock = clock()
        clock.headArrived()
        clock.bodyEnded(at: at(0))
        for (second, event) in events {
            #expect(clock.verdict(at: at(second)) != .abortAnswer, "\(name)")
            switch event {
            case .stands(let waiting, let taken):
                clock.outputProgressed(buffered: waiting, received: taken, at: at(second))
            case .answered: clock.answered(at: at(second))
            }
        }
        #expect(clock.verdict(at: at(now)) == verdict, "\(name)")
    }

    @Test("A response that the client does not read is given up although its next request arrives")
    func slowReaderNextRequest() {
        var clock = clock()
        clock.headArrived()
        clock.bodyEnded(at: at(0))
        clock.outputProgressed(buffered: 9, received: 0, at: at(0))
        clock.headArrived()
        #expect(clock.verdict(at: at(40)) == .abortAnswer)
    }
}
