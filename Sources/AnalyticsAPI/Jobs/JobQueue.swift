import Basics
import HTTPTypes
import Models
import Storage
import Synchronization

/// The asynchronous jobs of this process: queries whose results clients fetch later.
///
/// Jobs live in the process that accepted them. ``JobService`` ends them when it shuts down.
final class JobQueue: Sendable {
    private struct Record {
        var job: Job
        /// The work; `nil` once it has begun or will not begin, so that the queue does not keep what the work holds.
        var work: JobRun.Work?
        let run: JobRun
        /// The datasets whose values the result may have.
        let datasets: Set<Identifier>
        /// The time of the monotonic clock at which the work began.
        var start: Duration?
        /// The time of the monotonic clock at which the job ended.
        var end: Duration?
        /// The requests that wait for the end of the job.
        var waiting: [UInt64: AsyncStream<Void>.Continuation] = [:]

        /// Returns the job as it is at a time of the monotonic clock.
        func job(at now: Duration) -> Job {
            var job = job
            job.elapsed = start.map { (end ?? now) - $0 } ?? .zero
            job.rows = run.timing.rowCount
            return job
        }
    }

    private struct State {
        var table: JobTable
        var records: [String: Record] = [:]
        /// The tasks of the works that have not ended, also of jobs that are gone.
        var tasks: [String: Task<Void, Never>] = [:]
        var count: UInt64 = 0
        var isOpen = true

        mutating func forget(_ id: String) {
            for waiting in records.removeValue(forKey: id)?.waiting.values ?? [:].values { waiting.finish() }
        }

        /// Marks a job as ended. Its query is in the log of queries before a client can know that.
        mutating func end(
            _ id: String, _ phase: JobTable.Phase, at time: Timestamp, _ now: Duration, _ report: JobReport
        ) -> (Job, JobRun)? {
            guard var record = records[id] else { return nil }
            record.job.phase = phase
            record.job.finishedAt = time
            record.end = now
            record.work = nil
            for waiting in record.waiting.values { waiting.finish() }
            record.waiting = [:]
            records[id] = record
            let job = record.job(at: now)
            report.note(job, record.run)
            return (job, record.run)
        }
    }

    /// The beginning of the ids of this process's jobs, which tells them from those of other tasks of the server.
    private let task: String
    private let state: Mutex<State>
    private let environment: ServerEnvironment
    private let budget: SpoolBudget
    private let resultLimit: Int
    private let report: JobReport

    /// Creates a queue.
    ///
    /// - Parameters:
    ///   - budget: The disk space for the results.
    ///   - resultLimit: The maximum size of one result, in bytes.
    ///   - report: Receives the jobs that have ended.
    init(
        limits: JobLimits = JobLimits(), environment: ServerEnvironment, budget: SpoolBudget, resultLimit: Int,
        report: JobReport
    ) {
        state = Mutex(State(table: JobTable(limits: limits)))
        task = String(String(hexadecimal: environment.random()).suffix(8))
        self.environment = environment
        self.budget = budget
        self.resultLimit = resultLimit
        self.report = report
    }

    /// The life of a finished job.
    var life: Duration { state.withLock { $0.table.limits.life } }

    /// Adds a job, which runs when its turn has come; `nil` if the process is shutting down.
    ///
    /// - Parameters:
    ///   - dataset: The dataset that the query reads.
    ///   - lookups: The datasets that its columns are looked up in.
    /// - Throws: ``APIError`` if there are as many jobs as allowed.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    func add(
        _ owner: JobTable.Owner, on dataset: Identifier, lookingUpIn lookups: some Sequence<Identifier> = [],
        _ run: JobRun, _ work: @escaping JobRun.Work
    ) throws(APIError) -> Job? {
        expire()
        let createdAt = environment.now()
        let outcome = state.withLock { state -> Result<Job?, APIError> in
            guard state.isOpen else { return .success(nil) }
            // The count makes ids differ even if random numbers repeat.
            let id =
                task + "-" + String(hexadecimal: environment.random())
                + String(hexadecimal: environment.random() &+ state.count)
            state.count += 1
            let (refusal, removed) = state.table.add(id, of: owner)
            for id in removed { state.forget(id) }
            if let refusal { return .failure(.tooManyJobs(refusal, state.table.limits)) }
            let job = Job(life: state.table.limits.life, id: id, dataset: dataset, createdAt: createdAt)
            state.records[id] = Record(
                job: job, work: work, run: run, datasets: Set(lookups).union([dataset]))
            return .success(job)
        }
        startNext()
        guard let job = try outcome.get() else { return nil }
        return self.job(job.id, of: owner) ?? job
    }

    /// Returns a job of a client; `nil` if there is none.
    func job(_ id: String, of owner: JobTable.Owner) -> Job? {
        expire()
        let now = environment.uptime()
        return state.withLock { state in
            state.table[id]?.owner == owner ? state.records[id]?.job(at: now) : nil
        }
    }

    /// Returns `true` if an id has the form of the ids of another task of the server.
    func isForeign(_ id: String) -> Bool {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 32], parts[0] != task else { return false }
        return parts.joined().allSatisfy { $0.isHexDigit && $0.isASCII }
    }

    /// Waits until a job has ended or is gone, or a time has passed, or the current task is cancelled.
    func wait(for id: String, of owner: JobTable.Owner, atMost limit: Duration) async {
        let (ends, end) = AsyncStream<Void>.makeStream()
        let key = state.withLock { state -> UInt64? in
            guard let entry = state.table[id], entry.owner == owner, !entry.phase.isFinal else { return nil }
            state.count += 1
            state.records[id]?.waiting[state.count] = end
            return state.count
        }
        guard let key else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in ends {} }
            group.addTask { [environment] in try? await environment.sleep(limit) }
            await group.next()
            group.cancelAll()
        }
        state.withLock { _ = $0.records[id]?.waiting.removeValue(forKey: key) }
    }

    /// Cancels a job of a client, or removes one that has ended.
    ///
    /// - Returns: `false` if there is none.
    func delete(_ id: String, of owner: JobTable.Owner) -> Bool {
        expire()
        let found = state.withLock { state in state.table[id]?.owner == owner }
        if found { end([id]) }
        return found
    }

    /// Cancels and removes all jobs that read a dataset, also by looking values up in it, whose values must not be kept.
    func discard(_ dataset: Identifier) {
        let ids = state.withLock { state in
            state.records.values.filter { $0.datasets.contains(dataset) }.map(\.job.id)
        }
        end(ids)
        // A job that has just been cancelled is kept until its life is over.
        state.withLock { state in
            for id in ids {
                state.table.remove(id)
                state.forget(id)
            }
        }
    }

    /// Writes the present number of jobs into a table of metrics.
    func write(into table: inout MetricTable) {
        let now = environment.uptime()
        let counts = state.withLock { state in
            for id in state.table.expire(at: now) { state.forget(id) }
            return state.table.counts
        }
        for (name, count) in counts { table.set(.jobs, [name], Double(count)) }
    }

    /// Removes the jobs whose life is over, and ends those that have run for as long as a job may.
    func expire() {
        let now = environment.uptime()
        let (overdue, limit) = state.withLock { state in
            for id in state.table.expire(at: now) { state.forget(id) }
            let limit = state.table.limits.run
            return (
                state.records.values.filter { record in
                    record.end == nil && (record.start.map { now - $0 >= limit } ?? false)
                }.map(\.job.id), limit
            )
        }
        guard !overdue.isEmpty else { return }
        for id in overdue { finish(id, .failure(.jobTooLong(limit))) }
        startNext()
    }

    /// Accepts no further job, ends those that have not finished, and waits for their tasks.
    func close() async {
        let unfinished = state.withLock { state in
            state.isOpen = false
            return state.table.ids.filter { state.table[$0].map { !$0.phase.isFinal } ?? false }
        }
        for id in unfinished { finish(id, .failure(.jobsEnded)) }
        let tasks = state.withLock { state in Array(state.tasks.values) }
        for task in tasks { await task.value }
    }

    private func end(_ ids: [String]) {
        let (now, time) = (environment.uptime(), environment.now())
        let cancelled = state.withLock { state in
            ids.compactMap { id -> (Job, JobRun)? in
                switch state.table.delete(id, at: now) {
                case .removed:
                    state.forget(id)
                    return nil
                case .cancelled:
                    return state.end(id, .cancelled, at: time, now, report)
                }
            }
        }
        for (job, run) in cancelled {
            run.client.leave()
            report.log(job, run)
        }
        startNext()
    }

    private func startNext() {
        let (now, time) = (environment.uptime(), environment.now())
        state.withLock { state in
            guard state.isOpen else { return }
            for id in state.table.start() {
                state.records[id]?.job.phase = .running
                state.records[id]?.job.startedAt = time
                state.records[id]?.start = now
                // ``close()`` waits for the task.
                state.tasks[id] = Task(executorPreference: WorkerExecutor.shared) { await self.run(id) }
            }
        }
    }

    private func run(_ id: String) async {
        // What the work holds, such as the client's place among its concurrent queries, is released before the job ends.
        if let outcome = await outcome(of: id) { finish(id, outcome) }
        state.withLock { $0.tasks[id] = nil }
        startNext()
    }

    /// Runs the work of a job; `nil` if the job has ended before.
    private func outcome(of id: String) async -> Result<JobResult, APIError>? {
        let (work, run) = state.withLock { state in
            defer { state.records[id]?.work = nil }
            return (state.records[id]?.work, state.records[id]?.run)
        }
        guard let work, let run else { return nil }
        do {
            let response = try await WorkWaits.$current.withValue(run.timing.waits) {
                try await run.client.whileConnected(on: .shared) { () async throws in try await work(run) }
            }
            return .success(try await JobResult(response, budget, limit: resultLimit))
        } catch {
            return .failure(.ofJob(error))
        }
    }

    private func finish(_ id: String, _ outcome: Result<JobResult, APIError>) {
        var phase = JobTable.Phase.done
        if case .failure = outcome { phase = .failed }
        let (now, time) = (environment.uptime(), environment.now())
        let ended = state.withLock { state -> (Job, JobRun)? in
            guard state.table.finish(id, phase, at: now) else { return nil }
            switch outcome {
            case .success(let result): state.records[id]?.job.result = result
            case .failure(let problem): state.records[id]?.job.problem = problem
            }
            return state.end(id, phase, at: time, now, report)
        }
        guard let (job, run) = ended else { return }
        if phase != .done { run.client.leave() }
        report.log(job, run)
    }
}

extension APIError {
    /// A job that would exceed a limit.
    fileprivate static func tooManyJobs(_ limit: JobTable.Limit, _ limits: JobLimits) -> APIError {
        switch limit {
        case .perOwner:
            APIError(
                .limitReached,
                "there are \(limits.perOwner) jobs of this client already; delete one that is no longer needed, or send the query without \"Prefer: respond-async\""
            )
        case .total:
            APIError(
                .limitReached,
                "there are \(limits.total) jobs of all clients already; try again later, or send the query without \"Prefer: respond-async\""
            )
        }
    }

    /// The end of a job that the process did not finish.
    fileprivate static let jobsEnded = APIError(
        .unavailable, "the server is shutting down and has ended the job; send the query again",
        headers: [.retryAfter: "1"])

    /// The end of a job that has run for too long.
    fileprivate static func jobTooLong(_ limit: Duration) -> APIError {
        APIError(
            .queryTimeout,
            "the query ran for \(limit.components.seconds / 60) minutes, which is the longest that a job may; narrow the query with a filter, a shorter dateRange, a coarser granularity or fewer dimensions"
        )
    }

    /// Returns the problem of a job whose work has failed.
    fileprivate static func ofJob(_ error: any Error) -> APIError {
        switch error {
        case let problem as APIError: problem
        case let error as StorageError: APIError(error)
        case let error as QueryError: APIError(error)
        case let error as SpoolError:
            APIError(
                .unavailable, "the server has no disk space left for the results of jobs; try again later",
                headers: [.retryAfter: "5"], cause: "spool: \(error)")
        case is CancellationError: APIError(.cancelled)
        default: APIError(.internal, APIError.internalDetail, cause: "\(error)")
        }
    }
}
