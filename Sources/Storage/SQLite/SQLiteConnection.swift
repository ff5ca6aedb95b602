import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// A connection to a database file, and the queue that its work runs on.
///
/// GRDB opens, configures and serializes. Work runs on the queue and resumes the caller, so SQLite never blocks a cooperative thread.
final class SQLiteConnection: Sendable {
    private let queue: DatabaseQueue
    private let deadline: SQLiteDeadline?
    /// The meter of wide texts that this connection's statements sort.
    let meter: SQLiteTextMeter
    /// The running operation, so that a late cancellation never interrupts another one.
    private let running = Mutex<(current: UInt64, last: UInt64)>((0, 0))

    /// - Parameters:
    ///   - path: The file; created if it does not exist and the connection may write.
    ///   - readOnly: `true` to refuse writes. The file must be in WAL mode already.
    ///   - busyTimeout: The maximum wait for another process's lock, such as that of a backup or the sqlite3 shell.
    ///   - keepsJournalMode: `true` to keep the file's journal mode.
    ///   - deadline: The deadline of operations, used by this connection only.
    ///   - meter: The meter of sorted texts, used by this connection only.
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
            // This closure retains the deadline for the connection's lifetime.
            deadline?.watch(connection)
            guard SQLiteTextMatch.register(on: connection, deadline: deadline) == SQLITE_OK else {
                throw SQLiteFailure.error(on: connection)
            }
            if readOnly {
                try db.execute(sql: "PRAGMA query_only = ON")
            } else if !keepsJournalMode {
                // NORMAL makes a commit survive a crash of the process; only FULL makes it survive a crash of the machine.
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
                // A cancellation before this line found no operation to interrupt.
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
            // SQLite reports a deadline and a cancellation with the same code.
            if case .timedOut = error, cancelled.withLock({ $0 }) { throw .cancelled }
            throw error
        }
    }

    /// Runs `body` even if the task has been cancelled, to end a transaction in any case.
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

    /// Rolls back the open transaction, if there is one.
    ///
    /// - Returns: `true` if no transaction is open now. If one is, the connection must not be reused.
    func rollBack() async -> Bool {
        // An interrupted statement may have ended the transaction already.
        let ended = try? await runToEnd { connection throws(StorageError) in
            if sqlite3_get_autocommit(connection) == 0 { try SQLiteStatement(connection, "ROLLBACK").run() }
            return sqlite3_get_autocommit(connection) != 0
        }
        return ended ?? false
    }

    /// Closes the connection after its queued work.
    func close() async {
        await withCheckedContinuation { continuation in
            // Closing waits for the queue, so it must not run on it.
            DispatchQueue.global().async {
                try? self.queue.close()
                continuation.resume()
            }
        }
    }
}

/// Runs statements without parameters and results.
func execute(_ connection: OpaquePointer, _ statements: String...) throws(StorageError) {
    for statement in statements { try SQLiteStatement(connection, statement).run() }
}
