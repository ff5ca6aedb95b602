import Models
import Synchronization

/// A replica that answers reads while it is fresh enough.
final class PostgresReplica: Sendable {
    private struct State {
        var freshness = ReplicaFreshness()
        var metrics = ReplicaMetrics()
        var watch: Task<Void, Never>?
        var isClosed = false
    }

    let endpoint: PostgresEndpoint
    /// A connection to each server that nobody else uses: what is known of the replica must not depend on how busy the other
    /// connections are.
    private let watching: (primary: LeasePool<PostgresConnection>, replica: LeasePool<PostgresConnection>)
    private let allowed: Duration
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - allowed: How far the replica may be behind.
    ///   - clock: What waits between two looks.
    ///   - elapsed: The time since some moment; never goes back.
    init(
        endpoint: PostgresEndpoint,
        watching: (primary: LeasePool<PostgresConnection>, replica: LeasePool<PostgresConnection>), allowed: Duration,
        clock: any Clock<Duration>,
        elapsed: @escaping @Sendable () -> Duration = LeasePool<PostgresConnection>.monotonic()
    ) {
        self.endpoint = endpoint
        self.watching = watching
        self.allowed = allowed
        self.clock = clock
        self.elapsed = elapsed
    }

    deinit { state.withLock { $0.watch?.cancel() } }

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

    /// Whether the replica is known to be fresh enough right now.
    func isFresh() -> Bool {
        startWatching()
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
        let watch = state.withLock { state in
            state.isClosed = true
            return state.watch.take()
        }
        watch?.cancel()
        await endpoint.pool.close()
        await watching.primary.close()
        await watching.replica.close()
    }

    // MARK: Looking how far it is

    /// Several looks in the time that is allowed: from one to ten a second.
    private var interval: Duration { min(max(allowed / 5, .milliseconds(100)), .seconds(1)) }

    private func startWatching() {
        state.withLock { state in
            guard state.watch == nil, !state.isClosed else { return }
            state.watch = Task { [weak self, clock, interval] in
                while !Task.isCancelled {
                    await self?.look()
                    guard self != nil, (try? await clock.sleep(for: interval)) != nil else { return }
                }
            }
        }
    }

    /// Looks where the primary is, and how far the replica has got.
    func look() async {
        // Before the question: what is committed while it is under way is not promised.
        let time = elapsed()
        do throws(StorageError) {
            if let position = try await Self.position(Self.primaryPosition, through: watching.primary) {
                state.withLock { $0.freshness.sawPrimary(at: position, time: time) }
            }
        } catch {
            // What is known gets older, which is all there is to it.
        }
        do throws(StorageError) {
            let position = try await Self.position(Self.replicaPosition, through: watching.replica)
            state.withLock { state in
                if let position { state.freshness.sawReplica(at: position) } else { state.freshness.forget() }
            }
        } catch {
            // Likewise.
        }
    }

    /// What is flushed can have been sent, and a commit that was acknowledged is flushed (PostgreSQL documentation, "System
    /// Administration Functions", "Backup Control Functions"). A server in recovery has no such position. The timeline is the
    /// first part of a log file's name ("Timelines").
    private static let primaryPosition = """
        SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint, system_identifier::text,
            substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8)
        FROM pg_control_system() WHERE NOT pg_is_in_recovery()
        """
    /// None of a server that is not in recovery: it is a primary, of whatever. The timeline is that of the last restart point, so a
    /// replica that follows its primary to a new one is used again after the next.
    private static let replicaPosition = """
        SELECT (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint, system_identifier::text,
            lpad(upper(to_hex(timeline_id)), 8, '0')
        FROM pg_control_system(), pg_control_checkpoint() WHERE pg_is_in_recovery()
        """

    private static func position(
        _ sql: String, through pool: LeasePool<PostgresConnection>
    ) async throws(StorageError) -> LogPosition? {
        try await pool.using { session throws(StorageError) -> LogPosition? in
            let rows = try session.execute(sql)
            guard rows.rowCount == 1, !rows.isNull(0, 0) else { return nil }
            return LogPosition(history: rows.text(0, 1) + "/" + rows.text(0, 2), offset: rows.integer(0, 0))
        }
    }
}
