import CScheduler
import Dispatch
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A thread of low scheduling priority that runs blocks one after another. It ends with its last reference.
///
/// A thread cannot raise its priority again without a privilege, so long work gets a thread of its own and leaves the priority of
/// shared threads alone.
final class LowPriorityThread: Sendable {
    /// The thread's nice value. At 10 a thread gets about a tenth of a processor that others want too ("sched(7)"), which keeps it
    /// from holding a lock for long.
    static let niceness: CInt = 10
    /// The thread's time slice on Linux, in milliseconds: the longest that the kernel has. Since Linux 6.6 a running thread keeps
    /// the processor for its slice, whatever its nice value, unless a thread with a shorter slice wakes up, which all others have
    /// ("sched_setattr(2)"; kernel documentation, "EEVDF Scheduler"). Kernels before 6.12 ignore it.
    static let slice: UInt64 = 100

    private let jobs: JobQueue

    /// Starts the thread; nil if the system refuses another one.
    init?() {
        let jobs = JobQueue()
        self.jobs = jobs
        let argument = Unmanaged.passRetained(jobs)
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let code = pthread_create(
            &thread, nil,
            { argument in
                LowPriorityThread.lowerPriority()
                #if canImport(Darwin)
                    let pointer = argument
                #else
                    guard let pointer = argument else { return nil }
                #endif
                Unmanaged<JobQueue>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        guard code == 0 else {
            argument.release()
            return nil
        }
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }

    deinit { jobs.end() }

    /// Adds a block to the end of the thread's queue.
    func async(_ work: @escaping @Sendable () -> Void) { jobs.add(work) }

    private static func lowerPriority() {
        #if canImport(Darwin)
            setpriority(PRIO_DARWIN_THREAD, 0, PRIO_DARWIN_BG)
        #elseif canImport(Glibc)
            // On Linux the nice value belongs to the thread, and 0 is the calling one ("setpriority(2)", "C library/kernel
            // differences").
            if weir_set_nice_and_slice(niceness, slice * 1_000_000) != 0 {
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
            }
        #else
            if weir_set_nice_and_slice(niceness, slice * 1_000_000) != 0 { setpriority(PRIO_PROCESS, 0, niceness) }
        #endif
    }
}

/// The blocks that a thread has yet to run.
private final class JobQueue: Sendable {
    private let waiting = Mutex<(jobs: [@Sendable () -> Void], isEnded: Bool)>(([], false))
    private let signal = DispatchSemaphore(value: 0)

    func add(_ job: @escaping @Sendable () -> Void) {
        waiting.withLock { $0.jobs.append(job) }
        signal.signal()
    }

    func end() {
        waiting.withLock { $0.isEnded = true }
        signal.signal()
    }

    /// Runs blocks until the queue is ended and empty.
    func run() {
        while true {
            signal.wait()
            let (job, isEnded) = waiting.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isEnded)
            }
            if let job { job() } else if isEnded { return }
        }
    }
}
