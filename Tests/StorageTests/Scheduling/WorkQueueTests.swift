import Testing

@testable import Storage

@Suite("WorkQueue", .timeLimit(.minutes(1)))
struct WorkQueueTests {
    @Test("A dropped slot lets the next caller run")
    func droppedSlot() async throws {
        let queue = WorkQueue(maximum: 1, waitLimit: .seconds(60), clock: ContinuousClock())
        var slot: WorkQueue.Slot? = try await queue.enter()
        let next = Task { try await queue.enter() }
        #expect(slot != nil)
        slot = nil
        try await next.value.leave()
        let last = try await queue.enter()
        last.leave()
        last.leave()
        let another = try await queue.enter()
        another.leave()
    }

    @Test("A caller that exceeds the wait limit gets a busy error")
    func waitLimit() async throws {
        let queue = WorkQueue(maximum: 1, waitLimit: .milliseconds(1), clock: ContinuousClock())
        let slot = try await queue.enter()
        await #expect {
            _ = try await queue.enter()
        } throws: { error in
            if case StorageError.unavailable(.busy) = error { true } else { false }
        }
        slot.leave()
    }

    @Test("A cancelled caller leaves the queue")
    func cancelled() async throws {
        let queue = WorkQueue(maximum: 1, waitLimit: .seconds(60), clock: ContinuousClock())
        let slot = try await queue.enter()
        let waiting = Task { try await queue.enter() }
        waiting.cancel()
        let outcome = await waiting.result
        #expect {
            _ = try outcome.get()
        } throws: { error in
            if case StorageError.cancelled = error { true } else { false }
        }
        slot.leave()
    }

    @Test("A client's turn does not depend on the number of another client's callers")
    func fairness() async throws {
        let queue = WorkQueue(maximum: 1, waitLimit: .seconds(60), clock: ContinuousClock())
        let slot = try await WorkOrigin.$current.withValue("greedy") { try await queue.enter() }
        let order = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup { group in
            for client in ["greedy", "greedy", "greedy", "other"] {
                group.addTask {
                    try await WorkOrigin.$current.withValue(client) {
                        let slot = try await queue.enter()
                        order.continuation.yield(client)
                        slot.leave()
                    }
                }
            }
            while queue.waiting < 4 { await Task.yield() }
            slot.leave()
            try await group.waitForAll()
        }
        var first: String?
        for await client in order.stream {
            first = client
            break
        }
        #expect(first == "other")
    }
}
