import Testing

@testable import Storage

@Suite("QueryLines", .timeLimit(.minutes(1)))
struct QueryLinesTests {
    private static let small = WorkShape(hash: 1, comparisons: 10)
    private static let quick = WorkShape(hash: 2, comparisons: 1000)
    private static let long = WorkShape(hash: 3, comparisons: 1000)

    /// Lines with four places and one for long queries, in which `quick` is known to be quick.
    private static func lines(waitLimit: Duration = .milliseconds(1)) async throws -> QueryLines {
        let clock = ContinuousClock()
        let lines = QueryLines(
            places: 4, long: WorkLine(maximum: 1, waitLimit: waitLimit, clock: clock), waitLimit: waitLimit,
            smallWork: 100, clock: clock, elapsed: { .zero })
        // The fixed clock measures zero for every run.
        try await lines.begin(quick).end()
        return lines
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
        let lines = try await Self.lines()
        let running = try await lines.begin(Self.long)
        #expect(await Self.isBusy { try await lines.begin(WorkShape(hash: 4, comparisons: 1000)) })
        for shape in [Self.small, Self.quick] { try await lines.begin(shape).end() }
        running.end()
        #expect(await !Self.isBusy { try await lines.begin(WorkShape(hash: 4, comparisons: 1000)) })
    }

    @Test("Quick queries take half of the places and leave the rest to small ones")
    func quick() async throws {
        let lines = try await Self.lines()
        let running = [try await lines.begin(Self.quick), try await lines.begin(Self.quick)]
        #expect(await Self.isBusy { try await lines.begin(Self.quick) })
        let small = [try await lines.begin(Self.small), try await lines.begin(Self.small)]
        #expect(await Self.isBusy { try await lines.begin(Self.small) })
        for run in running + small { run.end() }
        let all = [
            try await lines.begin(Self.small), try await lines.begin(Self.small), try await lines.begin(Self.small),
            try await lines.begin(Self.small),
        ]
        for run in all { run.end() }
    }

    @Test("Closed lines reject queries")
    func closed() async throws {
        let lines = try await Self.lines()
        lines.close()
        for shape in [Self.small, Self.quick, Self.long] {
            await #expect(throws: StorageError.self) { try await lines.begin(shape) }
        }
    }
}
