import Synchronization
import Testing

@testable import AnalyticsAPI

@Suite struct ThreadWatchTests {
    /// A lane that runs its work when the test says so.
    private final class ManualLane: Sendable {
        private let work = Mutex<[@Sendable () -> Void]>([])

        var waiting: Int { work.withLock { $0.count } }

        func lane(_ name: String) -> ThreadWatch.Lane {
            ThreadWatch.Lane(name: name) { body in self.work.withLock { $0.append(body) } }
        }

        func run() {
            for body in work.withLock({ work in
                defer { work = [] }
                return work
            }) {
                body()
            }
        }
    }

    @Test("A lane that leaves a probe unanswered past the limit is stuck until it answers")
    func stuck() {
        let (quick, slow) = (ManualLane(), ManualLane())
        let clock = Mutex(Duration.zero)
        let watch = ThreadWatch([quick.lane("quick"), slow.lane("slow")], limit: .seconds(15)) {
            clock.withLock { $0 }
        }
        func look(at seconds: Int) -> [String] {
            clock.withLock { $0 = .seconds(seconds) }
            defer { quick.run() }
            return watch.stuckLanes()
        }
        #expect(look(at: 0) == [])
        #expect(look(at: 15) == [])
        #expect(look(at: 16) == ["slow"])
        #expect(look(at: 60) == ["slow"])
        // One probe waits, however often the lane is looked at.
        #expect(slow.waiting == 1)
        slow.run()
        #expect(look(at: 61) == [])
        #expect(look(at: 62) == [])
    }

    @Test("Every event loop and the worker threads of a running process answer a probe", .timeLimit(.minutes(1)))
    func process() async {
        let lanes = ThreadWatch.ofProcess
        #expect(lanes.map(\.name).contains("event loop 1"))
        #expect(lanes.map(\.name).contains("workers"))
        for lane in lanes {
            await withCheckedContinuation { (answer: CheckedContinuation<Void, Never>) in
                lane.submit { answer.resume() }
            }
        }
    }
}
