#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The connection's socket.
struct PostgresSocket: Sendable {
    let descriptor: Int32
    /// `TCP_USER_TIMEOUT` in milliseconds; `nil` for a Unix socket.
    private let userTimeout: Int32?

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        userTimeout = Self.userTimeout(of: descriptor)
    }

    /// `true` if input is pending, including EOF.
    var hasInput: Bool {
        var pollee = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&pollee, 1, 0) != 0
    }

    /// Waits for one of the events.
    ///
    /// - Returns: `true` if one occurred before the deadline.
    static func wait(_ descriptor: Int32, for events: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return false }
            var pollee = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            let ready = poll(&pollee, 1, left.wholeMilliseconds)
            guard ready < 0, errno == EINTR else { return ready > 0 }
        }
    }

    /// Shuts a connection down, so that libpq finds it failed; while connecting, libpq then tries the next address.
    static func shutDown(_ descriptor: Int32) { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Disables `TCP_USER_TIMEOUT`.
    ///
    /// Linux applies it to a peer with a zero window too, although that peer acknowledges each probe (`tcp_probe_timer` in
    /// `net/ipv4/tcp_timer.c`). A server has a zero window while it waits for a lock in the middle of a `COPY`.
    func disableUserTimeout() { if userTimeout != nil { Self.setUserTimeout(0, of: descriptor) } }

    /// Restores the socket's original `TCP_USER_TIMEOUT`.
    func restoreUserTimeout() { if let userTimeout { Self.setUserTimeout(userTimeout, of: descriptor) } }

    #if os(Linux)
        private static func userTimeout(of descriptor: Int32) -> Int32? {
            var value: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            // Fails on a Unix socket, which has no such option.
            guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &value, &size) == 0 else { return nil }
            return value
        }

        private static func setUserTimeout(_ milliseconds: Int32, of descriptor: Int32) {
            var value = milliseconds
            _ = setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    #else
        private static func userTimeout(of descriptor: Int32) -> Int32? { nil }
        private static func setUserTimeout(_ milliseconds: Int32, of descriptor: Int32) {}
    #endif
}
