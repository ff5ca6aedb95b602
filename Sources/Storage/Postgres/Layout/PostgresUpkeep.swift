import Models
import Synchronization

/// Work for which nobody waits: statistics after large loads, and tables that are to be dropped.
///
/// It takes at most two connections of the pool at a time, one for each kind. A failure is not reported: what was not done is
/// still written down in the database, and the next load or sweep tries again.
final class PostgresUpkeep: Sendable {
    /// How often doomed tables are looked for when nothing was dropped here; those of a server that is gone among them.
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

    /// Begins to sweep, now and from time to time; does nothing if it has begun.
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

    /// Drops in the background what nobody uses any more.
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

    /// Drops the tables that are no longer in use, and returns those that are left. Deletes records of ingests whose life is over.
    @discardableResult
    func sweep() async throws(StorageError) -> [PostgresDoomed.Entry] {
        let schema = self.schema
        let oldest = IdempotencyLife.oldest(at: now())
        let connection = try await pool.lease()
        do throws(StorageError) {
            let entries = try await connection.run { session throws(StorageError) in
                // One that an upload is about to replace is left to it.
                try session.run(
                    """
                    DELETE FROM \(schema.name).ingest WHERE (dataset_id, key) IN (
                        SELECT dataset_id, key FROM \(schema.name).ingest WHERE created_at < $1
                        ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
                    """, [.timestamp(oldest)])
                return try PostgresDoomed(session: session, schema: schema).all()
            }
            // Whoever waited for one of a dataset's tables would wait for the next as well, and everybody else behind it.
            var inUse: Set<Int64> = []
            for entry in entries where !inUse.contains(entry.dataset) {
                do throws(StorageError) {
                    try await connection.run { session throws(StorageError) in
                        try PostgresDoomed(session: session, schema: schema).remove(entry)
                    }
                } catch {
                    // A statement that took too long has the same code as one that somebody gave up.
                    guard !Task.isCancelled, await connection.reset() else { throw error }
                    inUse.insert(entry.dataset)
                }
            }
            let left = try await connection.run { session throws(StorageError) in
                try PostgresDoomed(session: session, schema: schema).all()
            }
            await pool.giveBack(connection, reusable: true)
            return left
        } catch {
            await pool.giveBack(connection, reusable: await connection.reset())
            throw error
        }
    }

    /// Renews a dataset's statistics in the background, one dataset at a time.
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
            // New pages that no summary covers are read by every query that uses the index (PostgreSQL documentation, "BRIN
            // Indexes: Index Maintenance"). A table without partitions has no tree, and is not in it ("System Administration
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

    /// Waits until nothing is to be done.
    func settle() async {
        while let task = state.withLock({ $0.tasks.first?.value }) { await task.value }
    }

    /// Stops what runs, and waits until it has stopped.
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
        let connection = try await pool.lease()
        do throws(StorageError) {
            // Nobody waits, so it takes as long as the tables are large.
            let result = try await connection.run { session throws(StorageError) in
                try session.run("SET statement_timeout = 0")
                let result = try body(session)
                try session.run("RESET statement_timeout")
                return result
            }
            await pool.giveBack(connection, reusable: true)
            return result
        } catch {
            // Without the limit that others count on.
            await pool.giveBack(connection, reusable: false)
            throw error
        }
    }
}
