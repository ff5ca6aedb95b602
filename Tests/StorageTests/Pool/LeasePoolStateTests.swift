import Testing

@testable import Storage

@Suite("LeasePoolState")
struct LeasePoolStateTests {
    /// What a grant or return came to, in words.
    private func text(_ grant: LeasePoolState<String>.Grant) -> String {
        switch grant {
        case .use(let name): "use \(name)"
        case .make: "make"
        case .wait: "wait"
        case .closed: "closed"
        }
    }

    private func text(_ back: LeasePoolState<String>.Return) -> String {
        switch back {
        case .hand(let waiter, let name): "hand \(name) to \(waiter)"
        case .makeFor(let waiter): "make for \(waiter)"
        case .keep: "keep"
        case .dispose(let name): "dispose \(name)"
        case .replace(let name): "replace \(name)"
        case .nothing: "nothing"
        }
    }

    @Test("makes connections up to the maximum, then lets callers wait, first come first served")
    func line() {
        var pool = LeasePoolState<String>(maximum: 2)
        #expect((1...4).map { text(pool.lease(waiter: $0)) } == ["make", "make", "wait", "wait"])
        #expect(text(pool.giveBack("a", reusable: true)) == "hand a to 3")
        #expect(text(pool.giveBack("b", reusable: true)) == "hand b to 4")
        #expect(text(pool.giveBack("a", reusable: true)) == "keep")
        #expect(text(pool.lease(waiter: 5)) == "use a")
        #expect(pool.inUse == 2)
    }

    @Test("a connection that broke makes room for the next in line")
    func broken() {
        var pool = LeasePoolState<String>(maximum: 1)
        #expect(text(pool.lease(waiter: 1)) == "make")
        #expect(text(pool.lease(waiter: 2)) == "wait")
        #expect(text(pool.giveBack("a", reusable: false)) == "replace a")
        #expect(text(pool.freePlace()) == "make for 2")
        #expect(pool.inUse == 1)
        #expect(text(pool.giveBack("b", reusable: false)) == "replace b")
        #expect(text(pool.freePlace()) == "nothing")
        #expect(pool.inUse == 0)
        #expect(text(pool.lease(waiter: 3)) == "make")
    }

    @Test("who leaves the line is not served, and whose turn has come cannot leave")
    func leaving() {
        var pool = LeasePoolState<String>(maximum: 1)
        for waiter in 1...3 { _ = pool.lease(waiter: waiter) }
        let left = pool.leaveLine(2)
        #expect(left)
        #expect(text(pool.giveBack("a", reusable: true)) == "hand a to 3")
        let tooLate = pool.leaveLine(3)
        #expect(!tooLate)
    }

    @Test("a closed pool turns everyone away and keeps nothing")
    func closing() {
        var pool = LeasePoolState<String>(maximum: 2)
        _ = pool.lease(waiter: 1)
        _ = pool.lease(waiter: 2)
        _ = pool.lease(waiter: 3)
        _ = pool.leaveLine(3)
        #expect(text(pool.giveBack("a", reusable: true)) == "keep")
        _ = pool.lease(waiter: 4)
        _ = pool.lease(waiter: 5)
        let (disposed, turnedAway) = pool.close()
        #expect(disposed.isEmpty)
        #expect(turnedAway == [5])
        #expect(text(pool.lease(waiter: 6)) == "closed")
        #expect(text(pool.giveBack("a", reusable: true)) == "dispose a")
        #expect(text(pool.giveBack("b", reusable: false)) == "dispose b")
        #expect(pool.inUse == 0)
    }

    @Test("never lends more than the maximum and forgets nobody, whatever happens", arguments: [1, 2026, 77])
    func random(seed: UInt64) {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var pool = LeasePoolState<String>(maximum: 3)
        var lent = 0
        var asked = 0
        var served = 0
        for _ in 0..<5000 {
            if next(2) == 0 {
                asked += 1
                switch pool.lease(waiter: asked) {
                case .use, .make:
                    lent += 1
                    served += 1
                case .wait, .closed: break
                }
            } else if lent > 0 {
                switch pool.giveBack("x", reusable: next(4) > 0) {
                case .hand: served += 1
                case .replace:
                    if case .makeFor = pool.freePlace() { served += 1 } else { lent -= 1 }
                default: lent -= 1
                }
            }
            #expect(lent <= 3 && pool.inUse == lent, "seed \(seed)")
            #expect(served + pool.waiting.count == asked, "seed \(seed)")
        }
    }
}
