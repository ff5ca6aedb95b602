import CLibPQ

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs the reads of many callers through one connection, several under way at a time; used on the connection's queue.
struct PostgresPipeline {
    /// How often a read is prepared again whose statement is not there.
    private static let preparations = 3

    let session: PostgresSession
    private var order = PipelineOrder<PipelinedRead>()
    /// Reads that are to be sent again.
    private var again: [PipelinedRead] = []
    /// Names of prepared statements that are of no more use.
    private var spent: [String] = []

    init(session: PostgresSession) { self.session = session }

    private var raw: OpaquePointer { session.raw }

    /// Runs reads until there are none.
    ///
    /// - Parameter take: Gives the reads to send now, `nil` for good. Told how many are under way.
    /// - Returns: The reads without an answer: none, unless the connection was lost.
    mutating func run(_ take: (_ inFlight: Int) -> [PipelinedRead]?) -> [PipelinedRead] {
        guard PQsetnonblocking(raw, 1) == 0, PQenterPipelineMode(raw) == 1 else { return [] }
        while let reads = take(order.inFlight + again.count) {
            let isUp = send(reads) && receive()
            guard isUp else { return again + order.unanswered }
        }
        _ = PQexitPipelineMode(raw)
        _ = PQsetnonblocking(raw, 0)
        for name in spent { try? session.run("DEALLOCATE " + name) }
        return []
    }

    // MARK: Sending

    private mutating func send(_ reads: [PipelinedRead]) -> Bool {
        // Kept here until they are sent, so that none is lost whatever fails.
        again += reads
        guard !again.isEmpty || !spent.isEmpty else { return true }
        for name in spent {
            guard PQsendQueryParams(raw, "DEALLOCATE " + name, 0, nil, nil, nil, nil, 1) == 1 else { return false }
            order.sentGivingUp(name)
        }
        spent = []
        while let read = again.first {
            guard send(read) else { return false }
            again.removeFirst()
        }
        order.sentSynchronization()
        return PQpipelineSync(raw) == 1
    }

    private mutating func send(_ read: PipelinedRead) -> Bool {
        let name: String
        switch session.statements.step(for: read.sql) {
        case .run(let known): name = known
        case .prepare(let new, let isFull):
            // With the next packet: one of them fails where somebody else has taken it away, and what is behind it is skipped.
            if isFull { spent += session.statements.giveUpAll() }
            guard PQsendPrepare(raw, new, read.sql, Int32(read.values.count), read.values.map(PostgresOID.of)) == 1
            else { return false }
            order.sentPreparation(of: read)
            session.statements.prepared(read.sql, as: new)
            name = new
        }
        let sent = session.withParameters(read.values.map(SQLBinding.value), bytes: nil) {
            count, _, pointers, lengths, formats in
            PQsendQueryPrepared(raw, name, count, pointers, lengths, formats, 1)
        }
        guard sent == 1 else { return false }
        order.sent(read)
        return true
    }

    // MARK: Receiving

    /// Waits until the server has said something, and takes all it said.
    private mutating func receive() -> Bool {
        guard order.isWaiting else { return true }
        let unsent = PQflush(raw)
        guard unsent >= 0 else { return false }
        var descriptor = pollfd(fd: PQsocket(raw), events: Int16(POLLIN | (unsent == 1 ? POLLOUT : 0)), revents: 0)
        while poll(&descriptor, 1, -1) < 0 { guard errno == EINTR else { return false } }
        guard takeInput() else { return false }
        // TLS may hold back decrypted what libpq's buffer had no room for, and the socket does not tell of it. It is at most one
        // record, for which there is room now.
        guard PQsslInUse(raw) == 0 || takeInput() else { return false }
        return PQstatus(raw) == CONNECTION_OK
    }

    private mutating func takeInput() -> Bool {
        guard PQconsumeInput(raw) == 1 else { return false }
        var ends = 0
        while order.isWaiting, PQisBusy(raw) == 0 {
            guard let next = PQgetResult(raw) else {
                // The end of one answer; two without an answer in between are the end of all.
                ends += 1
                guard ends < 2 else { return false }
                continue
            }
            ends = 0
            guard take(PostgresResult(next)) else { return false }
        }
        return true
    }

    /// - Returns: Whether the connection is still of use.
    private mutating func take(_ result: consuming PostgresResult) -> Bool {
        let answer: PipelineOrder<PipelinedRead>.Answer =
            switch result.status {
            case PGRES_PIPELINE_SYNC: .synchronized
            case PGRES_PIPELINE_ABORTED: .skipped
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: .success
            default: .failure
            }
        // The connection ends, whatever was asked: libpq itself gives no state for one that was lost. What was under way stays
        // so, and is sent through another.
        if case .failure = answer, result.sqlState.map({ PostgresFailure.isFarewell($0) }) ?? true { return false }
        switch order.received(answer) {
        case .nothing: return true
        case .confused: return false
        case .deliver(let read):
            // Only a failed statement has a state; its plan is of no more use, whatever the reason.
            if let state = result.sqlState {
                let name = session.statements.name(of: read.sql)
                session.statements.forget(read.sql)
                // "invalid_sql_statement_name": what was prepared is not there, as behind a pooler that changes backends.
                if state == "26000" {
                    if read.mayBePreparedAgain(limit: Self.preparations) {
                        again.append(read)
                        return true
                    }
                } else if let name {
                    spent.append(name)
                }
            }
            read.deliver(result, on: raw)
        case .unpreparable(let read):
            session.statements.forget(read.sql)
            read.deliver(result, on: raw)
        case .notPrepared(let read): session.statements.forget(read.sql)
        case .notGivenUp(let name): spent.append(name)
        case .again(let read): again.append(read)
        }
        return true
    }
}
