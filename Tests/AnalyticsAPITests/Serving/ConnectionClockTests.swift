import NIOCore
import Testing

@testable import AnalyticsAPI

@Suite("ConnectionClock")
struct ConnectionClockTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    private func at(_ seconds: Int64) -> NIODeadline { Self.start + .seconds(seconds) }

    private func clock() -> ConnectionClock {
        ConnectionClock(idleTimeout: .seconds(60), bodyTimeout: .seconds(30), now: Self.start)
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
        #expect(clock.verdict(at: at(30)) == .giveUpBody)
    }

    @Test("does not mind a body that comes slowly but steadily")
    func steady() {
        var clock = clock()
        clock.headArrived()
        for second in 0..<100 {
            clock.readWanted(at: at(Int64(second * 20)))
            clock.bodyArrived(bytes: ConnectionClock.leastBytes, at: at(Int64(second * 20 + 20)))
            #expect(clock.verdict(at: at(Int64(second * 20 + 20))) != .giveUpBody)
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
}
