import CommandLineInterface
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes complete log lines to standard output, without blocking its callers.
///
/// A pipe holds 64 KiB (pipe(7)) and then blocks its writer until the other side reads. So a separate thread writes. Up to a
/// megabyte of lines is queued, further lines are dropped, and a line with their number follows once the other side reads
/// again.
final class StandardOutputLog: Sendable {
    /// The maximum number of queued bytes.
    static let capacity = 1 << 20

    private let descriptor: OutputDescriptor
    private let notice: @Sendable (Int) -> [UInt8]
    private let lines: Mutex<LogQueue>
    /// The queue of the writing thread.
    private let writer = DispatchQueue(label: "weir.log")

    /// - Parameters:
    ///   - descriptor: The descriptor to write to.
    ///   - capacity: The maximum number of queued bytes.
    ///   - notice: Returns a line with the number of dropped lines.
    init(
        descriptor: OutputDescriptor = .standardOutput, capacity: Int = StandardOutputLog.capacity,
        notice: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.descriptor = descriptor
        self.notice = notice
        lines = Mutex(LogQueue(capacity: capacity))
        // A closed pipe must not terminate the server.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Queues a line.
    func write(_ line: [UInt8]) {
        guard lines.withLock({ $0.add(line) }) else { return }
        writer.async { [self] in
            while let bytes = lines.withLock({ $0.next(notice: notice) }) { descriptor.write(bytes) }
        }
    }

    /// The number of lines dropped since the start.
    var dropped: Int { lines.withLock { $0.totalDropped } }

    /// Waits until all lines have been written, up to a limit.
    func flush(within limit: Duration) async {
        let end = ContinuousClock.now + limit
        while !lines.withLock({ $0.isEmpty }), ContinuousClock.now < end {
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { return }
        }
    }
}
