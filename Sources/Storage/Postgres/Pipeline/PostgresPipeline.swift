import CLibPQ

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Pipelines the reads of many callers through one connection; used on the connection's queue.
struct PostgresPipeline {
    /// The most repeated preparations of a read whose prepared statement is missing.
    private static let preparations = 3
    /// The most retries of a read that was cancelled.
    private static let cancellations = 5
    /// The time in milliseconds without an answer after which the executing read is assumed to wait for a lock. Reads of one row
    /// take some hundred microseconds.
    private static let stallTimeout: Int32 = 300
    /// The lock time-out of a probe.
    private static let probeTimeout = "SET LOCAL lock_timeout = '10ms'"

    /// A change in the state of an unanswered read.
    enum Event {
        /// The read waits for a lock. It was cancelled, so that it delays no other read.
        case blocked
        /// The probe found no such lock.
        case unblocked
        /// The read is about to be sent again, as an earlier one failed.
        case repeated
    }

    let session: PostgresSession
    private let report: (PipelinedRead, Event) -> Bool
    private var order = PipelineOrder<PipelinedRead>()
    /// Reads to send again.
    private var again: [PipelinedRead] = []
    /// The names of prepared statements to deallocate.
    private var spent: [String] = []

    /// The last request to cancel the executing read, if any.
    private var cancelRequest: PostgresCancelRequest?
    /// `true` if a short lock time-out applies to reads in flight.
    private var isProbing = false

    /// - Parameter report: Receives reads that wait for locks, or may have to; returns whether it has taken the read back.
    init(session: PostgresSession, report: @escaping (PipelinedRead, Event) -> Bool) {
        self.session = session
        self.report = report
    }

    private var raw: OpaquePointer { session.raw }

    /// Runs reads until there are none left.
    ///
    /// - Parameter take: Returns the reads to send now, or `nil` to end; receives the number of reads in flight.
    /// - Returns: The unanswered reads; empty unless the connection was lost.
    mutating func run(_ take: (_ inFlight: Int) -> [PipelinedRead]?) -> [PipelinedRead] {
        guard PQsetnonblocking(raw, 1) == 0, PQenterPipelineMode(raw) == 1 else { return [] }
        while let reads = take(order.inFlight + again.count) {
            let isUp = send(reads) && receive()
            guard isUp else { return again + order.unanswered }
        }
        cancelRequest?.wait()
        _ = PQexitPipelineMode(raw)
        _ = PQsetnonblocking(raw, 0)
        for name in spent { try? session.run("DEALLOCATE " + name) }
        return []
    }

    // MARK: Sending

    private mutating func send(_ reads: [PipelinedRead]) -> Bool {
        // Reads stay in `again` until they are sent, so that none is lost if sending fails.
        again += reads
        guard !again.isEmpty || !spent.isEmpty else { return true }
        for name in spent {
            guard PQsendQueryParams(raw, "DEALLOCATE " + name, 0, nil, nil, nil, nil, 1) == 1 else { return false }
            order.sentDeallocation(name)
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
        if read.isProbe {
            // The commands between two sync points are one transaction, with which the setting ends.
            guard PQsendQueryParams(raw, Self.probeTimeout, 0, nil, nil, nil, nil, 1) == 1 else { return false }
            order.sentSetting()
            isProbing = true
        }
        let name: String
        switch session.statements.step(for: read.sql) {
        case .run(let known): name = known
        case .prepare(let new, let isFull):
            // Deallocated with the next packet: if a pooler has removed one of the statements, the commands after it are skipped.
            if isFull { spent += session.statements.removeAll() }
            guard PQsendPrepare(raw, new, read.sql, Int32(read.values.count), read.values.map(PostgresOID.of)) == 1
            else { return false }
            order.sentPreparation(of: read)
            session.statements.prepared(read.sql, as: new)
            name = new
        }
        let sent = session.withParameters(read.values.map(SQLBinding.value)) {
            count, _, pointers, lengths, formats in
            PQsendQueryPrepared(raw, name, count, pointers, lengths, formats, 1)
        }
        guard sent == 1 else { return false }
        order.sent(read)
        return true
    }

    // MARK: Receiving

    /// Waits for input and processes all of it.
    private mutating func receive() -> Bool {
        guard order.isWaiting else { return true }
        let unsent = PQflush(raw)
        guard unsent >= 0 else { return false }
        var descriptor = pollfd(fd: PQsocket(raw), events: Int16(POLLIN | (unsent == 1 ? POLLOUT : 0)), revents: 0)
        // A probe has a lock time-out of its own; if it is slow, the whole server is.
        let limit = order.oldest.map { $0.isProbe } == false ? Self.stallTimeout : -1
        var ready = poll(&descriptor, 1, limit)
        while ready < 0 {
            guard errno == EINTR else { return false }
            ready = poll(&descriptor, 1, limit)
        }
        if ready == 0 {
            // If the request reaches the next read, or one that was merely slow, that read is sent again: reads have no effects.
            if cancelRequest?.isOver != false {
                cancelRequest = PostgresCancelRequest(to: raw)
            }
            return true
        }
        guard takeInput() else { return false }
        // TLS may hold decrypted data that did not fit into libpq's buffer, which polling the socket does not show. It is at most
        // one record, which fits now.
        guard PQsslInUse(raw) == 0 || takeInput() else { return false }
        if !order.isWaiting { isProbing = false }
        return PQstatus(raw) == CONNECTION_OK
    }

    private mutating func takeInput() -> Bool {
        guard PQconsumeInput(raw) == 1 else { return false }
        var ends = 0
        while order.isWaiting, PQisBusy(raw) == 0 {
            guard let next = PQgetResult(raw) else {
                // One nil ends an answer; two in a row mean that no more answers are coming.
                ends += 1
                guard ends < 2 else { return false }
                continue
            }
            ends = 0
            guard take(PostgresResult(next)) else { return false }
        }
        return true
    }

    /// Processes one result.
    ///
    /// - Returns: `false` if the connection must be closed.
    private mutating func take(_ result: consuming PostgresResult) -> Bool {
        let answer: PipelineOrder<PipelinedRead>.Answer =
            switch result.status {
            case PGRES_PIPELINE_SYNC: .synchronized
            case PGRES_PIPELINE_ABORTED: .skipped
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: .success
            default: .failure
            }
        // The connection has ended: the server says so, or libpq has lost it and reports no state. Reads in flight stay in `order`
        // and are sent through another connection.
        if case .failure = answer, result.sqlState.map({ PostgresErrorCode.endsConnection($0) }) ?? true {
            return false
        }
        switch order.received(answer) {
        case .nothing: return true
        case .outOfSync: return false
        case .deliver(let read):
            if takeBack(read, result.sqlState) { return true }
            if read.isProbe { _ = report(read, .unblocked) }
            // Only a failed statement has a state. Its plan is discarded, whatever the reason.
            if let state = result.sqlState {
                let name = session.statements.name(of: read.sql)
                session.statements.forget(read.sql)
                // invalid_sql_statement_name: the prepared statement is missing, as behind a pooler that switches backends.
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
        case .preparationFailed(let read):
            session.statements.forget(read.sql)
            if takeBack(read, result.sqlState) { return true }
            if read.isProbe { _ = report(read, .unblocked) }
            read.deliver(result, on: raw)
        case .notPrepared(let read): session.statements.forget(read.sql)
        case .notDeallocated(let name): spent.append(name)
        case .again(let read):
            // Reads of one table are often sent together, and each would stall for as long as the first.
            if !report(read, .repeated) { again.append(read) }
        }
        return true
    }

    /// Takes back a read that waits for a lock, after query_canceled (it stalled) or lock_not_available (a probe).
    ///
    /// A cancel request may also hit a later read, which must be sent again. The statement time-out has the same code, so the number
    /// of retries is limited.
    private func takeBack(_ read: PipelinedRead, _ state: String?) -> Bool {
        let isCancelled =
            state == "57014" && cancelRequest != nil && read.mayBeCancelledAgain(limit: Self.cancellations)
        guard isCancelled || (state == "55P03" && isProbing) else { return false }
        return report(read, .blocked)
    }
}
