import TestSupport
import Testing

@testable import Storage

@Suite("LeasePoolState")
struct LeasePoolStateTests {
    /// A named connection.
    final class Link: Sendable, CustomStringConvertible {
        let description: String

        init(_ name: String) { description = name }
    }

    private typealias State = LeasePoolState<Link>

    private func text(_ grant: State.Grant) -> String {
        switch grant {
        case .use(let link): "use \(link)"
        case .make: "make"
        case .wait: "wait"
        case .unreachable: "away"
        case .queueFull: "line full"
        case .closed: "closed"
        }
    }

    private func text(_ back: State.Return) -> String {
        switch back {
        case .hand(let waiter, let link): "hand \(link) to \(waiter)"
        case .makeFor(let waiters): "make for \(waiters)"
        case .turnAway(let waiters): "turn away \(waiters)"
        case .queued: "queued"
        case .keep: "keep"
        case .dispose(let link): "dispose \(link)"
        case .replace(let link): "replace \(link)"
        case .nothing: "nothing"
        }
    }

    private let a = Link("a")
    private let b = Link("b")
    private let c = Link("c")

    private func pool(_ maximum: Int, _ change: (inout LeasePoolRules) -> Void = { _ in }) -> State {
        var rules = LeasePoolRules(maximum: maximum)
        rules.backOff = .init()
        change(&rules)
        return State(rules: rules)
    }

    @Test("A pool opens connections up to the maximum and then queues callers in order")
    func waitQueue() {
        var pool = pool(2)
        #expect((1...4).map { text(pool.lease(waiter: $0, now: .zero)) } == ["make", "make", "wait", "wait"])
        #expect(text(pool.made(a, now: .zero, random: 1)) == "nothing")
        #expect(text(pool.giveBack(a, reusable: true, now: .zero)) == "hand a to 3")
        #expect(text(pool.giveBack(b, reusable: true, now: .zero)) == "hand b to 4")
        #expect(text(pool.giveBack(a, reusable: true, now: .zero)) == "keep")
        #expect(text(pool.lease(waiter: 5, now: .zero)) == "use a")
        #expect(pool.inUse == 2)
    }

    @Test("A pool rejects callers when its wait queue is full")
    func fullQueue() {
        var pool = pool(1) { $0.longestQueue = 2 }
        #expect((1...4).map { text(pool.lease(waiter: $0, now: .zero)) } == ["make", "wait", "wait", "line full"])
    }

    @Test("A broken connection is replaced for the next waiter")
    func broken() {
        var pool = pool(1)
        #expect(text(pool.lease(waiter: 1, now: .zero)) == "make")
        #expect(text(pool.lease(waiter: 2, now: .zero)) == "wait")
        #expect(text(pool.giveBack(a, reusable: false, now: .zero)) == "replace a")
        #expect(text(pool.freeSlot()) == "make for [2]")
        #expect(pool.inUse == 1)
        #expect(text(pool.giveBack(b, reusable: false, now: .zero)) == "replace b")
        #expect(text(pool.freeSlot()) == "nothing")
        #expect(pool.inUse == 0)
        #expect(text(pool.lease(waiter: 3, now: .zero)) == "make")
    }

    @Test("A waiter that leaves the queue is not served, and one that was served cannot leave")
    func leavingQueue() {
        var pool = pool(1)
        for waiter in 1...3 { _ = pool.lease(waiter: waiter, now: .zero) }
        let left = pool.removeWaiter(2)
        #expect(left)
        #expect(text(pool.giveBack(a, reusable: true, now: .zero)) == "hand a to 3")
        let tooLate = pool.removeWaiter(3)
        #expect(!tooLate)
    }

    @Test("A closed pool rejects all callers and keeps no connection")
    func closing() {
        var pool = pool(2)
        for waiter in 1...3 { _ = pool.lease(waiter: waiter, now: .zero) }
        _ = pool.removeWaiter(3)
        #expect(text(pool.giveBack(a, reusable: true, now: .zero)) == "keep")
        for waiter in 4...5 { _ = pool.lease(waiter: waiter, now: .zero) }
        let (disposed, turnedAway) = pool.close()
        #expect(disposed.isEmpty)
        #expect(turnedAway == [5])
        #expect(text(pool.lease(waiter: 6, now: .zero)) == "closed")
        #expect(text(pool.giveBack(a, reusable: true, now: .zero)) == "dispose a")
        #expect(text(pool.giveBack(b, reusable: false, now: .zero)) == "dispose b")
        #expect(pool.inUse == 0)
    }

    // MARK: - Age

    @Test(
        "A connection past its lifetime is replaced on return; the lifetime varies from 75 to 100 percent",
        arguments: [(0.0, 75), (1.0, 100)])
    func lifetime(random: Double, seconds: Int) {
        var pool = pool(1) { $0.lifetime = .seconds(100) }
        _ = pool.lease(waiter: 1, now: .seconds(10))
        _ = pool.made(a, now: .seconds(10), random: random)
        #expect(text(pool.giveBack(a, reusable: true, now: .seconds(9 + seconds))) == "keep")
        #expect(text(pool.lease(waiter: 2, now: .seconds(9 + seconds))) == "use a")
        #expect(text(pool.giveBack(a, reusable: true, now: .seconds(10 + seconds))) == "replace a")
    }

    @Test("A sweep closes idle connections down to the minimum and opens missing ones")
    func sweep() {
        var pool = pool(5) {
            $0.minimum = 2
            $0.idleTime = .seconds(60)
        }
        let links = [a, b, c]
        for index in links.indices { _ = pool.lease(waiter: index, now: .zero) }
        for link in links { _ = pool.made(link, now: .zero, random: 1) }
        for link in links { _ = pool.giveBack(link, reusable: true, now: .zero) }
        #expect(pool.sweep(now: .seconds(59)).dispose.isEmpty)
        let (disposed, missing) = pool.sweep(now: .seconds(60))
        #expect(disposed.map(\.description) == ["a"] && missing == 0)
        // Both remaining connections reach their lifetime.
        let later = pool.sweep(now: .seconds(1800))
        #expect(later.dispose.count == 2 && later.make == 2)
        #expect(pool.inUse == 2)
    }

    @Test("A check tests each idle connection once per round and keeps its idle time")
    func checks() {
        var pool = pool(3) { $0.idleTime = .seconds(60) }
        for index in 1...2 { _ = pool.lease(waiter: index, now: .zero) }
        for link in [a, b] { _ = pool.giveBack(link, reusable: true, now: .zero) }
        var seen: [String] = []
        while let (link, since) = pool.candidateForCheck(before: .seconds(5)) {
            seen.append(link.description)
            #expect(since == .zero)
            let back = pool.checked(link, isAlive: link === a, idleSince: since, now: .seconds(5))
            #expect(text(back) == (link === a ? "keep" : "replace b"))
            if link === b { _ = pool.freeSlot() }
        }
        #expect(seen == ["a", "b"])
        #expect(pool.idle.map(\.description) == ["a"] && pool.inUse == 0)
        #expect(pool.sweep(now: .seconds(60)).dispose.map(\.description) == ["a"])
    }

    // MARK: - Unavailable database

    @Test("While the database is unavailable, one caller tries from time to time and the others fail at once")
    func unavailable() {
        var pool = pool(4)
        for waiter in 1...2 { #expect(text(pool.lease(waiter: waiter, now: .zero)) == "make") }
        #expect(text(pool.failedToMake(now: .zero, random: 1)) == "nothing")
        #expect(text(pool.failedToMake(now: .zero, random: 1)) == "nothing")
        #expect(text(pool.lease(waiter: 3, now: .milliseconds(199))) == "away")
        #expect(text(pool.lease(waiter: 4, now: .milliseconds(200))) == "make")
        // The next callers wait for the outcome of this attempt.
        #expect(text(pool.lease(waiter: 5, now: .milliseconds(201))) == "wait")
        #expect(text(pool.lease(waiter: 6, now: .milliseconds(202))) == "wait")
        #expect(text(pool.failedToMake(now: .milliseconds(210), random: 1)) == "turn away [5, 6]")
        #expect(text(pool.lease(waiter: 7, now: .seconds(1))) == "make")
        #expect(text(pool.lease(waiter: 8, now: .seconds(1))) == "wait")
        #expect(text(pool.lease(waiter: 9, now: .seconds(1))) == "wait")
        #expect(text(pool.made(a, now: .seconds(1), random: 1)) == "make for [8, 9]")
        #expect(!pool.isUnreachable && pool.inUse == 3)
    }

    @Test("Callers retry at least every 250 ms; without callers the back-off doubles up to 32 s")
    func backOff() {
        let backOff = LeasePoolRules.BackOff()
        let delays = (1...12).map { backOff.delay(afterFailures: $0, random: 1) }
        #expect(delays.prefix(4) == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)])
        #expect(delays.last == .seconds(32))
        #expect(backOff.delay(afterFailures: 1_000_000, random: 0) == .seconds(16))
        var pool = pool(1) { $0.minimum = 1 }
        var now = Duration.zero
        for _ in 1...20 {
            #expect(text(pool.lease(waiter: 1, now: now)) == "make")
            _ = pool.failedToMake(now: now, random: 1)
            #expect(text(pool.lease(waiter: 1, now: now + .milliseconds(99))) == "away")
            now += .milliseconds(250)
        }
        // The sweep, which serves no caller, waits for the whole back-off.
        #expect(pool.sweep(now: now + .seconds(31)).make == 0)
        #expect(pool.sweep(now: now + .seconds(32)).make == 1)
    }

    @Test("Waiters stay queued while a connection in use may be returned")
    func partlyUnavailable() {
        var pool = pool(2)
        _ = pool.lease(waiter: 1, now: .zero)
        _ = pool.made(a, now: .zero, random: 1)
        _ = pool.lease(waiter: 2, now: .zero)
        #expect(text(pool.lease(waiter: 3, now: .zero)) == "wait")
        #expect(text(pool.failedToMake(now: .zero, random: 1)) == "nothing")
        #expect(text(pool.lease(waiter: 4, now: .zero)) == "wait")
        #expect(text(pool.giveBack(a, reusable: true, now: .zero)) == "hand a to 3")
        #expect(text(pool.giveBack(a, reusable: false, now: .zero)) == "replace a")
        #expect(text(pool.freeSlot()) == "make for [4]")
    }

    @Test("A caller that cannot connect while a connection is in use is the first to get it")
    func failedBesideOthers() {
        var pool = pool(3)
        _ = pool.lease(waiter: 1, now: .zero)
        _ = pool.made(a, now: .zero, random: 1)
        for waiter in 2...3 { #expect(text(pool.lease(waiter: waiter, now: .zero)) == "make") }
        #expect(text(pool.failedToMake(now: .zero, random: 1)) == "nothing")
        #expect(text(pool.lease(waiter: 4, now: .zero)) == "wait")
        #expect(text(pool.failedToMake(waiter: 5, now: .zero, random: 1)) == "queued")
        #expect(pool.waiting == [5, 4])
        #expect(text(pool.giveBack(a, reusable: true, now: .zero)) == "hand a to 5")
        #expect(text(pool.giveBack(a, reusable: true, now: .zero)) == "hand a to 4")
        #expect(text(pool.giveBack(a, reusable: true, now: .zero)) == "keep")
        // Meanwhile a connection has become idle.
        #expect(text(pool.lease(waiter: 6, now: .seconds(1))) == "use a")
        #expect(text(pool.lease(waiter: 7, now: .seconds(1))) == "make")
        #expect(text(pool.giveBack(a, reusable: true, now: .seconds(1))) == "keep")
        #expect(text(pool.failedToMake(waiter: 8, now: .seconds(1), random: 1)) == "hand a to 8")
        #expect(pool.inUse == 1 && pool.idle.isEmpty)
        // Nothing to wait for: nothing is in use.
        var empty = self.pool(1)
        _ = empty.lease(waiter: 1, now: .zero)
        #expect(text(empty.failedToMake(waiter: 2, now: .zero, random: 1)) == "nothing")
        #expect(empty.waiting.isEmpty)
    }

    @Test("A pool with connections in use tries to open more once per back-off, and then opens all that are missing")
    func growsAgain() {
        var pool = pool(4)
        _ = pool.lease(waiter: 1, now: .zero)
        _ = pool.made(a, now: .zero, random: 1)
        #expect(text(pool.lease(waiter: 2, now: .zero)) == "make")
        #expect(text(pool.failedToMake(waiter: 3, now: .zero, random: 1)) == "queued")
        #expect(text(pool.lease(waiter: 4, now: .milliseconds(99))) == "wait")
        #expect(text(pool.lease(waiter: 5, now: .milliseconds(100))) == "make")
        #expect(text(pool.lease(waiter: 6, now: .milliseconds(100))) == "wait", "one caller tries for all")
        #expect(text(pool.failedToMake(waiter: 7, now: .milliseconds(110), random: 1)) == "queued")
        #expect(text(pool.lease(waiter: 8, now: .milliseconds(309))) == "wait")
        #expect(text(pool.lease(waiter: 9, now: .milliseconds(310))) == "make")
        // The caller is cancelled, so another one may try.
        #expect(text(pool.abandonedMaking()) == "nothing")
        #expect(text(pool.lease(waiter: 10, now: .milliseconds(310))) == "make")
        #expect(text(pool.made(b, now: .milliseconds(320), random: 1)) == "make for [7, 3]")
        #expect(pool.waiting == [4, 6, 8] && pool.inUse == 4 && !pool.isUnreachable)
    }

    // MARK: - Properties

    @Test("A pool never exceeds its maximum, and no waiter or connection is lost")
    func random() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            var pool = pool(Int.random(in: 1...4, using: &generator)) {
                $0.minimum = Int.random(in: 0...2, using: &generator)
                $0.lifetime = .seconds(20)
                $0.idleTime = .seconds(5)
                $0.longestQueue = 6
                if Bool.random(using: &generator) { $0.backOff = nil }
            }
            var model = Model(maximum: pool.rules.maximum)
            for step in 0..<400 {
                model.now += .milliseconds(Int.random(in: 0...400, using: &generator))
                model.step(&pool, &generator)
                #expect(model.problem(pool) == nil, "seed \(seed), step \(step)")
                if model.problem(pool) != nil { return }
            }
            #expect(model.served > 20, "seed \(seed)")
        }
    }

    /// A model of the connections in use, the ones being opened, and the waiters.
    private struct Model {
        let maximum: Int
        var now = Duration.zero
        var lent: [Link] = []
        var making = 0
        var waiting: [Int] = []
        var asked = 0
        var served = 0

        mutating func step(_ pool: inout State, _ generator: inout SeededGenerator) {
            let random = Double.random(in: 0...1, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<4:
                asked += 1
                switch pool.lease(waiter: asked, now: now) {
                case .use(let link):
                    lent.append(link)
                    served += 1
                case .make: making += 1
                case .wait: waiting.append(asked)
                case .unreachable, .queueFull, .closed: break
                }
            case 4..<6 where making > 0:
                making -= 1
                if Int.random(in: 0..<3, using: &generator) > 0 {
                    let link = Link("x")
                    lent.append(link)
                    served += 1
                    take(pool.made(link, now: now, random: random))
                } else if random < 0.1 {
                    take(pool.abandonedMaking())
                } else if random < 0.5 {
                    take(pool.failedToMake(now: now, random: random))
                } else {
                    asked += 1
                    let back = pool.failedToMake(waiter: asked, now: now, random: random)
                    switch back {
                    case .queued: waiting.insert(asked, at: 0)
                    case .hand(asked, let link): lent.append(link)
                    default: take(back)
                    }
                }
            case 6..<9 where !lent.isEmpty:
                let link = lent.remove(at: Int.random(in: lent.indices, using: &generator))
                let back = pool.giveBack(link, reusable: random < 0.8, now: now)
                take(back)
                if case .replace = back { take(pool.freeSlot()) }
            default:
                making += pool.sweep(now: now).make
                if !waiting.isEmpty, random < 0.3 {
                    let waiter = waiting.remove(at: Int.random(in: waiting.indices, using: &generator))
                    if !pool.removeWaiter(waiter) { waiting.append(-1) }
                }
            }
        }

        private mutating func take(_ back: State.Return) {
            switch back {
            case .hand(let waiter, let link):
                lent.append(link)
                served += 1
                leave([waiter])
            case .makeFor(let waiters):
                making += waiters.count
                leave(waiters)
            case .turnAway(let waiters): leave(waiters)
            case .queued: waiting.append(-1)
            case .keep, .dispose, .replace, .nothing: break
            }
        }

        /// Removes waiters from the head of the queue; any other order is an error.
        private mutating func leave(_ waiters: [Int]) {
            if Array(waiting.prefix(waiters.count)) == waiters {
                waiting.removeFirst(waiters.count)
            } else {
                waiting.append(-1)
            }
        }

        func problem(_ pool: State) -> String? {
            if pool.inUse != lent.count + making { return "\(pool.inUse) in use, \(lent.count) lent, \(making) made" }
            if pool.inUse + pool.idle.count > maximum { return "more than the maximum" }
            if pool.waiting != waiting { return "line \(pool.waiting), expected \(waiting)" }
            if !waiting.isEmpty && pool.inUse == 0 { return "waiters without a connection in use" }
            if !waiting.isEmpty && !pool.idle.isEmpty { return "waiters beside idle connections" }
            return nil
        }
    }
}
