import CLibPQ

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension PostgresSession {
    /// Asks the server to stop what it does for this connection.
    ///
    /// - Returns: Whether the request got through.
    func cancel() -> Bool {
        guard let handle = PQgetCancel(raw) else { return false }
        defer { PQfreeCancel(handle) }
        var message = [CChar](repeating: 0, count: 256)
        return PQcancel(handle, &message, Int32(message.count)) == 1
    }

    /// Reads results until the connection is free. If it is not in time, it is of no more use.
    func drain(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now.advanced(by: limit)
        while true {
            // Only so does reading never wait by itself.
            while PQisBusy(raw) != 0 {
                guard PostgresSocket.wait(socket.descriptor, for: Int32(POLLIN), until: deadline),
                    PQconsumeInput(raw) == 1
                else { return false }
            }
            guard let rest = PQgetResult(raw) else { return true }
            PQclear(rest)
            guard ContinuousClock.now < deadline else { return false }
        }
    }

    /// Whether the server answers a question that is none. If it does not, the connection is of no more use.
    ///
    /// - Parameter limit: How long the server has for it.
    func answers(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now.advanced(by: limit)
        guard PQsendQuery(raw, "") == 1 else { return false }
        var hasAnswered = false
        while true {
            // Only so does reading never wait by itself.
            while PQisBusy(raw) != 0 {
                guard PostgresSocket.wait(socket.descriptor, for: Int32(POLLIN), until: deadline),
                    PQconsumeInput(raw) == 1
                else { return false }
            }
            guard let answer = PQgetResult(raw) else { return hasAnswered && isUp }
            hasAnswered = PQresultStatus(answer) == PGRES_EMPTY_QUERY
            PQclear(answer)
        }
    }
}
