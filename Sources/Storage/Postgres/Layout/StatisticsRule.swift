/// When a table has grown so much that the planner's statistics no longer describe it.
enum StatisticsRule {
    /// Fewer new rows are left to autovacuum: a plan for a small table is quickly carried out, however bad.
    static let leastRows: Int64 = 10_000

    /// Whether to run `ANALYZE` now.
    ///
    /// A tenth is where autovacuum would analyze too (PostgreSQL documentation, `autovacuum_analyze_scale_factor`), but it
    /// looks only once a minute, and never at a partitioned table as a whole ("Routine Vacuuming: Updating Planner Statistics").
    ///
    /// - Parameters:
    ///   - rows: How many there are.
    ///   - analyzed: How many there were when `ANALYZE` last ran; 0 if it never did.
    static func isDue(rows: Int64, analyzed: Int64) -> Bool {
        let grown = rows - analyzed
        return grown >= leastRows && grown >= analyzed / 10
    }
}
