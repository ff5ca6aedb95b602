import NIOPosix

/// A task executor with its own threads, for CPU-bound work: parsing, decompressing and rendering.
///
/// Swift's own thread pool stays free for connections, health checks and one-row requests. Work on the executor calls
/// `Task.yield()` every few milliseconds, so that requests share the threads fairly.
final class WorkerExecutor: TaskExecutor {
    /// The process-wide executor, on NIO's thread pool for blocking work.
    static let shared = WorkerExecutor(.singleton)

    private let threads: NIOThreadPool

    /// - Parameter threads: A running pool that lives as long as the process.
    init(_ threads: NIOThreadPool) { self.threads = threads }

    /// Runs a closure on one of the threads.
    func submit(_ body: @escaping @Sendable () -> Void) { threads.submit { _ in body() } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        threads.submit { _ in job.runSynchronously(on: executor) }
    }
}
