import Basics
import Models
import Synchronization

/// A replica that answers reads while it is fresh enough.
final class PostgresReplica: Sendable {
    private struct State {
        var freshness = ReplicaFreshness()
        var metrics = ReplicaMetrics()
    }

    let endpoint: PostgresEndpoint
    /// A separate connection to each server, so that measuring the staleness does not depend on the load of the pools.
    private let watching: (primary: LeasePool<PostgresConnection>, replica: LeasePool<PostgresConnection>)
    private let allowed: Duration
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - allowed: The maximum staleness.
    ///   - clock: Sleeps between two measurements.
    ///   - elapsed: A monotonic time.
    init(
        endpoint: PostgresEndpoint,
        watching: (primary: LeasePool<PostgresConnection>, replica: LeasePool<PostgresConnection>), allowed: Duration,
        clock: any Clock<Duration>,
        elapsed: @escaping @Sendable () -> Duration = ContinuousClock().stopwatch()
    ) {
        self.endpoint = endpoint
        self.watching = watching
        self.allowed = allowed
        self.clock = clock
        self.elapsed = elapsed
    }

    var metrics: ReplicaMetrics {
        let now = elapsed()
        var metrics = state.withLock { state in
            var metrics = state.metrics
            metrics.staleness = state.freshness.staleness(now: now)
            return metrics
        }
        metrics.pool = endpoint.pool.metrics
        return metrics
    }

    /// `true` if the replica is known to be fresh enough.
    func isFresh() -> Bool {
        let now = elapsed()
        return state.withLock { state in
            let isFresh = state.freshness.staleness(now: now).map { $0 <= allowed } ?? false
            if !isFresh { state.metrics.stale += 1 }
            return isFresh
        }
    }

    func countAnswer() { state.withLock { $0.metrics.answered += 1 } }

    func countFailover() { state.withLock { $0.metrics.failedOver += 1 } }

    func close() async {
        await endpoint.pool.close()
        await watching.primary.close()
        await watching.replica.close()
    }

    // MARK: Measuring the staleness

    /// A fifth of the maximum staleness: from one to ten measurements a second.
    private var interval: Duration { min(max(allowed / 5, .milliseconds(100)), .seconds(1)) }

    /// Measures the staleness at each interval until the task is cancelled; without it the replica is never fresh.
    func run() async {
        repeat { await look() } while (try? await clock.sleep(for: interval)) != nil
    }

    /// The pools of the replica and of the measurements.
    var pools: [LeasePool<PostgresConnection>] { [endpoint.pool, watching.primary, watching.replica] }

    /// Measures the log positions of the primary and the replica.
    func look() async {
        // Read before the query: commits during the query are not covered by its result.
        let time = elapsed()
        do throws(StorageError) {
            if let position = try await Self.position(Self.primaryPosition, through: watching.primary) {
                state.withLock { $0.freshness.sawPrimary(at: position, time: time) }
            }
        } catch {
            // The last measurement stays valid; its age grows.
        }
        do throws(StorageError) {
            let position = try await Self.position(Self.replicaPosition, through: watching.replica)
            state.withLock { state in
                if let position { state.freshness.sawReplica(at: position) } else { state.freshness.forget() }
            }
        } catch {
            // As above.
        }
    }

    /// The flush position covers every acknowledged commit (PostgreSQL documentation, "System Administration Functions", "Backup
    /// Control Functions"). Returns no row on a server in recovery. The timeline is the first part of a log file's name
    /// ("Timelines").
    private static let primaryPosition = """
        SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint, system_identifier::text,
            substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8)
        FROM pg_control_system() WHERE NOT pg_is_in_recovery()
        """
    /// Returns no row on a server that is not in recovery. The timeline is that of the last restart point, so a replica that follows
    /// its primary to a new timeline is used again after the next restart point.
    private static let replicaPosition = """
        SELECT (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint, system_identifier::text,
            lpad(upper(to_hex(timeline_id)), 8, '0')
        FROM pg_control_system(), pg_control_checkpoint() WHERE pg_is_in_recovery()
        """

    private static func position(
        _ sql: String, through pool: LeasePool<PostgresConnection>
    ) async throws(StorageError) -> LogPosition? {
        try await pool.run { session throws(StorageError) -> LogPosition? in
            let rows = try session.execute(sql)
            guard rows.rowCount == 1, !rows.isNull(0, 0) else { return nil }
            return LogPosition(history: rows.text(0, 1) + "/" + rows.text(0, 2), offset: rows.integer(0, 0))
        }
    }
}

/// The gauges and counters of a store's replica.
public struct ReplicaMetrics: Sendable, Hashable {
    /// An upper bound of the replica's staleness; `nil` if unknown.
    public var staleness: Duration?
    /// Reads that the replica answered since the start.
    public var answered = 0
    /// Reads that went to the primary since the start because the replica was too stale or its staleness was unknown.
    public var stale = 0
    /// Reads that went to the primary since the start because the replica could not answer: it lacked the dataset's version or
    /// could not be reached.
    public var failedOver = 0
    /// The replica's connections.
    public var pool = PoolMetrics()
}
