import AWSClient
import DeployEngine
import Foundation
import Testing

@Suite
struct LeaseMachineTests {
    private let start = Date(timeIntervalSince1970: 1_893_456_000)

    private func machine(adopting token: String? = nil) -> LeaseMachine {
        LeaseMachine(.sample("mine", at: start), adopting: token)
    }

    private func held(tag: String = "\"1\"") -> LeaseMachine {
        var machine = machine()
        _ = machine.handle(.acquire, at: start)
        _ = machine.handle(.wrote(.written(entityTag: tag)), at: start)
        return machine
    }

    private func other(after seconds: Double = 0, requestToken: String? = nil) -> StoredLease {
        StoredLease(
            record: .sample("other", at: start.addingTimeInterval(seconds), requestToken: requestToken),
            entityTag: "\"other\"")
    }

    private func isStop(_ action: LeaseMachine.Action) -> Bool {
        if case .stop = action { true } else { false }
    }

    @Test("A free lease is written on the condition that there is none")
    func free() {
        var machine = machine()
        guard case .write(let record, .isAbsent) = machine.handle(.acquire, at: start) else {
            Issue.record("expected a conditional write")
            return
        }
        #expect(record.token == "mine" && record.expires == start.addingTimeInterval(180))
        #expect(!machine.isHeld)
        #expect(machine.handle(.wrote(.written(entityTag: "\"1\"")), at: start) == .proceed)
        #expect(machine.isHeld)
    }

    @Test("A lease of a living process is refused with its holder, its page and the command to follow it")
    func refused() {
        var machine = machine()
        _ = machine.handle(.acquire, at: start)
        #expect(machine.handle(.wrote(.preconditionFailed), at: start) == .read)
        let action = machine.handle(.read(other()), at: start.addingTimeInterval(190))
        guard case .stop(.held(let record, false, _)) = action else {
            Issue.record("expected a refusal, got \(action)")
            return
        }
        let text = "\(LeaseRefusal.held(record, isExpired: false, stacks: []))"
        for part in [
            "user/other", "host-other", "https://example.org/runs/other", "2030-01-01T00:00:00Z",
            "infra-cli attach dev",
        ] {
            #expect(text.contains(part), "\(text)")
        }
    }

    @Test("A lost response is settled by the token in the object", arguments: [true, false])
    func lostResponse(wasWritten: Bool) {
        var machine = machine()
        _ = machine.handle(.acquire, at: start)
        #expect(machine.handle(.wrote(.unknown("reset")), at: start) == .read)
        if wasWritten {
            let stored = StoredLease(record: .sample("mine", at: start), entityTag: "\"9\"")
            #expect(machine.handle(.read(stored), at: start) == .proceed)
            #expect(machine.isHeld)
        } else {
            #expect(machine.handle(.read(nil), at: start) == .pause(attempt: 1))
            guard case .write(_, .isAbsent) = machine.handle(.paused, at: start) else {
                Issue.record("expected another write")
                return
            }
        }
    }

    @Test("A conflict decides nothing: the write is repeated until the attempts are used up")
    func conflicts() {
        var machine = machine()
        var action = machine.handle(.acquire, at: start)
        var writes = 0
        while !isStop(action) {
            writes += 1
            #expect(machine.handle(.wrote(.conflict), at: start) == .pause(attempt: writes))
            action = machine.handle(.paused, at: start)
        }
        #expect(writes == 8)
        guard case .stop(.undecided) = action else {
            Issue.record("expected an undecided lease")
            return
        }
    }

    static let takeovers: [(seconds: Double, stacks: [BusyStack], adopts: String?, isTaken: Bool, isLooked: Bool)] = [
        (100, [], nil, false, false),
        (190, [], nil, false, false),
        (196, [], nil, true, true),
        (196, [BusyStack(name: "s", status: "UPDATE_IN_PROGRESS", requestToken: "r7")], nil, false, true),
        (196, [BusyStack(name: "s", status: "UPDATE_IN_PROGRESS", requestToken: "r7")], "r7", true, true),
        (196, [BusyStack(name: "s", status: "UPDATE_IN_PROGRESS", requestToken: "else")], "r7", false, true),
        (196, [BusyStack(name: "s", status: "UPDATE_IN_PROGRESS")], "r7", false, true),
        (196, [BusyStack(name: "s", status: "UPDATE_IN_PROGRESS", requestToken: "r8")], "r8", false, true),
        (100, [BusyStack(name: "s", status: "UPDATE_IN_PROGRESS", requestToken: "r7")], "r7", false, false),
    ]

    @Test(
        "A lease is taken over only if it expired and no stack changes, except by the one that continues its release",
        arguments: takeovers)
    func takeover(seconds: Double, stacks: [BusyStack], adopts: String?, isTaken: Bool, isLooked: Bool) {
        var machine = machine(adopting: adopts)
        let now = start.addingTimeInterval(seconds)
        _ = machine.handle(.acquire, at: now)
        _ = machine.handle(.wrote(.preconditionFailed), at: now)
        var action = machine.handle(.read(other(requestToken: "r7")), at: now)
        #expect((action == .lookAtStacks) == isLooked)
        if isLooked { action = machine.handle(.looked(stacks), at: now) }
        if isTaken {
            guard case .write(_, .hasEntityTag("\"other\"")) = action else {
                Issue.record("expected a conditional write, got \(action)")
                return
            }
            #expect(machine.handle(.wrote(.written(entityTag: "\"2\"")), at: now) == .proceed)
            #expect(machine.predecessor?.token == "other")
        } else {
            #expect(isStop(action))
            #expect(machine.predecessor == nil)
        }
    }

    @Test("The server's time of the last write protects the lease of a holder with a slow clock")
    func slowClock() {
        var machine = machine()
        let now = start.addingTimeInterval(400)
        _ = machine.handle(.acquire, at: now)
        _ = machine.handle(.wrote(.preconditionFailed), at: now)
        var stored = other()
        stored.written = now.addingTimeInterval(-10)
        #expect(isStop(machine.handle(.read(stored), at: now)))
    }

    @Test("Of two processes that take over an expired lease, the slower one looks again and is refused")
    func takeoverRace() {
        var machine = machine()
        let now = start.addingTimeInterval(300)
        _ = machine.handle(.acquire, at: now)
        _ = machine.handle(.wrote(.preconditionFailed), at: now)
        _ = machine.handle(.read(other()), at: now)
        _ = machine.handle(.looked([]), at: now)
        #expect(machine.handle(.wrote(.preconditionFailed), at: now) == .read)
        let third = StoredLease(record: .sample("third", at: now), entityTag: "\"3\"")
        guard case .stop(.held(let record, false, _)) = machine.handle(.read(third), at: now) else {
            Issue.record("expected a refusal")
            return
        }
        #expect(record.token == "third")
    }

    @Test("A lease that cannot be read is never taken over")
    func unreadable() {
        var machine = machine()
        _ = machine.handle(.acquire, at: start)
        _ = machine.handle(.wrote(.preconditionFailed), at: start)
        let action = machine.handle(.read(StoredLease(record: nil, entityTag: "\"x\"")), at: .distantFuture)
        #expect(action == .stop(.unreadable))
    }

    @Test("A heartbeat costs nothing before the renewal is due")
    func idle() {
        var machine = held()
        #expect(machine.handle(.heartbeat, at: start.addingTimeInterval(44)) == .proceed)
        guard
            case .write(let record, .hasEntityTag("\"1\"")) = machine.handle(
                .heartbeat, at: start.addingTimeInterval(45))
        else {
            Issue.record("expected a renewal")
            return
        }
        #expect(record.acquired == start && record.expires == start.addingTimeInterval(225))
        let time = start.addingTimeInterval(45)
        #expect(machine.handle(.wrote(.written(entityTag: "\"2\"")), at: time) == .proceed)
        #expect(machine.handle(.heartbeat, at: start.addingTimeInterval(89)) == .proceed)
    }

    @Test("A renewal that finds another holder or none stops the process for good", arguments: [true, false])
    func lost(isTaken: Bool) {
        var machine = held()
        let now = start.addingTimeInterval(60)
        _ = machine.handle(.heartbeat, at: now)
        var action = machine.handle(.wrote(isTaken ? .preconditionFailed : .missing), at: now)
        if isTaken { action = machine.handle(.read(other()), at: now) }
        guard case .stop(.lost) = action else {
            Issue.record("expected a lost lease, got \(action)")
            return
        }
        #expect(!machine.isHeld)
        #expect(isStop(machine.handle(.heartbeat, at: now)))
        #expect(isStop(machine.handle(.acquire, at: now)))
        #expect(isStop(machine.handle(.release, at: now)))
    }

    @Test("A renewal whose response was lost is found in the object and goes on with its entity tag")
    func lostRenewal() {
        var machine = held()
        let now = start.addingTimeInterval(60)
        _ = machine.handle(.heartbeat, at: now)
        #expect(machine.handle(.wrote(.unknown("reset")), at: now) == .read)
        let stored = StoredLease(record: .sample("mine", at: now), entityTag: "\"2\"")
        #expect(machine.handle(.read(stored), at: now) == .proceed)
        guard case .write(_, .hasEntityTag("\"2\"")) = machine.handle(.heartbeat, at: now.addingTimeInterval(60)) else {
            Issue.record("expected a renewal with the new tag")
            return
        }
    }

    @Test("Failed renewals are repeated until the lease expires, then the process stops")
    func expires() {
        var machine = held()
        var now = start.addingTimeInterval(50)
        var attempts = 0
        while true {
            var action = machine.handle(.heartbeat, at: now)
            if case .write = action {
                attempts += 1
                _ = machine.handle(.wrote(.unknown("no route")), at: now)
                action = machine.handle(.failed("no route"), at: now)
            }
            if isStop(action) { break }
            #expect(action == .proceed)
            now.addTimeInterval(5)
        }
        #expect(now >= start.addingTimeInterval(180) && now < start.addingTimeInterval(200))
        #expect((12...15).contains(attempts))
    }

    @Test("A process that slept longer than its lease keeps it if no other process took it")
    func longSleep() {
        var machine = held()
        let now = start.addingTimeInterval(5000)
        _ = machine.handle(.heartbeat, at: now)
        #expect(machine.handle(.wrote(.written(entityTag: "\"2\"")), at: now) == .proceed)
        #expect(machine.isHeld)
    }

    @Test("A noted release is written by the next heartbeat")
    func note() {
        var machine = held()
        machine.note(release: 42, requestToken: "r42")
        guard case .write(let record, _) = machine.handle(.heartbeat, at: start.addingTimeInterval(1)) else {
            Issue.record("expected a renewal")
            return
        }
        #expect(record.release == 42 && record.requestToken == "r42")
        _ = machine.handle(.wrote(.written(entityTag: "\"2\"")), at: start.addingTimeInterval(1))
        #expect(machine.record.release == 42)
        #expect(machine.handle(.heartbeat, at: start.addingTimeInterval(2)) == .proceed)
    }

    @Test("A release deletes only the process's own object")
    func release() {
        var machine = held()
        #expect(machine.handle(.release, at: start) == .delete(entityTag: "\"1\""))
        #expect(machine.handle(.wrote(.preconditionFailed), at: start) == .read)
        #expect(machine.handle(.read(other()), at: start) == .done)
    }

    @Test("A release whose response was lost is repeated with the object's entity tag until it is gone")
    func lostRelease() {
        var machine = held()
        _ = machine.handle(.release, at: start)
        #expect(machine.handle(.wrote(.unknown("reset")), at: start) == .read)
        let stored = StoredLease(record: .sample("mine", at: start), entityTag: "\"5\"")
        #expect(machine.handle(.read(stored), at: start) == .pause(attempt: 2))
        #expect(machine.handle(.paused, at: start) == .delete(entityTag: "\"5\""))
        #expect(machine.handle(.wrote(.missing), at: start) == .done)
    }

    @Test("A release without a lease does nothing")
    func releaseNothing() {
        var machine = machine()
        #expect(machine.handle(.release, at: start) == .done)
    }
}
