import CLibPQ

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension PostgresSession {
    /// Sends a cancel request for the connection's running statement.
    ///
    /// - Returns: `true` if the server received the request.
    func cancel() -> Bool {
        guard let handle = PQgetCancel(raw) else { return false }
        defer { PQfreeCancel(handle) }
        var message = [CChar](repeating: 0, count: 256)
        return PQcancel(handle, &message, Int32(message.count)) == 1
    }

    /// Reads and discards results until the connection is idle, and ends a pipeline.
    ///
    /// - Returns: `false` if that did not happen within the limit.
    func drain(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now.advanced(by: limit)
        var remainder = PostgresRemainder(of: raw)
        while true {
            // PQgetResult blocks while the connection is busy, so poll first.
            while PQisBusy(raw) != 0 {
                guard PostgresSocket.wait(socket.descriptor, for: Int32(POLLIN), until: deadline),
                    PQconsumeInput(raw) == 1
                else { return false }
            }
            guard remainder.discardNext() else { return true }
            guard ContinuousClock.now < deadline else { return false }
        }
    }

    /// Sends an empty query.
    ///
    /// - Returns: `true` if the server replied within the limit; otherwise the connection must be closed.
    func answers(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now.advanced(by: limit)
        guard PQsendQuery(raw, "") == 1 else { return false }
        var hasAnswered = false
        while true {
            // PQgetResult blocks while the connection is busy, so poll first.
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
