#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The socket of a connection, beside what libpq does with it.
struct PostgresSocket: Sendable {
    let descriptor: Int32
    /// How many milliseconds the kernel waits for what it sent to be acknowledged; `nil` where that cannot be said.
    private let patience: Int32?

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        patience = Self.patience(of: descriptor)
    }

    /// Whether there is something to read, the end included.
    var hasInput: Bool {
        var pollee = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&pollee, 1, 0) != 0
    }

    /// Waits for one of the events.
    ///
    /// - Returns: Whether it came before the deadline.
    static func wait(_ descriptor: Int32, for events: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return false }
            var pollee = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            let ready = poll(&pollee, 1, left.wholeMilliseconds)
            guard ready < 0, errno == EINTR else { return ready > 0 }
        }
    }

    /// Gives up a connection that is being made, so that libpq finds it failed and goes on to the next address.
    static func giveUp(_ descriptor: Int32) { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Waits for a server that takes nothing for as long as that lasts.
    ///
    /// Linux gives a connection up after `TCP_USER_TIMEOUT` also if the other end acknowledges each probe and only has no room
    /// (`tcp_probe_timer` in `net/ipv4/tcp_timer.c`). A server in the middle of a COPY has none while it waits for a lock.
    func waitWithoutLimit() { if patience != nil { Self.setPatience(0, of: descriptor) } }

    /// Gives up as it was when the connection was made.
    func waitAsBefore() { if let patience { Self.setPatience(patience, of: descriptor) } }

    #if os(Linux)
        private static func patience(of descriptor: Int32) -> Int32? {
            var value: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            // Fails on a Unix socket, which has no such thing.
            guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &value, &size) == 0 else { return nil }
            return value
        }

        private static func setPatience(_ milliseconds: Int32, of descriptor: Int32) {
            var value = milliseconds
            _ = setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    #else
        private static func patience(of descriptor: Int32) -> Int32? { nil }
        private static func setPatience(_ milliseconds: Int32, of descriptor: Int32) {}
    #endif
}
