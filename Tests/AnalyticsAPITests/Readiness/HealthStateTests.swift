import Testing

@testable import AnalyticsAPI

@Suite struct HealthStateTests {
    private static func state(_ change: (inout HealthState) -> Void) -> HealthState {
        var state = HealthState()
        change(&state)
        return state
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let state: HealthState
        let worthKeeping: Bool
        let ready: Bool

        init(_ name: String, keep: Bool, ready: Bool, _ change: (inout HealthState) -> Void) {
            testDescription = name
            state = HealthStateTests.state(change)
            worthKeeping = keep
            self.ready = ready
        }
    }

    @Test(
        "A load balancer replaces a server that a new process would cure, and deployments wait for one that serves",
        arguments: [
            Row("serving", keep: true, ready: true) { _ in },
            Row("serving with keys", keep: true, ready: true) { $0.keys = .readable },
            Row("database away", keep: true, ready: false) { $0.store = .unavailable("unreachable") },
            Row("database hangs", keep: true, ready: false) { $0.store = .unavailable("timeout") },
            Row("database never came up", keep: false, ready: false) { $0.store = .waiting(reason: "r") },
            Row("schema", keep: false, ready: false) { $0.store = .schema("r") },
            Row("keys away", keep: true, ready: false) { $0.keys = .unreadable(reason: "r") },
            Row("keys never came up", keep: false, ready: false) {
                $0.keys = .unreadable(reason: "r")
                $0.haveKeysBeenRead = false
            },
            Row("database and keys away", keep: true, ready: false) {
                $0.store = .unavailable("unreachable")
                $0.keys = .unreadable(reason: "r")
            },
            Row("draining", keep: false, ready: false) {
                $0.isDraining = true
                $0.store = .unchecked
            },
            Row("stuck", keep: false, ready: false) { $0.stuckThreads = ["workers"] },
            Row("stuck without database", keep: false, ready: false) {
                $0.stuckThreads = ["event loop 1"]
                $0.store = .unavailable("timeout")
            },
        ])
    func decisions(row: Row) {
        #expect(row.state.isWorthKeeping == row.worthKeeping)
        #expect(row.state.isReady == row.ready)
        // A server that a deployment accepts is never replaced by its load balancer.
        #expect(!row.state.isReady || row.state.isWorthKeeping)
    }

    @Test("The reason is a sentence about the most serious state")
    func reasons() {
        #expect(HealthState().reason == nil)
        #expect(Self.state { $0.store = .unavailable("unreachable") }.reason == nil)
        #expect(Self.state { $0.store = .waiting(reason: "no server listens") }.reason == "no server listens")
        #expect(Self.state { $0.keys = .unreadable(reason: "no key") }.reason == "no key")
        let stuck = Self.state {
            $0.stuckThreads = ["event loop 2", "workers"]
            $0.store = .schema("older")
        }
        #expect(stuck.reason == "threads no longer run work: event loop 2, workers")
    }
}
