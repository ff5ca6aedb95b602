import Testing

@testable import Storage

@Suite("QueryQueues", .timeLimit(.minutes(1)))
struct QueryQueuesTests {
    private static let small = WorkShape(hash: 1, comparisons: 10)
    private static let quick = WorkShape(hash: 2, comparisons: 1000)
    private static let long = WorkShape(hash: 3, comparisons: 1000)

    /// Queues with four places and one for long queries, in which `quick` is known to be quick.
    private static func queues(waitLimit: Duration = .milliseconds(1)) async throws -> QueryQueues {
        let clock = ContinuousClock()
        let queues = QueryQueues(
            places: 4, long: WorkQueue(maximum: 1, waitLimit: waitLimit, clock: clock), waitLimit: waitLimit,
            smallWork: 100, clock: clock, elapsed: { .zero })
        // The fixed clock measures zero for every run.
        try await queues.begin(quick).end()
        return queues
    }

    private static func isBusy(_ body: () async throws -> QueryRun) async -> Bool {
        do {
            try await body().end()
            return false
        } catch StorageError.unavailable(.busy) {
            return true
        } catch {
            return false
        }
    }

    @Test("Long queries wait for each other, and other queries do not wait for them")
    func long() async throws {
        let queues = try await Self.queues()
        let running = try await queues.begin(Self.long)
        #expect(await Self.isBusy { try await queues.begin(WorkShape(hash: 4, comparisons: 1000)) })
        for shape in [Self.small, Self.quick] { try await queues.begin(shape).end() }
        running.end()
        #expect(await !Self.isBusy { try await queues.begin(WorkShape(hash: 4, comparisons: 1000)) })
    }

    @Test("Quick queries take half of the places and leave the rest to small ones")
    func quick() async throws {
        let queues = try await Self.queues()
        let running = [try await queues.begin(Self.quick), try await queues.begin(Self.quick)]
        #expect(await Self.isBusy { try await queues.begin(Self.quick) })
        let small = [try await queues.begin(Self.small), try await queues.begin(Self.small)]
        #expect(await Self.isBusy { try await queues.begin(Self.small) })
        for run in running + small { run.end() }
        let all = [
            try await queues.begin(Self.small), try await queues.begin(Self.small), try await queues.begin(Self.small),
            try await queues.begin(Self.small),
        ]
        for run in all { run.end() }
    }

    @Test("Closed queues reject queries")
    func closed() async throws {
        let queues = try await Self.queues()
        queues.close()
        for shape in [Self.small, Self.quick, Self.long] {
            await #expect(throws: StorageError.self) { try await queues.begin(shape) }
        }
    }
}
