import HTTPTypes
import Hummingbird
import Logging
import Models
import NIOCore
import ServiceLifecycle
import Storage
import Testing

@testable import AnalyticsAPI

@Suite("Job queue", .timeLimit(.minutes(1)))
struct JobQueueTests {
    private static let owner = JobTableTests.owner("a")

    /// A queue with a clock that the test moves.
    private struct Bench {
        let time = VirtualTime()
        let log = LogLines()
        let gate = QueryGate()
        let budget = SpoolBudget(limit: 8 << 20)
        let metrics = MetricsRegistry()
        let environment: ServerEnvironment
        let queue: JobQueue

        init(_ limits: JobLimits = JobLimits()) {
            environment = ServerEnvironment(
                now: { [time] in time.day }, uptime: { [time] in time.now }, newRequestID: { "" }, random: { 1 },
                sleep: { [time] in try await time.sleep($0) })
            let logger = Logger(label: "test") { [log, environment] _ in
                JSONLogHandler(level: .debug, now: environment.now, sink: log.append)
            }
            queue = JobQueue(
                limits: limits, environment: environment, budget: budget, resultLimit: 4 << 20,
                report: JobReport(queries: QueryLog(), logger: logger, metrics: metrics))
        }

        /// Adds a job.
        func add(
            _ owner: JobTable.Owner = JobQueueTests.owner, on dataset: Identifier = Identifier(known: "sales"),
            lookingUpIn lookups: [Identifier] = [], _ work: @escaping JobRun.Work
        ) throws -> Job {
            let run = JobRun(
                timing: RequestTiming(start: time.now, uptime: environment.uptime),
                origin: JobRun.Origin(requestID: "request-1", route: "/q"))
            return try #require(try queue.add(owner, on: dataset, lookingUpIn: lookups, run, work))
        }

        /// Adds a job that the gate holds.
        func addHeld(
            _ owner: JobTable.Owner = JobQueueTests.owner, on dataset: Identifier = Identifier(known: "sales")
        ) throws -> Job {
            try add(owner, on: dataset) { [gate] _ in
                try await gate.pass()
                return JobQueueTests.text("held")
            }
        }

        /// Returns a job once it has ended.
        func ended(_ job: Job, of owner: JobTable.Owner = JobQueueTests.owner) async -> Job? {
            await queue.wait(for: job.id, of: owner, atMost: .seconds(1))
            return queue.job(job.id, of: owner)
        }

        func phase(_ job: Job, of owner: JobTable.Owner = JobQueueTests.owner) -> JobTable.Phase? {
            queue.job(job.id, of: owner)?.phase
        }
    }

    private static func text(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    @Test("A job that has ended tells its times, its result and the end of its life")
    func done() async throws {
        let bench = Bench()
        let made = try bench.addHeld()
        #expect(made.phase == .running && made.finishedAt == nil && made.expiresAt == nil)
        await bench.gate.arrival()
        bench.time.advance(by: .seconds(7))
        #expect(bench.queue.job(made.id, of: Self.owner)?.elapsed == .seconds(7))
        bench.gate.release()
        let job = try #require(await bench.ended(made))
        #expect(job.phase == .done && job.problem == nil)
        #expect(job.result?.byteCount == 4 && job.result?.contentType == "text/plain")
        bench.time.advance(by: .seconds(100))
        #expect(bench.queue.job(made.id, of: Self.owner)?.elapsed == .seconds(7))
        #expect(job.createdAt.description == "2026-01-01T00:00:00Z")
        #expect(job.finishedAt?.description == "2026-01-01T00:00:07Z")
        #expect(job.expiresAt?.description == "2026-01-01T00:15:07Z")
    }

    @Test(
        "A client is told to ask again after a tenth of the time that the job runs",
        arguments: [(0, 1), (9, 1), (19, 1), (20, 2), (99, 9), (3500, 10)])
    func polling(elapsed: Int, expected: Int) async throws {
        let bench = Bench()
        let job = try bench.addHeld()
        bench.time.advance(by: .seconds(elapsed))
        #expect(bench.queue.job(job.id, of: Self.owner)?.secondsToPoll == expected)
        #expect(bench.queue.delete(job.id, of: Self.owner))
    }

    @Test(
        "The error of a job's work becomes its problem",
        arguments: [
            (StorageError.unavailable(.busy), ProblemCode.unavailable), (StorageError.overflow, .overflow),
            (SpoolError.noRoom, .unavailable), (SetupError(answers: []), .internal),
            (APIError(.tooManyGroups, "x"), .tooManyGroups),
        ] as [(any Error, ProblemCode)])
    func failed(error: any Error, code: ProblemCode) async throws {
        let bench = Bench()
        let job = try #require(await bench.ended(try bench.add { _ in throw error }))
        #expect(job.phase == .failed && job.result == nil && job.problem?.code == code)
        #expect(job.finishedAt != nil && job.expiresAt != nil)
    }

    @Test("A result beyond the limit, or an error in its middle, is a problem, and its bytes are released")
    func tooLarge() async throws {
        let bench = Bench()
        let large = await bench.ended(
            try bench.add { _ in Self.text(String(repeating: "x", count: (4 << 20) + 1)) })
        #expect(large?.problem?.code == .answerTooLarge)
        let cut = await bench.ended(
            try bench.add { _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        try await writer.write(ByteBuffer(string: String(repeating: "x", count: 2 << 20)))
                        throw StorageError.overflow
                    })
            })
        #expect(cut?.problem?.code == .overflow)
        #expect(bench.budget.bytesInUse == 0)
    }

    @Test("Jobs of one client wait for their turn while another client's run")
    func turns() async throws {
        let bench = Bench(JobLimits(runningPerOwner: 1, running: 2))
        let other = JobTableTests.owner("b")
        let first = try bench.addHeld()
        let second = try bench.add { _ in Self.text("second") }
        #expect(second.phase == .pending && second.startedAt == nil)
        let third = try bench.add(other) { _ in Self.text("third") }
        #expect(await bench.ended(third, of: other)?.phase == .done)
        #expect(bench.phase(second) == .pending)
        await bench.gate.arrival()
        bench.gate.release()
        #expect(await bench.ended(second)?.phase == .done)
        #expect(bench.phase(first) == .done)
    }

    @Test("A job beyond the limits is refused, and a deleted one makes room")
    func limits() async throws {
        let bench = Bench(JobLimits(perOwner: 1, total: 2))
        let job = try bench.addHeld()
        let refused = #expect(throws: APIError.self) { try bench.addHeld() }
        #expect(refused?.code == .limitReached)
        _ = try bench.addHeld(JobTableTests.owner("b"))
        #expect(throws: APIError.self) { try bench.addHeld(JobTableTests.owner("c")) }
        #expect(bench.queue.delete(job.id, of: Self.owner))
        #expect(try bench.addHeld().phase == .running)
    }

    @Test("A job exists for the client that made it alone")
    func owners() async throws {
        let bench = Bench()
        let job = try #require(await bench.ended(try bench.add { _ in Self.text("a") }))
        for other in [
            JobTableTests.owner("b"), JobTableTests.owner(nil), JobTableTests.owner("a", only: [job.dataset]),
            JobTable.Owner(.anonymous(.all)),
        ] {
            #expect(bench.queue.job(job.id, of: other) == nil)
            #expect(!bench.queue.delete(job.id, of: other))
        }
        #expect(bench.phase(job) == .done)
        #expect(!bench.queue.isForeign(job.id))
        #expect(bench.queue.isForeign("0000ffff" + job.id.dropFirst(8)))
        for id in ["", "a", String(job.id.dropLast()), "0000ffff" + job.id.dropFirst(9)] {
            #expect(!bench.queue.isForeign(id))
        }
    }

    @Test("A deletion cancels the work of a job, and a second one forgets the job")
    func cancellation() async throws {
        let bench = Bench()
        let job = try bench.addHeld()
        await bench.gate.arrival()
        #expect(bench.queue.delete(job.id, of: Self.owner))
        #expect(bench.phase(job) == .cancelled)
        await bench.gate.cancellation()
        let line = try #require(try bench.log.all.last)
        #expect(line["message"] == .string("job ended") && line["state"] == .string("cancelled"))
        #expect(line["status"] == .number("499") && line["requestId"] == .string("request-1"))
        #expect(!bench.log.text.contains(job.id))
        #expect(bench.queue.delete(job.id, of: Self.owner))
        #expect(bench.phase(job) == nil)
        #expect(!bench.queue.delete(job.id, of: Self.owner))
    }

    @Test("A pending job that is cancelled never runs")
    func pendingCancellation() async throws {
        let bench = Bench(JobLimits(runningPerOwner: 1))
        let first = try bench.addHeld()
        let second = try bench.add { _ in
            Issue.record("a cancelled job has run")
            return Self.text("second")
        }
        let third = try bench.add { _ in Self.text("third") }
        #expect(bench.queue.delete(second.id, of: Self.owner))
        await bench.gate.arrival()
        bench.gate.release()
        #expect(await bench.ended(third)?.phase == .done)
        #expect(bench.phase(first) == .done && bench.phase(second) == .cancelled)
    }

    @Test("The jobs of a dataset whose values are erased are gone at once, and their work ends")
    func discarded() async throws {
        let bench = Bench()
        let other = Identifier(known: "other")
        let kept = try bench.add(on: other) { _ in Self.text("kept") }
        let done = try #require(await bench.ended(try bench.add { _ in Self.text("done") }))
        let running = try bench.addHeld()
        await bench.gate.arrival()
        bench.queue.discard(done.dataset)
        await bench.gate.cancellation()
        #expect(bench.phase(done) == nil && bench.phase(running) == nil)
        #expect(await bench.ended(kept)?.phase == .done)
    }

    @Test("The jobs that look values up in a dataset are gone with those of the dataset itself")
    func discardedLookups() async throws {
        let bench = Bench()
        let (customers, other) = (Identifier(known: "customers"), Identifier(known: "other"))
        let looking = try bench.add(lookingUpIn: [other, customers]) { _ in Self.text("looking") }
        let kept = try bench.add(lookingUpIn: [other]) { _ in Self.text("kept") }
        for job in [looking, kept] { #expect(await bench.ended(job)?.phase == .done) }
        bench.queue.discard(customers)
        #expect(bench.phase(looking) == nil && bench.phase(kept) == .done)
    }

    @Test("A job that has run for an hour fails, its work is cancelled, and the next one begins")
    func overdue() async throws {
        let bench = Bench(JobLimits(running: 1))
        let job = try bench.addHeld()
        let next = try bench.add(JobTableTests.owner("b")) { _ in Self.text("next") }
        await bench.gate.arrival()
        bench.time.advance(by: .seconds(3599))
        bench.queue.expire()
        #expect(bench.phase(job) == .running && bench.phase(next, of: JobTableTests.owner("b")) == .pending)
        bench.time.advance(by: .seconds(1))
        bench.queue.expire()
        await bench.gate.cancellation()
        let ended = try #require(bench.queue.job(job.id, of: Self.owner))
        #expect(ended.phase == .failed && ended.problem?.code == .queryTimeout && ended.elapsed == .seconds(3600))
        #expect(await bench.ended(next, of: JobTableTests.owner("b"))?.phase == .done)
    }

    @Test("Metrics tell the present jobs by state, and the ended ones by outcome")
    func metrics() async throws {
        let bench = Bench(JobLimits(runningPerOwner: 2))
        let done = try bench.add { _ in Self.text("done") }
        _ = await bench.ended(done)
        let failed = try bench.add { _ in throw APIError(.queryTimeout, "too long") }
        _ = await bench.ended(failed)
        let running = [try bench.addHeld(), try bench.addHeld()]
        let pending = try bench.addHeld()
        var table = MetricTable()
        bench.queue.write(into: &table)
        #expect(Self.numbers(table.families, .jobs) == ["kept": 2, "pending": 1, "running": 2])
        #expect(bench.queue.delete(pending.id, of: Self.owner))
        #expect(
            Self.numbers(bench.metrics.collect(), .endedJobs) == ["cancelled": 1, "done": 1, "failed": 1])
        for job in running { #expect(bench.queue.delete(job.id, of: Self.owner)) }
        bench.time.advance(by: .seconds(900))
        bench.queue.write(into: &table)
        #expect(Self.numbers(table.families, .jobs) == ["kept": 0, "pending": 0, "running": 0])
        #expect(Self.numbers(bench.metrics.collect(), .endedJobs)["cancelled"] == 3)
    }

    private static func numbers(_ families: [MetricFamily], _ metric: Metric) -> [String: Double] {
        let series = families.first { $0.metric == metric }?.series ?? []
        return series.reduce(into: [:]) { found, one in
            if case .number(let number) = one.value { found[one.labels[0]] = number }
        }
    }

    @Test("A wait ends with its time, and the job goes on")
    func waiting() async throws {
        let bench = Bench()
        let job = try bench.addHeld()
        let wait = Task { await bench.queue.wait(for: job.id, of: Self.owner, atMost: .seconds(10)) }
        await bench.time.sleeper()
        bench.time.advance(by: .seconds(10))
        await wait.value
        #expect(bench.phase(job) == .running)
        await bench.queue.wait(for: job.id, of: JobTableTests.owner("b"), atMost: .seconds(10))
        let cancelled = Task { await bench.queue.wait(for: job.id, of: Self.owner, atMost: .seconds(10)) }
        await bench.time.sleeper()
        cancelled.cancel()
        await cancelled.value
        let deleted = Task { await bench.queue.wait(for: job.id, of: Self.owner, atMost: .seconds(10)) }
        await bench.time.sleeper()
        #expect(bench.queue.delete(job.id, of: Self.owner))
        await deleted.value
    }

    @Test("The service forgets results whose life is over without a request, and ends the other jobs at shutdown")
    func service() async throws {
        let bench = Bench(JobLimits(runningPerOwner: 1))
        let group = ServiceGroup(
            services: [JobService(jobs: bench.queue, environment: bench.environment)],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await group.run() }
        await bench.time.sleeper()
        let made = try bench.add { _ in Self.text(String(repeating: "x", count: 2 << 20)) }
        // The wait sleeps too.
        let wait = Task { await bench.queue.wait(for: made.id, of: Self.owner, atMost: .seconds(100_000)) }
        await wait.value
        #expect(bench.budget.bytesInUse == 2 << 20)
        bench.time.advance(by: JobLimits().life)
        // The task of the job may hold its result for a moment longer than the queue.
        while bench.budget.bytesInUse > 0 { await Task.yield() }
        let running = try bench.addHeld()
        let pending = try bench.addHeld()
        await bench.gate.arrival()
        await group.triggerGracefulShutdown()
        try await run.value
        await bench.gate.cancellation()
        for job in [running, pending] {
            let ended = try #require(bench.queue.job(job.id, of: Self.owner))
            #expect(ended.phase == .failed && ended.problem?.code == .unavailable)
        }
        let run2 = JobRun(timing: RequestTiming(), origin: JobRun.Origin(requestID: "", route: ""))
        #expect(try bench.queue.add(Self.owner, on: made.dataset, run2) { _ in Self.text("late") } == nil)
    }
}
