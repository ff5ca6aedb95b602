import CLibPQ

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension PostgresConnection {
    /// Goes on until the connection is made or has failed (PostgreSQL documentation, `PQconnectPoll`).
    ///
    /// Of several hosts, one where nothing answers would be waited for to the end, as `connect_timeout` counts only while libpq
    /// waits by itself. So each has an equal share of the time that is left, and the last one the rest. A host that has taken the
    /// connection is not left: libpq goes on to the next only from one that it could not reach.
    ///
    /// - Returns: Whether that happened in time.
    static func finishConnecting(_ raw: OpaquePointer, within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now.advanced(by: limit)
        var hosts = hostCount(of: raw)
        var state = PGRES_POLLING_WRITING
        while state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING {
            let mayLeave = hosts > 1 && PQstatus(raw) == CONNECTION_STARTED
            let left = ContinuousClock.now.duration(to: deadline)
            let end = mayLeave ? deadline.advanced(by: left / hosts - left) : deadline
            // The socket is another one with each address that is tried.
            let awaited = Int32(state == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            if !PostgresSocket.wait(PQsocket(raw), for: awaited, until: end) {
                guard mayLeave, ContinuousClock.now < deadline else { return false }
                PostgresSocket.giveUp(PQsocket(raw))
                hosts -= 1
            }
            state = PQconnectPoll(raw)
        }
        return true
    }

    /// How many hosts libpq may try, also those that it knows from the environment or from the file of a service.
    private static func hostCount(of raw: OpaquePointer) -> Int {
        guard let options = PQconninfo(raw) else { return 1 }
        defer { PQconninfoFree(options) }
        var count = 1
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val, ["host", "hostaddr"].contains(String(cString: keyword)) {
                count = max(count, PostgresPlace.list(String(cString: value)).count)
            }
            option += 1
        }
        return count
    }
}
