extension PostgresAnalyticsStore {
    /// Runs background work until the calling task is cancelled or its service group shuts down, then closes the store.
    ///
    /// It checks idle connections, drops retired tables, deletes expired idempotency records, refreshes statistics and measures
    /// the replica's staleness. A store that does not run answers every request, without its replica.
    public func run() async throws {
        let pools = [pool, health, partitionMakers] + (replica?.pools ?? [])
        var loops = pools.map { pool in { @Sendable () async -> Void in await pool.run() } }
        loops.append { [maintenance] in await maintenance.run() }
        if let replica { loops.append { await replica.run() } }
        await runLoops(loops)
        await close()
    }
}
