import Models
import Synchronization

/// Sends short reads of many callers through a few of a pool's connections.
///
/// The shell around ``ReadLaneState``: a lane leases a connection when a read comes and gives it back when there is none left, so
/// the pool's rules (life times, checks, back-off, credentials) hold for lanes as for everybody.
final class PostgresReadLanes: Sendable {
    private let pool: LeasePool<PostgresConnection>
    private let resends: Int
    private let state: Mutex<ReadLaneState<PipelinedRead>>

    /// - Parameter maximum: The most connections that reads share at once.
    init(pool: LeasePool<PostgresConnection>, maximum: Int) {
        self.pool = pool
        resends = pool.metrics.maximum + 1
        state = Mutex(ReadLaneState(maximum: maximum))
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
        switch state.withLock({ $0.add(read) }) {
        case .joined: break
        case .full: read.fail(.unavailable(.busy))
        // Not part of the caller's task: the lane goes on for others when the caller gives up.
        case .opens(let lane): Task { await self.run(lane) }
        }
    }

    private func run(_ lane: Int) async {
        let connection: PostgresConnection
        do throws(StorageError) {
            connection = try await pool.lease()
        } catch {
            for read in state.withLock({ $0.lost(lane) }) { read.fail(error) }
            return
        }
        let unanswered = await connection.pipelined { inFlight in
            let isWanted = self.pool.metrics.waiting > 0
            return self.state.withLock { $0.take(lane, inFlight: inFlight, isWanted: isWanted) }
        }
        // Empty if the lane came to its end.
        let lost = unanswered + state.withLock { $0.lost(lane) }
        await pool.giveBack(connection, reusable: lost.isEmpty && connection.isPlain())
        for read in lost {
            // Nothing has happened to a read that was lost. A server that ends one connection often ends all, so each that is idle
            // may be lost in turn before one is made anew; a database that is away does not let any be made.
            if read.mayBeSentAgain(limit: resends) { submit(read) } else { read.fail(.unavailable(.unreachable)) }
        }
    }
}
