import NIOPosix

/// A task executor on threads that do nothing else: for requests that use the processor for long, such as parsing, unpacking
/// and rendering.
///
/// The threads of Swift's own pool stay free for connections, health checks and one-row requests, however much there is to
/// parse. Work on the executor's threads shares them fairly by calling `Task.yield()` every few milliseconds.
final class WorkerExecutor: TaskExecutor {
    /// The executor of this process, on NIO's threads for blocking work.
    static let shared = WorkerExecutor(.singleton)

    private let threads: NIOThreadPool

    /// - Parameter threads: The threads to run on; they are running already, and go on for as long as the process.
    init(_ threads: NIOThreadPool) { self.threads = threads }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        threads.submit { _ in job.runSynchronously(on: executor) }
    }
}
