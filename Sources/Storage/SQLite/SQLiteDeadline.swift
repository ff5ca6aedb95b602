import GRDBSQLite
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Ends the statements of a connection that take longer than they may, or that nobody waits for any more.
final class SQLiteDeadline: Sendable {
    /// How many of SQLite's instructions lie between two looks at the clock: far below a millisecond's worth costs nothing.
    private static let instructions: CInt = 10_000

    private let limit: Duration?
    private let elapsed: @Sendable () -> Duration
    private let end = Mutex<Duration?>(nil)

    /// - Parameters:
    ///   - limit: How long an operation may take; `nil` for as long as it takes.
    ///   - clock: Measures it.
    init(limit: Duration?, clock: any Clock<Duration>) {
        self.limit = limit
        elapsed = Self.stopwatch(clock)
    }

    private static func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    /// Looks at the clock while statements of a connection run. This must live as long as the connection.
    func watch(_ connection: OpaquePointer) {
        // Not retained: whoever opens the connection keeps this beside it.
        let this = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_progress_handler(
            connection, Self.instructions,
            { pointer in
                guard let pointer else { return 0 }
                // A long query would keep its processor for milliseconds while short work is ready to run. This costs about a
                // microsecond where nothing is.
                sched_yield()
                return Unmanaged<SQLiteDeadline>.fromOpaque(pointer).takeUnretainedValue().isOver ? 1 : 0
            }, this)
    }

    /// An operation begins.
    func begin() { end.withLock { $0 = limit.map { elapsed() + $0 } } }

    /// The operation has had all the time it gets. Unlike `sqlite3_interrupt`, which forgets what it was told between two
    /// statements, this holds until ``finish()``.
    func expire() { end.withLock { $0 = elapsed() } }

    /// The operation has ended; what comes now may take as long as it likes.
    func finish() { end.withLock { $0 = nil } }

    /// `true` if the operation has had its time.
    var isOver: Bool { end.withLock { end in end.map { elapsed() >= $0 } ?? false } }
}
