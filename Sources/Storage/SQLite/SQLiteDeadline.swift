import Basics
import CSQLite
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The deadline of a connection's operations, which interrupts statements that exceed it or whose task is cancelled.
final class SQLiteDeadline: Sendable {
    /// The number of SQLite's virtual machine instructions between two checks, far less than a millisecond.
    private static let instructions: CInt = 10_000

    private let limit: Duration?
    private let elapsed: @Sendable () -> Duration
    private let end = Mutex<Duration?>(nil)
    private let isYielding = Atomic(true)

    /// - Parameters:
    ///   - limit: The time limit of an operation; `nil` for none.
    ///   - clock: The clock that measures it.
    init(limit: Duration?, clock: any Clock<Duration>) {
        self.limit = limit
        elapsed = clock.stopwatch()
    }

    /// Installs the progress handler that checks the deadline. The deadline must outlive the connection.
    func watch(_ connection: OpaquePointer) {
        // Not retained: the connection's owner holds the deadline.
        let this = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_progress_handler(
            connection, Self.instructions,
            { pointer in
                guard let pointer else { return 0 }
                let deadline = Unmanaged<SQLiteDeadline>.fromOpaque(pointer).takeUnretainedValue()
                // This costs about a microsecond if no other thread is ready.
                if deadline.isYielding.load(ordering: .relaxed) { sched_yield() }
                return deadline.isOver ? 1 : 0
            }, this)
    }

    /// Sets whether every check yields the processor, which a statement would otherwise keep for milliseconds while short work is
    /// ready to run. A thread of low priority is preempted without it, and would lose most of its share, as the kernel takes the
    /// rest of its slice.
    func yield(_ isYielding: Bool) { self.isYielding.store(isYielding, ordering: .relaxed) }

    /// Starts the deadline of an operation.
    func begin() { end.withLock { $0 = limit.map { elapsed() + $0 } } }

    /// Expires the deadline now. Unlike `sqlite3_interrupt`, which affects only the running statement, this holds until ``finish()``.
    func expire() { end.withLock { $0 = elapsed() } }

    /// Ends the operation and clears its deadline.
    func finish() { end.withLock { $0 = nil } }

    /// `true` if the operation's deadline has passed.
    var isOver: Bool { end.withLock { end in end.map { elapsed() >= $0 } ?? false } }
}
