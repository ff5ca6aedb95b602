import Synchronization
import Testing

@testable import AnalyticsAPI

@Suite struct SharedRefreshTests {
    @Test(
        "Callers get the result of an operation that begins after their call, and wait for the interval",
        .timeLimit(.minutes(1)))
    func order() async {
        let clock = Mutex(Duration.zero)
        let pauses = Mutex<[Duration]>([])
        let count = Mutex(0)
        let refresh = SharedRefresh(
            interval: .seconds(1), elapsed: { clock.withLock { $0 } },
            sleep: { pause in
                pauses.withLock { $0.append(pause) }
                clock.withLock { $0 += pause }
            }
        ) {
            count.withLock { count in
                count += 1
                return count
            }
        }
        #expect(await refresh() == 1)
        #expect(await refresh() == 2)
        clock.withLock { $0 += .milliseconds(400) }
        #expect(await refresh() == 3)
        clock.withLock { $0 += .seconds(5) }
        #expect(await refresh() == 4)
        #expect(pauses.withLock { $0 } == [.seconds(1), .milliseconds(600)])
    }

    @Test("Callers that arrive before an operation begins share it", .timeLimit(.minutes(1)))
    func shared() async {
        let (gates, gate) = AsyncStream<Void>.makeStream()
        let calls = Mutex(0)
        let operations = Mutex(0)
        let refresh = SharedRefresh(
            interval: .seconds(1),
            elapsed: {
                calls.withLock { $0 += 1 }
                return .zero
            }, sleep: { _ in for await _ in gates { return } }
        ) {
            operations.withLock { count in
                count += 1
                return count
            }
        }
        #expect(await refresh() == 1)
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<20 { group.addTask { await refresh() } }
            // The first operation took two readings of the clock, and each caller takes one while it joins.
            while calls.withLock({ $0 }) < 22, !Task.isCancelled { await Task.yield() }
            gate.yield()
            for await result in group { #expect(result == 2) }
        }
    }
}
