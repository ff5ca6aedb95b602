import Testing

@testable import Storage

@Suite("WorkLine", .timeLimit(.minutes(1)))
struct WorkLineTests {
    @Test("A dropped slot lets the next caller run")
    func droppedSlot() async throws {
        let line = WorkLine(maximum: 1, waitLimit: .seconds(60), clock: ContinuousClock())
        var slot: WorkLine.Slot? = try await line.enter()
        let next = Task { try await line.enter() }
        #expect(slot != nil)
        slot = nil
        try await next.value.leave()
        let last = try await line.enter()
        last.leave()
        last.leave()
        let another = try await line.enter()
        another.leave()
    }

    @Test("A caller that exceeds the wait limit gets a busy error")
    func waitLimit() async throws {
        let line = WorkLine(maximum: 1, waitLimit: .milliseconds(1), clock: ContinuousClock())
        let slot = try await line.enter()
        await #expect {
            _ = try await line.enter()
        } throws: { error in
            if case StorageError.unavailable(.busy) = error { true } else { false }
        }
        slot.leave()
    }

    @Test("A cancelled caller leaves the line")
    func cancelled() async throws {
        let line = WorkLine(maximum: 1, waitLimit: .seconds(60), clock: ContinuousClock())
        let slot = try await line.enter()
        let waiting = Task { try await line.enter() }
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
        let line = WorkLine(maximum: 1, waitLimit: .seconds(60), clock: ContinuousClock())
        let slot = try await WorkOrigin.$current.withValue("greedy") { try await line.enter() }
        let order = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup { group in
            for client in ["greedy", "greedy", "greedy", "other"] {
                group.addTask {
                    try await WorkOrigin.$current.withValue(client) {
                        let slot = try await line.enter()
                        order.continuation.yield(client)
                        slot.leave()
                    }
                }
            }
            while line.waiting < 4 { await Task.yield() }
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
