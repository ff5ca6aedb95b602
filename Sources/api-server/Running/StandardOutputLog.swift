import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes the log's lines to standard output, one after the other and each whole.
final class StandardOutputLog: Sendable {
    private let lock = Mutex(())

    init() {
        // A log that nobody reads any more must not end the server.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes a line.
    func write(_ line: [UInt8]) {
        lock.withLock { _ in Terminal.write(line, to: STDOUT_FILENO) }
    }
}
