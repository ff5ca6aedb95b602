import Basics
import Hummingbird
import Logging
import Models
import Storage
import Synchronization

/// The asynchronous jobs of this process: queries whose results clients fetch later.
///
/// Jobs live in the process that accepted them. ``JobService`` ends them when it shuts down.
final class JobQueue: Sendable {
    /// Computes the answer of a job. The operation is cancelled when the client leaves.
    typealias Work = @Sendable (ClientPresence) async throws -> Response

    /// A job, as its client sees it.
    struct Job: Sendable {
        let id: String
        let dataset: Identifier
        let createdAt: Timestamp
        var phase = JobTable.Phase.pending
        var finishedAt: Timestamp?
        var result: JobResult?
        var problem: APIError?
    }

    private struct Record {
        var job: Job
        let work: Work
        /// The client that the work belongs to; it leaves when the job is cancelled.
        let presence = ClientPresence()
        var task: Task<Void, Never>?
    }

    private struct State {
        var table: JobTable
        var records: [String: Record] = [:]
        var count: UInt64 = 0
        var isOpen = true
    }

    private let state: Mutex<State>
    private let environment: ServerEnvironment
    private let budget: SpoolBudget
    private let resultLimit: Int
    private let logger: Logger

    /// Creates a queue.
    ///
    /// - Parameters:
    ///   - budget: The disk space for the results.
    ///   - resultLimit: The maximum size of one result, in bytes.
    init(
        limits: JobLimits = JobLimits(), environment: ServerEnvironment, budget: SpoolBudget, resultLimit: Int,
        logger: Logger
    ) {
        state = Mutex(State(table: JobTable(limits: limits)))
        self.environment = environment
        self.budget = budget
        self.resultLimit = resultLimit
        self.logger = logger
    }

    /// The life of a finished job.
    var life: Duration { state.withLock { $0.table.limits.life } }

    /// Adds a job, which runs when its turn has come; `nil` if the process is shutting down.
    ///
    /// - Throws: ``APIError`` if there are as many jobs as allowed.
    func add(_ owner: JobTable.Owner, on dataset: Identifier, _ work: @escaping Work) throws(APIError) -> Job? {
        expire()
        let createdAt = environment.now()
        let outcome = state.withLock { state -> Result<Job?, APIError> in
            guard state.isOpen else { return .success(nil) }
            // The count makes ids differ even if random numbers repeat.
            let id =
                String(hexadecimal: environment.random()) + String(hexadecimal: environment.random() &+ state.count)
            state.count += 1
            let (refusal, removed) = state.table.add(id, of: owner)
            for id in removed { state.records[id] = nil }
            if let refusal { return .failure(.tooManyJobs(refusal, state.table.limits)) }
            let job = Job(id: id, dataset: dataset, createdAt: createdAt)
            state.records[id] = Record(job: job, work: work)
            return .success(job)
        }
        startNext()
        return try outcome.get()
    }

    /// Returns a job of a client; `nil` if there is none.
    func job(_ id: String, of owner: JobTable.Owner) -> Job? {
        expire()
        return state.withLock { state in state.table[id]?.owner == owner ? state.records[id]?.job : nil }
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

    /// Cancels and removes all jobs of a dataset, whose values must not be kept.
    func discard(_ dataset: Identifier) {
        let ids = state.withLock { state in
            state.records.values.filter { $0.job.dataset == dataset }.map(\.job.id)
        }
        end(ids)
        // A job that has just been cancelled may hold bytes until its task ends.
        state.withLock { state in
            for id in ids {
                state.table.remove(id)
                state.records[id] = nil
            }
        }
    }

    /// Removes the jobs whose life is over.
    func expire() {
        let now = environment.uptime()
        state.withLock { state in for id in state.table.expire(at: now) { state.records[id] = nil } }
    }

    /// Accepts no further job, ends those that have not finished, and waits for their tasks.
    func close() async {
        let tasks = state.withLock { state in
            state.isOpen = false
            return state.records.values.compactMap(\.task)
        }
        let unfinished = state.withLock { state in
            state.table.ids.filter { state.table[$0].map { !$0.phase.isFinal } ?? false }
        }
        for id in unfinished { finish(id, .failure(.jobsEnded)) }
        for task in tasks { await task.value }
    }

    private func end(_ ids: [String]) {
        let (now, time) = (environment.uptime(), environment.now())
        let left = state.withLock { state in
            ids.compactMap { id -> ClientPresence? in
                let presence = state.records[id]?.presence
                switch state.table.delete(id, at: now) {
                case .removed: state.records[id] = nil
                case .cancelled:
                    state.records[id]?.job.phase = .cancelled
                    state.records[id]?.job.finishedAt = time
                }
                return presence
            }
        }
        for presence in left { presence.leave() }
        startNext()
    }

    private func startNext() {
        state.withLock { state in
            for id in state.table.start() {
                state.records[id]?.job.phase = .running
                guard let record = state.records[id] else { continue }
                // The queue keeps the task, and ``close()`` waits for it.
                state.records[id]?.task = Task(executorPreference: WorkerExecutor.shared) { [self] in
                    let outcome = await outcome(of: record.work, record.presence)
                    finish(id, outcome)
                    startNext()
                }
            }
        }
    }

    private func outcome(of work: @escaping Work, _ presence: ClientPresence) async -> Result<JobResult, APIError> {
        do {
            let response = try await presence.whileConnected(on: .shared) { () async throws -> Response in
                try await work(presence)
            }
            return .success(try await JobResult(response, budget, limit: resultLimit))
        } catch let error as APIError {
            return .failure(error)
        } catch let error as StorageError {
            return .failure(APIError(error))
        } catch let error as QueryError {
            return .failure(APIError(error))
        } catch {
            return .failure(APIError(.internal, APIError.internalDetail, cause: "\(error)"))
        }
    }

    private func finish(_ id: String, _ outcome: Result<JobResult, APIError>) {
        var phase = JobTable.Phase.done
        if case .failure = outcome { phase = .failed }
        let (now, time) = (environment.uptime(), environment.now())
        let (hasEnded, presence) = state.withLock { state -> (Bool, ClientPresence?) in
            guard state.table.finish(id, phase, at: now) else { return (false, nil) }
            state.records[id]?.job.phase = phase
            state.records[id]?.job.finishedAt = time
            switch outcome {
            case .success(let result): state.records[id]?.job.result = result
            case .failure(let problem): state.records[id]?.job.problem = problem
            }
            return (true, state.records[id]?.presence)
        }
        if phase != .done { presence?.leave() }
        guard hasEnded, case .failure(let problem) = outcome, let cause = problem.cause else { return }
        logger.error(
            "a job failed", metadata: ["code": "\(problem.code.rawValue)", "cause": "\(cause)", "job": "\(id)"])
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
        .unavailable, "the server is shutting down and has ended the job; send the query again")
}
