import Models
import Synchronization

/// Background maintenance: refreshes statistics after large loads and drops retired tables.
///
/// Each of the two uses at most one connection of the pool at a time. Failures are not reported: pending work stays recorded in
/// the database, and the next load or sweep tries again.
final class PostgresMaintenance: Sendable {
    /// The interval between sweeps, which also find the tables that another server left behind.
    static let interval: Duration = .seconds(30)

    private struct State {
        var isSweepDue = true
        /// Datasets to analyze, in order.
        var toAnalyze: [Int64] = []
        /// Wakes the loops of ``run()``.
        var wakeSweeps: AsyncStream<Void>.Continuation?
        var wakeAnalyses: AsyncStream<Void>.Continuation?
    }

    private let state = Mutex(State())
    private let pool: LeasePool<PostgresConnection>
    private let schema: PostgresSchema
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Timestamp

    init(
        pool: LeasePool<PostgresConnection>, schema: PostgresSchema, clock: any Clock<Duration>,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.pool = pool
        self.schema = schema
        self.clock = clock
        self.now = now
    }

    /// Sweeps at each interval and on request, and refreshes statistics on request, until the task is cancelled.
    func run() async {
        let (sweeps, wakeSweeps) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (analyses, wakeAnalyses) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            state.wakeSweeps = wakeSweeps
            state.wakeAnalyses = wakeAnalyses
        }
        wakeAnalyses.yield()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                repeat { self.sweepSoon() } while (try? await self.clock.sleep(for: Self.interval)) != nil
            }
            group.addTask { for await _ in sweeps { await self.sweepIfDue() } }
            group.addTask { for await _ in analyses { await self.analyzeDue() } }
            await group.waitForAll()
        }
    }

    /// Requests a sweep.
    func sweepSoon() {
        state.withLock { state in
            state.isSweepDue = true
            state.wakeSweeps?.yield()
        }
    }

    /// Requests a refresh of a dataset's statistics.
    func analyzeSoon(_ dataset: Int64) {
        state.withLock { state in
            if !state.toAnalyze.contains(dataset) { state.toAnalyze.append(dataset) }
            state.wakeAnalyses?.yield()
        }
    }

    /// Does all requested work now.
    func settle() async {
        await sweepIfDue()
        await analyzeDue()
    }

    private func sweepIfDue() async {
        let isDue = state.withLock { state in
            defer { state.isSweepDue = false }
            return state.isSweepDue
        }
        if isDue { _ = try? await sweep() }
    }

    private func analyzeDue() async {
        while !Task.isCancelled,
            let dataset = state.withLock({ $0.toAnalyze.isEmpty ? nil : $0.toAnalyze.removeFirst() })
        {
            try? await analyze(dataset)
        }
    }

    /// Deletes expired records of ingests and drops retired tables that are not in use.
    ///
    /// - Returns: The tables that are left.
    @discardableResult
    func sweep() async throws(StorageError) -> [PendingDrops.Entry] {
        let schema = self.schema
        let oldest = IdempotencyRetention.oldest(at: now())
        return try await pool.withConnection { connection throws(StorageError) in
            let entries = try await connection.run { session throws(StorageError) -> [PendingDrops.Entry] in
                // The store may run before its first migration.
                let drops = PendingDrops(session: session, schema: schema)
                guard try drops.tableExists() else { return [] }
                // Skips records that an upload is about to replace.
                try session.run(
                    """
                    DELETE FROM \(schema.name).ingest WHERE (dataset_id, key) IN (
                        SELECT dataset_id, key FROM \(schema.name).ingest WHERE created_at < $1
                        ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
                    """, [.timestamp(oldest)])
                return try drops.all()
            }
            guard !entries.isEmpty else { return [] }
            // A dataset whose table was in use is skipped: the next wait would block its readers and writers again.
            var inUse: Set<Int64> = []
            for entry in entries where !inUse.contains(entry.dataset) {
                do throws(StorageError) {
                    try await connection.run { session throws(StorageError) in
                        try PendingDrops(session: session, schema: schema).remove(entry)
                    }
                } catch {
                    // A statement time-out has the same code as a cancellation.
                    guard !Task.isCancelled, await connection.reset() else { throw error }
                    inUse.insert(entry.dataset)
                }
            }
            return try await connection.run { session throws(StorageError) in
                try PendingDrops(session: session, schema: schema).all()
            }
        }
    }

    /// Refreshes a dataset's statistics now; does nothing on failure, as the next large load requests it again.
    func refreshStatistics(_ dataset: Int64) async { try? await analyze(dataset) }

    /// Refreshes a dataset's statistics.
    private func analyze(_ dataset: Int64) async throws(StorageError) {
        let schema = self.schema
        _ = try await leased { session throws(StorageError) in
            try PostgresStatistics(session: session, schema: schema, dataset: dataset).renew()
        }
    }

    /// Removes the values of deleted rows from a dataset's statistics.
    ///
    /// - Parameter lockWait: The lock time-out.
    /// - Returns: The statistics that keep values, as phrases.
    func eraseStatistics(of dataset: Dataset, lockWait: String) async throws(StorageError) -> [String] {
        let (schema, id) = (self.schema, dataset.id)
        // Partitions without rows cannot be analyzed, so they are dropped. A partition in use is dropped by a later sweep.
        if dataset.definition.partitioning != nil { _ = try? await sweep() }
        do {
            return try await leased { session throws(StorageError) in
                try PostgresStatistics(session: session, schema: schema, dataset: id).erase(lockWait: lockWait)
            }
        } catch {
            guard case .unavailable(.busy) = error else { throw error }
            return ["planner statistics, as another session holds the table; repeat the erasure"]
        }
    }

    private func leased<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        // After a failure the connection is closed, as it has lost its statement time-out.
        try await pool.withConnection(reusesAfterFailure: false) { connection throws(StorageError) in
            // Without a statement time-out: the duration depends on the size of the tables, and no caller waits.
            try await connection.run { session throws(StorageError) in
                try session.run("SET statement_timeout = 0")
                let result = try body(session)
                try session.run("RESET statement_timeout")
                return result
            }
        }
    }
}

/// Decides when a table's planner statistics are out of date.
enum StatisticsRule {
    /// The least number of new rows. Fewer are left to autovacuum: even a bad plan is fast on a small table.
    static let leastRows: Int64 = 10_000

    /// `true` if `ANALYZE` is due.
    ///
    /// The threshold of a tenth is autovacuum's as well (PostgreSQL documentation, `autovacuum_analyze_scale_factor`), but
    /// autovacuum runs only once a minute and never analyzes a partitioned table as a whole ("Routine Vacuuming: Updating
    /// Planner Statistics").
    ///
    /// - Parameters:
    ///   - rows: The current number of rows.
    ///   - analyzed: The number of rows at the last `ANALYZE`; 0 if it never ran.
    static func isDue(rows: Int64, analyzed: Int64) -> Bool {
        let grown = rows - analyzed
        return grown >= leastRows && grown >= analyzed / 10
    }
}
