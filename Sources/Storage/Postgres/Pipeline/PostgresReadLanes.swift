import Basics
import Models
import Synchronization

/// Multiplexes the short reads of many callers onto a few of a pool's connections.
///
/// The shell around ``ReadLaneState``. A lane leases a connection for its first read and gives it back after the last one, so the
/// pool's rules (lifetimes, checks, back-off, credentials) apply to lanes too.
final class PostgresReadLanes: Sendable {
    private let pool: LeasePool<PostgresConnection>
    private let resends: Int
    private let lockLimit: Duration
    private let clock: any Clock<Duration>
    private let state: Mutex<(lanes: ReadLaneState<PipelinedRead>, stalls: ReadStallState<PipelinedRead>)>

    /// - Parameters:
    ///   - maximum: The most lanes at once.
    ///   - lockLimit: The longest wait for a locked table before ``StorageError/timedOut``; zero for no limit.
    ///   - clock: Sleeps between two probes of a locked table.
    init(
        pool: LeasePool<PostgresConnection>, maximum: Int, lockLimit: Duration = .zero,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.pool = pool
        self.lockLimit = lockLimit
        self.clock = clock
        resends = pool.metrics.maximum + 1
        state = Mutex((ReadLaneState(maximum: maximum), ReadStallState()))
    }

    /// Runs one short read-only statement.
    ///
    /// - Parameters:
    ///   - sql: The statement. Each connection prepares it once, so there should be few different ones.
    ///   - values: The bound values.
    ///   - decode: Decodes the result, including a failed one, on the connection's queue.
    func read<Success: Sendable>(
        _ sql: String, _ values: [Value], decode: @escaping AwaitedRead<Success>.Decoder
    ) async throws(StorageError) -> Success {
        let read = AwaitedRead(sql, values, decode: decode)
        submit(read)
        return try await read.answer()
    }

    private func submit(_ read: PipelinedRead) {
        let isProbe = read.isProbe
        let place = state.withLock { state -> ReadLaneState<PipelinedRead>.Place in
            if isProbe { return state.lanes.add(read) }
            switch state.stalls.join(read, of: read.sql) {
            case true?: return .joined
            case false?: return state.lanes.add(read)
            case nil: return .full
            }
        }
        switch place {
        case .joined: break
        case .full: fail(read, .unavailable(.busy))
        // A task of its own: the lane continues for other callers when this one is cancelled.
        case .opens(let lane): Task { await self.run(lane) }
        }
    }

    private func fail(_ read: PipelinedRead, _ error: StorageError) {
        read.fail(error)
        if read.isProbe { unblocked(read.sql) }
    }

    private func run(_ lane: Int) async {
        let lost: [PipelinedRead]
        do throws(StorageError) {
            lost = try await pool.withConnection { connection throws(StorageError) in await run(lane, on: connection) }
        } catch {
            for read in state.withLock({ $0.lanes.lost(lane) }) { fail(read, error) }
            return
        }
        for read in lost {
            // A lost read has had no effect and can be sent again. A server that closes one connection often closes all, so each
            // idle one may be lost in turn before the pool opens a new one.
            if read.isProbe {
                // Probes are repeated without a limit.
                blocked(read)
            } else if read.mayBeSentAgain(limit: resends) {
                submit(read)
            } else {
                read.fail(.unavailable(.unreachable))
            }
        }
    }

    /// Runs a lane to its end.
    ///
    /// - Returns: The unanswered reads; empty unless the connection was lost.
    private func run(_ lane: Int, on connection: PostgresConnection) async -> [PipelinedRead] {
        let unanswered = await connection.pipelined { read, event in
            switch event {
            case .blocked: self.blocked(read)
            case .unblocked: self.unblocked(read.sql)
            case .repeated: return self.waits(read)
            }
            return true
        } _: { inFlight in
            let isWanted = self.pool.metrics.waiting > 0
            return self.state.withLock { state in
                let reads = state.lanes.take(lane, inFlight: inFlight, isWanted: isWanted)
                // Another lane may have found their table locked meanwhile.
                return reads?.filter { $0.isProbe || state.stalls.join($0, of: $0.sql) != true }
            }
        }
        return unanswered + state.withLock { $0.lanes.lost(lane) }
    }

    // MARK: Reads of locked tables

    private func blocked(_ read: PipelinedRead) {
        let isProbe = read.isProbe
        read.isProbe = false
        let isFirst = state.withLock { $0.stalls.blocked(read, of: read.sql, isProbe: isProbe) }
        if isFirst { Task { await self.sendProbes(for: read.sql) } }
    }

    /// Queues a read if its table is known to be locked.
    private func waits(_ read: PipelinedRead) -> Bool {
        !read.isProbe && state.withLock { $0.stalls.join(read, of: read.sql) == true }
    }

    private func unblocked(_ statement: String) {
        for read in state.withLock({ $0.stalls.unblocked(statement) }) { submit(read) }
    }

    /// Sends reads as probes, with back-off, until the table is unlocked or no read waits.
    private func sendProbes(for statement: String) async {
        let backoff = Backoff(first: .milliseconds(20), longest: .milliseconds(320), jitter: .none)
        var probes = 0
        while true {
            probes += 1
            try? await clock.sleep(for: backoff.delay(afterFailures: probes))
            let step = state.withLock { state in
                state.stalls.step(statement, isOver: { $0.isOver }, isLate: { self.isLate($0) })
            }
            for read in step.expired { read.fail(.timedOut) }
            if let probe = step.probe {
                probe.isProbe = true
                submit(probe)
            }
            if step.isOver { return }
        }
    }

    private func isLate(_ read: PipelinedRead) -> Bool {
        lockLimit > .zero && read.begun.duration(to: .now) > lockLimit
    }
}
