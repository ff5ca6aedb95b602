import Testing

@testable import Storage

@Suite("Reads of tables that are locked")
struct ReadStallStateTests {
    private typealias State = ReadStallState<Int>

    private static func step(_ state: inout State, over: Set<Int> = [], late: Set<Int> = []) -> State.Step {
        state.step("a", isOver: { over.contains($0) }, isLate: { late.contains($0) })
    }

    @Test("A read waits only if its statement is known to be blocked")
    func joining() {
        var state = State(longest: 3)
        #expect(state.join(1, of: "a") == false)
        #expect(state.blocked(1, of: "a", isProbe: false) == true)
        #expect(state.blocked(2, of: "a", isProbe: false) == false)
        #expect(state.join(3, of: "a") == true)
        #expect(state.join(4, of: "a") == nil)
        #expect(state.join(5, of: "b") == false)
        #expect(state.unblocked("a") == [1, 2, 3])
        #expect(state.join(6, of: "a") == false)
        #expect(Self.step(&state).isOver == true)
    }

    @Test("One read at a time probes a blocked statement, and a blocked probe moves to the end of the queue")
    func probing() {
        var state = State()
        _ = state.blocked(1, of: "a", isProbe: false)
        _ = state.join(2, of: "a")
        #expect(Self.step(&state).probe == 1)
        let waiting = Self.step(&state)
        #expect(waiting.probe == nil && !waiting.isOver)
        #expect(state.blocked(1, of: "a", isProbe: true) == false)
        #expect(Self.step(&state).probe == 2)
        #expect(state.unblocked("a") == [1])
    }

    @Test("Expired and finished reads do not probe, and a statement without reads is unblocked")
    func ending() {
        var state = State()
        for read in 1...4 { _ = state.blocked(read, of: "a", isProbe: false) }
        let first = Self.step(&state, over: [1], late: [2])
        #expect(first.expired == [2] && first.probe == 3 && !first.isOver)
        _ = state.blocked(3, of: "a", isProbe: true)
        let last = Self.step(&state, over: [3], late: [4])
        #expect(last.expired == [4] && last.probe == nil && last.isOver)
        #expect(state.join(5, of: "a") == false)
    }
}
