import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// One connection to a database file, and the queue its work runs on.
///
/// GRDB opens, configures and serializes; work is handed over with a callback, so no task's thread ever waits for SQLite.
final class SQLiteConnection: Sendable {
    private let queue: DatabaseQueue
    private let deadline: SQLiteDeadline?
    /// Counts the wide texts that this connection's statements sort.
    let meter: SQLiteTextMeter
    /// The operation that runs now, so that a late cancellation never interrupts somebody else's.
    private let running = Mutex<(current: UInt64, last: UInt64)>((0, 0))

    /// - Parameters:
    ///   - path: The file; made if it is not there and the connection may write.
    ///   - readOnly: Refuses every write. The file must be in WAL mode already.
    ///   - busyTimeout: How long to wait for a lock that another process holds (a backup, the sqlite3 shell).
    ///   - keepsJournalMode: Leaves the file's journal mode as it is.
    ///   - deadline: Ends what takes too long; this connection's alone.
    ///   - meter: Ends what sorts too many wide texts; this connection's alone.
    init(
        path: String, readOnly: Bool, busyTimeout: Duration = .seconds(5), keepsJournalMode: Bool = false,
        deadline: SQLiteDeadline? = nil, meter: SQLiteTextMeter = SQLiteTextMeter(limit: SQLiteTextMeter.maximumBytes)
    ) throws(StorageError) {
        self.deadline = deadline
        self.meter = meter
        var configuration = Configuration()
        configuration.label = readOnly ? "weir.sqlite.read" : "weir.sqlite.write"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        // A transaction spans several hand-overs here; this class's callers end it themselves.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { db in
            guard let connection = db.sqliteConnection else { throw StorageError.unavailable(.closed) }
            for register in [
                SQLiteBucket.register, SQLiteDecimal.register, SQLiteIntegerSum.register, SQLiteIntegerAverage.register,
                meter.register,
            ] {
                guard register(connection) == SQLITE_OK else { throw SQLiteFailure.error(on: connection) }
            }
            // This closure keeps it for as long as there is the connection.
            deadline?.watch(connection)
            guard SQLiteTextMatch.register(on: connection, deadline: deadline) == SQLITE_OK else {
                throw SQLiteFailure.error(on: connection)
            }
            if readOnly {
                try db.execute(sql: "PRAGMA query_only = ON")
            } else if !keepsJournalMode {
                // An acknowledged batch survives a crash of the process with NORMAL, a crash of the machine only with FULL.
                try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            }
            try db.execute(sql: "PRAGMA cache_size = -8192; PRAGMA temp_store = FILE")
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw SQLiteFailure.error(error)
        }
    }

    /// Runs `body` with the raw connection on its queue. Cancelling the task interrupts it.
    func run<Result: Sendable>(
        _ body: @escaping @Sendable (OpaquePointer) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        let operation = running.withLock { state in
            state.last += 1
            return state.last
        }
        let cancelled = Mutex(false)
        let outcome = await withTaskCancellationHandler {
            await perform { connection throws(StorageError) in
                self.deadline?.begin()
                self.running.withLock { $0.current = operation }
                defer {
                    self.running.withLock { $0.current = 0 }
                    self.deadline?.finish()
                }
                // Only now: a cancellation before this found nothing to interrupt.
                guard !cancelled.withLock({ $0 }) else { throw .cancelled }
                return try body(connection)
            }
        } onCancel: {
            cancelled.withLock { $0 = true }
            running.withLock { state in
                guard state.current == operation else { return }
                deadline?.expire()
                queue.interrupt()
            }
        }
        do throws(StorageError) {
            return try outcome.get()
        } catch {
            // SQLite has one code for what was interrupted, whoever did it.
            if case .timedOut = error, cancelled.withLock({ $0 }) { throw .cancelled }
            throw error
        }
    }

    /// Runs `body` even if the task has been cancelled: how a transaction is ended in any case.
    func runToEnd<Result: Sendable>(
        _ body: @escaping @Sendable (OpaquePointer) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        try await perform(body).get()
    }

    private func perform<Success: Sendable>(
        _ body: @escaping @Sendable (OpaquePointer) throws(StorageError) -> Success
    ) async -> Result<Success, StorageError> {
        await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { db in
                guard let connection = db.sqliteConnection else {
                    continuation.resume(returning: .failure(.unavailable(.closed)))
                    return
                }
                do throws(StorageError) {
                    continuation.resume(returning: .success(try body(connection)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }

    /// Ends whatever transaction is open, keeping nothing of it.
    ///
    /// - Returns: Whether none is open now; if one is, nobody else may have the connection.
    func rollBack() async -> Bool {
        // An interrupted statement may have ended the transaction by itself; then there is nothing to do.
        let ended = try? await runToEnd { connection throws(StorageError) in
            if sqlite3_get_autocommit(connection) == 0 { try SQLiteStatement(connection, "ROLLBACK").run() }
            return sqlite3_get_autocommit(connection) != 0
        }
        return ended ?? false
    }

    /// Closes the connection after the work it has.
    func close() async {
        await withCheckedContinuation { continuation in
            // Closing waits for the queue, so it must not happen on it.
            DispatchQueue.global().async {
                try? self.queue.close()
                continuation.resume()
            }
        }
    }
}

/// Runs statements that take no values and give no rows.
func execute(_ connection: OpaquePointer, _ statements: String...) throws(StorageError) {
    for statement in statements { try SQLiteStatement(connection, statement).run() }
}
