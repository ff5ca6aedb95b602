import CLibPQ

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension PostgresConnection {
    /// Polls until the connection is established or has failed (PostgreSQL documentation, `PQconnectPoll`).
    ///
    /// `connect_timeout` has no effect on non-blocking connects, so one silent host of several could use up all the time. Each
    /// host therefore gets an equal share of the remaining time. Once a host has accepted the TCP connection it keeps the rest:
    /// libpq moves on only from a host that it could not reach.
    ///
    /// - Returns: `true` if the connection was established or failed within the limit.
    static func finishConnecting(_ raw: OpaquePointer, within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now.advanced(by: limit)
        var hosts = hostCount(of: raw)
        var state = PGRES_POLLING_WRITING
        while state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING {
            let mayLeave = hosts > 1 && PQstatus(raw) == CONNECTION_STARTED
            let left = ContinuousClock.now.duration(to: deadline)
            let end = mayLeave ? deadline.advanced(by: left / hosts - left) : deadline
            // Each address that libpq tries has a new socket.
            let awaited = Int32(state == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            if !PostgresSocket.wait(PQsocket(raw), for: awaited, until: end) {
                guard mayLeave, ContinuousClock.now < deadline else { return false }
                PostgresSocket.shutDown(PQsocket(raw))
                hosts -= 1
            }
            state = PQconnectPoll(raw)
        }
        return true
    }

    /// The number of hosts that libpq may try, including those from the environment or a service file.
    private static func hostCount(of raw: OpaquePointer) -> Int {
        guard let options = PQconninfo(raw) else { return 1 }
        defer { PQconninfoFree(options) }
        var count = 1
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val, ["host", "hostaddr"].contains(String(cString: keyword)) {
                count = max(count, PostgresHost.list(String(cString: value)).count)
            }
            option += 1
        }
        return count
    }
}
