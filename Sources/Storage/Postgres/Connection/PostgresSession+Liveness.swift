import CLibPQ

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension PostgresSession {
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
