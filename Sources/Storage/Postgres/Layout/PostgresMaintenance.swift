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
        var isClosed = false
        var watch: Task<Void, Never>?
        var tasks: [Int: Task<Void, Never>] = [:]
        var lastTask = 0
        var isSweeping = false
        var sweepsAgain = false
        var isAnalyzing = false
        /// Datasets to be analyzed, in order.
        var toAnalyze: [Int64] = []
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

    deinit { state.withLock { $0.watch?.cancel() } }

    /// Starts sweeping, immediately and then at each interval; has no effect after the first call.
    func begin() {
        state.withLock { state in
            guard !state.isClosed, state.watch == nil else { return }
            state.watch = Task { [weak self, clock] in
                while !Task.isCancelled {
                    self?.sweepSoon()
                    guard (try? await clock.sleep(for: Self.interval)) != nil else { return }
                }
            }
        }
    }

    /// Starts a sweep in the background, or another one after the running sweep.
    func sweepSoon() {
        let isFirst = state.withLock { state in
            state.sweepsAgain = true
            defer { state.isSweeping = true }
            return !state.isSweeping
        }
        guard isFirst else { return }
        spawn { [weak self] in
            while let self, self.mustSweep() { _ = try? await self.sweep() }
        }
    }

    private func mustSweep() -> Bool {
        state.withLock { state in
            defer { state.sweepsAgain = false }
            state.isSweeping = state.sweepsAgain && !state.isClosed
            return state.isSweeping
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
            let entries = try await connection.run { session throws(StorageError) in
                // Skips records that an upload is about to replace.
                try session.run(
                    """
                    DELETE FROM \(schema.name).ingest WHERE (dataset_id, key) IN (
                        SELECT dataset_id, key FROM \(schema.name).ingest WHERE created_at < $1
                        ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
                    """, [.timestamp(oldest)])
                return try PendingDrops(session: session, schema: schema).all()
            }
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

    /// Refreshes a dataset's statistics in the background, one dataset at a time.
    func analyzeSoon(_ dataset: Int64) {
        let isFirst = state.withLock { state in
            if !state.toAnalyze.contains(dataset) { state.toAnalyze.append(dataset) }
            defer { state.isAnalyzing = true }
            return !state.isAnalyzing
        }
        guard isFirst else { return }
        spawn { [weak self] in
            while let self, let dataset = self.nextToAnalyze() { try? await self.analyze(dataset) }
        }
    }

    private func nextToAnalyze() -> Int64? {
        state.withLock { state in
            guard let next = state.toAnalyze.first, !state.isClosed else {
                state.isAnalyzing = false
                return nil
            }
            state.toAnalyze.removeFirst()
            return next
        }
    }

    private func analyze(_ dataset: Int64) async throws(StorageError) {
        let schema = self.schema
        try await leased { session throws(StorageError) in
            let rows = try session.execute(
                "SELECT row_count FROM \(schema.name).dataset WHERE id = $1", [.integer(dataset)])
            guard rows.rowCount == 1 else { return }
            // Every query on a BRIN index reads all unsummarized pages (PostgreSQL documentation, "BRIN Indexes: Index
            // Maintenance"). pg_partition_tree returns no row for a table without partitions ("System Administration
            // Functions").
            try session.run(
                """
                SELECT count(brin_summarize_new_values(pg_class.oid))
                FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
                WHERE amname = 'brin' AND relkind = 'i' AND indrelid IN (
                    SELECT relid FROM pg_partition_tree(to_regclass($1)) UNION SELECT to_regclass($1))
                """, [.string(schema.table(dataset))])
            try session.run("ANALYZE \(schema.table(dataset))")
            try session.run(
                "UPDATE \(schema.name).dataset SET analyzed_rows = $1 WHERE id = $2",
                [.integer(rows.integer(0, 0)), .integer(dataset)])
        }
    }

    /// Waits until all work is done.
    func settle() async {
        while let task = state.withLock({ $0.tasks.first?.value }) { await task.value }
    }

    /// Cancels all work and waits until it has ended.
    func close() async {
        let tasks = state.withLock { state in
            state.isClosed = true
            state.watch?.cancel()
            state.watch = nil
            return Array(state.tasks.values)
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    // MARK: Tasks and connections

    private func spawn(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.lastTask += 1
            let number = state.lastTask
            state.tasks[number] = Task { [weak self] in
                await body()
                self?.state.withLock { _ = $0.tasks.removeValue(forKey: number) }
            }
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
