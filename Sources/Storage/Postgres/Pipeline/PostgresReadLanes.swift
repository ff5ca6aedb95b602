import Models
import Synchronization

/// Sends short reads of many callers through a few of a pool's connections.
///
/// The shell around ``ReadLaneState``: a lane leases a connection when a read comes and gives it back when there is none left, so
/// the pool's rules (life times, checks, back-off, credentials) hold for lanes as for everybody.
final class PostgresReadLanes: Sendable {
    private let pool: LeasePool<PostgresConnection>
    private let resends: Int
    private let lockLimit: Duration
    private let clock: any Clock<Duration>
    private let state: Mutex<(lanes: ReadLaneState<PipelinedRead>, stalls: ReadStallState<PipelinedRead>)>

    /// - Parameters:
    ///   - maximum: The most connections that reads share at once.
    ///   - lockLimit: How long a read waits for a table that is locked before ``StorageError/timedOut``; zero for as long as it is.
    ///   - clock: Measures the time between two probes of such a table.
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

    /// Runs one statement that changes nothing and is done at once.
    ///
    /// - Parameters:
    ///   - sql: The statement; prepared once a connection, so of few different ones.
    ///   - values: What is bound.
    ///   - decode: Reads the result, a failed one too, on the connection's thread.
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
        // Not part of the caller's task: the lane goes on for others when the caller gives up.
        case .opens(let lane): Task { await self.run(lane) }
        }
    }

    private func fail(_ read: PipelinedRead, _ error: StorageError) {
        read.fail(error)
        if read.isProbe { unblocked(read.sql) }
    }

    private func run(_ lane: Int) async {
        let connection: PostgresConnection
        do throws(StorageError) {
            connection = try await pool.lease()
        } catch {
            for read in state.withLock({ $0.lanes.lost(lane) }) { fail(read, error) }
            return
        }
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
                // Another lane may have found a table locked since they came.
                return reads?.filter { $0.isProbe || state.stalls.join($0, of: $0.sql) != true }
            }
        }
        // Empty if the lane came to its end.
        let lost = unanswered + state.withLock { $0.lanes.lost(lane) }
        await pool.giveBack(connection, reusable: lost.isEmpty && connection.isPlain())
        for read in lost {
            // Nothing has happened to a read that was lost. A server that ends one connection often ends all, so each that is idle
            // may be lost in turn before one is made anew; a database that is away does not let any be made.
            if read.isProbe {
                // Sent again after a while, as often as others need.
                blocked(read)
            } else if read.mayBeSentAgain(limit: resends) {
                submit(read)
            } else {
                read.fail(.unavailable(.unreachable))
            }
        }
    }

    // MARK: Reads of tables that are locked

    private func blocked(_ read: PipelinedRead) {
        let isProbe = read.isProbe
        read.isProbe = false
        let isFirst = state.withLock { $0.stalls.blocked(read, of: read.sql, isProbe: isProbe) }
        if isFirst { Task { await self.lookAfter(read.sql) } }
    }

    /// Lets a read wait if its table is known to be locked.
    private func waits(_ read: PipelinedRead) -> Bool {
        !read.isProbe && state.withLock { $0.stalls.join(read, of: read.sql) == true }
    }

    private func unblocked(_ statement: String) {
        for read in state.withLock({ $0.stalls.unblocked(statement) }) { submit(read) }
    }

    /// Sends one read after another to find out whether the table is still locked, ever more seldom.
    private func lookAfter(_ statement: String) async {
        var wait = Duration.milliseconds(20)
        while true {
            try? await clock.sleep(for: wait)
            let step = state.withLock { state in
                state.stalls.step(statement, isOver: { $0.isOver }, isLate: { self.isLate($0) })
            }
            for read in step.expired { read.fail(.timedOut) }
            if let probe = step.probe {
                probe.isProbe = true
                submit(probe)
            }
            if step.isOver { return }
            wait = min(wait * 2, .milliseconds(320))
        }
    }

    private func isLate(_ read: PipelinedRead) -> Bool {
        lockLimit > .zero && read.begun.duration(to: .now) > lockLimit
    }
}
