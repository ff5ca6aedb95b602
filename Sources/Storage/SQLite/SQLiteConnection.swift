import CSQLite
import Dispatch
import Synchronization

/// A connection to a database file with a serial queue for its blocking calls, so that SQLite never blocks a cooperative thread.
///
/// `@unchecked Sendable`: `raw` is used on `queue`, except in ``isClean``, which no operation may overlap, and ``stop(_:)``, whose
/// `sqlite3_interrupt` may run on any thread while the connection is open.
final class SQLiteConnection: SerialConnection, @unchecked Sendable {
    /// The open connection; `nil` once it is closed.
    private var raw: OpaquePointer?
    let queue: DispatchQueue
    private let deadline: SQLiteDeadline?
    /// The meter of wide texts that this connection's statements sort.
    let meter: SQLiteTextMeter
    let running = RunningOperation()
    /// The thread of a long query's blocks; `nil` for the queue's own threads.
    private let slowThread = Mutex<LowPriorityThread?>(nil)

    private init(queue: DispatchQueue, deadline: SQLiteDeadline?, meter: SQLiteTextMeter) {
        self.queue = queue
        self.deadline = deadline
        self.meter = meter
    }

    deinit { if let raw { sqlite3_close_v2(raw) } }

    /// Opens a connection.
    ///
    /// - Parameters:
    ///   - path: The file; created if it does not exist.
    ///   - readOnly: `true` to refuse writes. The file must be in WAL mode already.
    ///   - busyTimeout: The maximum wait for another process's lock, such as that of a backup or the sqlite3 shell.
    ///   - keepsJournalMode: `true` to keep the file's journal mode.
    ///   - deadline: The deadline of operations, used by this connection only.
    ///   - meter: The meter of sorted texts, used by this connection only.
    static func open(
        path: String, readOnly: Bool, busyTimeout: Duration = .seconds(5), keepsJournalMode: Bool = false,
        deadline: SQLiteDeadline? = nil, meter: SQLiteTextMeter = SQLiteTextMeter(limit: SQLiteTextMeter.maximumBytes)
    ) async throws(StorageError) -> SQLiteConnection {
        let queue = DispatchQueue(label: readOnly ? "weir.sqlite.read" : "weir.sqlite.write")
        let opening: Result<SQLiteConnection, StorageError> = await withCheckedContinuation { continuation in
            queue.async {
                let connection = SQLiteConnection(queue: queue, deadline: deadline, meter: meter)
                continuation.resume(
                    returning: Result { () throws(StorageError) in
                        try connection.open(
                            path, busyTimeout: busyTimeout, readOnly: readOnly, keepsJournalMode: keepsJournalMode)
                        return connection
                    })
            }
        }
        return try opening.get()
    }

    /// The configuration of SQLite for the whole process, which takes effect before its first use.
    ///
    /// If the program has used SQLite before, allocations stay counted, and long queries slow others down a little more.
    private static let isConfigured = weir_disable_memory_statistics() == SQLITE_OK

    private func open(
        _ path: String, busyTimeout: Duration, readOnly: Bool, keepsJournalMode: Bool
    ) throws(StorageError) {
        _ = Self.isConfigured
        // NOMUTEX: the queue serializes all calls.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &raw, flags, nil)
        guard let raw, code == SQLITE_OK else { throw SQLiteFailure.error(code, String(cString: sqlite3_errstr(code))) }
        sqlite3_busy_timeout(raw, CInt(min(busyTimeout / .milliseconds(1), Double(CInt.max))))
        sqlite3_extended_result_codes(raw, 1)
        let registrations: [(OpaquePointer) -> CInt] = [
            { weir_disable_quoted_strings($0) }, SQLiteBucket.register, SQLiteDatePart.register,
            SQLiteDecimal.register, SQLiteDoubleSum.register,
            SQLiteIntegerSum.register, SQLiteIntegerAverage.register, SQLiteSpread.register, SQLiteEdge.register,
            SQLiteRatio.register, SQLiteConversion.register, SQLiteDistinctSketch.register,
            { SQLitePercentile.register(on: $0, deadline: self.deadline) }, meter.register,
        ]
        for register in registrations {
            guard register(raw) == SQLITE_OK else { throw SQLiteFailure.error(on: raw) }
        }
        deadline?.watch(raw)
        guard SQLiteTextMatch.register(on: raw, deadline: deadline) == SQLITE_OK else {
            throw SQLiteFailure.error(on: raw)
        }
        var pragmas = ["foreign_keys = ON"]
        if readOnly {
            pragmas.append("query_only = ON")
        } else if !keepsJournalMode {
            // NORMAL makes a commit survive a crash of the process; only FULL makes it survive a crash of the machine.
            // Deleted values are overwritten with zeros.
            pragmas += ["journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"]
        }
        for pragma in pragmas + ["cache_size = -8192", "temp_store = FILE"] { try execute(raw, "PRAGMA \(pragma)") }
        // Read the file now, so that opening fails if it is no database.
        try execute(raw, "SELECT 1 FROM sqlite_schema LIMIT 1")
    }

    // MARK: SerialConnection

    var isClean: Bool { raw.map { sqlite3_get_autocommit($0) != 0 } ?? false }

    var session: OpaquePointer? { raw }

    /// Runs the following operations on a thread, or again on the queue's own threads.
    func moveOperations(to thread: LowPriorityThread?) {
        slowThread.withLock { $0 = thread }
        deadline?.yield(thread == nil)
    }

    func enqueue(_ work: @escaping @Sendable () -> Void) {
        guard let thread = slowThread.withLock({ $0 }) else { return queue.async(execute: work) }
        // A synchronous block runs on the calling thread and still waits for the queue's turn.
        thread.async { self.queue.sync(execute: work) }
    }

    func operationWillBegin(_ session: OpaquePointer) { deadline?.begin() }

    func operationDidEnd(_ session: OpaquePointer) { deadline?.finish() }

    func stop(_ operation: RunningOperation.ID) {
        _ = running.ifRuns(operation) {
            deadline?.expire()
            // The running operation keeps the connection open.
            if let raw { sqlite3_interrupt(raw) }
        }
    }

    static func isFromStop(_ error: StorageError) -> Bool { if case .timedOut = error { true } else { false } }

    func reset() async -> Bool {
        // An interrupted statement may have ended the transaction already.
        let isClean = try? await runToEnd { raw throws(StorageError) in
            if sqlite3_get_autocommit(raw) == 0 { try SQLiteStatement(raw, "ROLLBACK").run() }
            return sqlite3_get_autocommit(raw) != 0
        }
        return isClean ?? false
    }

    /// Closes the connection after its queued work.
    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                if let raw = self.raw { sqlite3_close_v2(raw) }
                self.raw = nil
                continuation.resume()
            }
        }
    }
}

/// Runs statements without parameters and results.
func execute(_ connection: OpaquePointer, _ statements: String...) throws(StorageError) {
    for statement in statements { try SQLiteStatement(connection, statement).run() }
}
