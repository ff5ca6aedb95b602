import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes the log's lines to standard output, one after the other and each whole, without keeping their writers waiting.
///
/// A pipe that the other side does not read takes 64 KiB (pipe(7)) and then blocks its writer. So a thread of its own writes. A
/// megabyte of lines waits for it, further ones are dropped, and a line with their number follows as soon as the other side reads
/// again.
final class StandardOutputLog: Sendable {
    /// The most bytes that wait while others are being written.
    static let capacity = 1 << 20

    private let descriptor: Int32
    private let notice: @Sendable (Int) -> [UInt8]
    private let lines: Mutex<LogQueue>
    /// The thread that writes.
    private let writer = DispatchQueue(label: "weir.log")

    /// - Parameters:
    ///   - descriptor: Where lines go.
    ///   - capacity: The most bytes that wait.
    ///   - notice: Makes the line that says how many lines were dropped.
    init(
        descriptor: Int32 = STDOUT_FILENO, capacity: Int = StandardOutputLog.capacity,
        notice: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.descriptor = descriptor
        self.notice = notice
        lines = Mutex(LogQueue(capacity: capacity))
        // A log that nobody reads any more must not end the server.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Takes a line.
    func write(_ line: [UInt8]) {
        guard lines.withLock({ $0.add(line) }) else { return }
        writer.async { [self] in
            while let bytes = lines.withLock({ $0.next(notice: notice) }) { Terminal.write(bytes, to: descriptor) }
        }
    }

    /// Waits until all lines have been written, or the time is up.
    func flush(within limit: Duration) async {
        let end = ContinuousClock.now + limit
        while !lines.withLock({ $0.isEmpty }), ContinuousClock.now < end {
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { return }
        }
    }
}
