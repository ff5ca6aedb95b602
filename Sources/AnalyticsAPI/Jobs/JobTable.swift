/// The states of asynchronous jobs: which may be added, which run next, and which are no longer kept.
struct JobTable: Sendable {
    /// The client of a job, and its sight when it made the job.
    struct Owner: Sendable, Hashable {
        /// The client, to which limits apply.
        let client: Client
        /// The limits of the client's sight. A client whose sight has changed does not see its earlier jobs.
        let restrictions: AccessRestrictions

        /// A client: one of those that may do everything, the anonymous ones, or a single owner.
        struct Client: Sendable, Hashable {
            let name: String?
            let isAnonymous: Bool
        }

        init(_ identity: Identity) {
            client = Client(name: identity.owner, isAnonymous: identity.isAnonymous)
            restrictions = identity.restrictions
        }
    }

    /// The state of a job.
    enum Phase: String, Sendable, CaseIterable {
        /// It waits for its turn.
        case pending
        /// Its query is being read.
        case running
        /// It has a result.
        case done
        /// It ended with a problem.
        case failed
        /// Its client cancelled it.
        case cancelled

        /// `true` if the state is final.
        var isFinal: Bool { self != .pending && self != .running }
    }

    /// A job.
    struct Entry: Sendable, Hashable {
        let owner: Owner
        var phase = Phase.pending
        var finishedAt: Duration?
    }

    /// The limit that refuses a job.
    enum Limit: Sendable, Hashable { case perOwner, total }

    /// The effect of a deletion.
    enum Deletion: Sendable, Hashable {
        /// The job was stopped and is kept as cancelled.
        case cancelled
        /// The job is gone.
        case removed
    }

    let limits: JobLimits
    /// The ids of all jobs, the oldest first.
    private(set) var ids: [String] = []
    private var entries: [String: Entry] = [:]

    init(limits: JobLimits) { self.limits = limits }

    /// The job with an id; `nil` if there is none.
    subscript(id: String) -> Entry? { entries[id] }

    /// The number of jobs in each state of ``Metric/jobs``.
    var counts: [String: Int] {
        var counts = ["pending": 0, "running": 0, "kept": 0]
        for entry in entries.values { counts[entry.phase.isFinal ? "kept" : entry.phase.rawValue, default: 0] += 1 }
        return counts
    }

    /// Adds a job. Cancelled jobs make room for it.
    ///
    /// - Returns: The limit that refuses it, or `nil` and the ids of the jobs that are gone.
    mutating func add(_ id: String, of owner: Owner) -> (refusal: Limit?, removed: [String]) {
        var removed: [String] = []
        let own = ids.filter { entries[$0]?.owner.client == owner.client }
        if own.count >= limits.perOwner {
            guard let first = own.first(where: { entries[$0]?.phase == .cancelled }) else { return (.perOwner, []) }
            remove(first)
            removed.append(first)
        }
        if ids.count >= limits.total {
            guard let first = ids.first(where: { entries[$0]?.phase == .cancelled }) else { return (.total, removed) }
            remove(first)
            removed.append(first)
        }
        ids.append(id)
        entries[id] = Entry(owner: owner)
        return (nil, removed)
    }

    /// Returns the jobs that run from now on, the oldest first.
    mutating func start() -> [String] {
        var started: [String] = []
        var running: [Owner.Client: Int] = [:]
        for entry in entries.values where entry.phase == .running { running[entry.owner.client, default: 0] += 1 }
        for id in ids {
            guard running.values.reduce(0, +) < limits.running else { break }
            guard let entry = entries[id], entry.phase == .pending,
                running[entry.owner.client, default: 0] < limits.runningPerOwner
            else { continue }
            entries[id]?.phase = .running
            running[entry.owner.client, default: 0] += 1
            started.append(id)
        }
        return started
    }

    /// Ends a job.
    ///
    /// - Returns: `false` if the job has ended before, or is gone.
    mutating func finish(_ id: String, _ phase: Phase, at now: Duration) -> Bool {
        guard let entry = entries[id], !entry.phase.isFinal else { return false }
        entries[id]?.phase = phase
        entries[id]?.finishedAt = now
        return true
    }

    /// Deletes a job: one that has not ended is cancelled, another one removed.
    mutating func delete(_ id: String, at now: Duration) -> Deletion {
        if finish(id, .cancelled, at: now) { return .cancelled }
        remove(id)
        return .removed
    }

    /// Removes the jobs whose life is over, and returns their ids.
    mutating func expire(at now: Duration) -> [String] {
        let over = ids.filter { id in
            entries[id]?.finishedAt.map { now - $0 >= limits.life } ?? false
        }
        for id in over { remove(id) }
        return over
    }

    /// Removes a job.
    mutating func remove(_ id: String) {
        entries[id] = nil
        ids.removeAll { $0 == id }
    }
}
