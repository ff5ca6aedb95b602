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
    /// The most repetitions of a read that was cancelled.
    private static let cancellations = 5
    /// The time without an answer after which the read that the server is at is taken for one that waits for a lock. Reads of one row take
    /// some hundred microseconds.
    private static let silence: Int32 = 300
    /// The lock time-out of a probe.
    private static let probeWait = "SET LOCAL lock_timeout = '10ms'"

    /// The end of a read that was not answered.
    enum Event {
        /// It waits for a lock that others hold: it was taken back, and delays no other read.
        case blocked
        /// The probe found no such lock.
        case unblocked
        /// It is about to be sent again, as one before it failed.
        case repeated
    }

    let session: PostgresSession
    private let report: (PipelinedRead, Event) -> Bool
    private var order = PipelineOrder<PipelinedRead>()
    /// Reads that are to be sent again.
    private var again: [PipelinedRead] = []
    /// Names of prepared statements that are of no more use.
    private var spent: [String] = []

    /// The last request to stop the read that the server is at, if there was one.
    private var cancelRequest: PostgresCancelRequest?
    /// `true` if reads under way wait for locks only briefly.
    private var isProbing = false

    /// - Parameter report: Told of reads that wait for locks, or may have to; returns whether it has taken the read back.
    init(session: PostgresSession, report: @escaping (PipelinedRead, Event) -> Bool) {
        self.session = session
        self.report = report
    }

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
        cancelRequest?.wait()
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
        if read.isProbe {
            // What is between two synchronization points is one transaction, with which the setting ends.
            guard PQsendQueryParams(raw, Self.probeWait, 0, nil, nil, nil, nil, 1) == 1 else { return false }
            order.sentSetting()
            isProbing = true
        }
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
        // A probe waits for no lock; if it is slow, everything is.
        let limit = order.oldest.map { $0.isProbe } == false ? Self.silence : -1
        var ready = poll(&descriptor, 1, limit)
        while ready < 0 {
            guard errno == EINTR else { return false }
            ready = poll(&descriptor, 1, limit)
        }
        if ready == 0 {
            // Reads change nothing: should this reach the next one, or one that was merely slow, it is asked again.
            if cancelRequest?.isOver != false {
                cancelRequest = PostgresCancelRequest(to: raw)
            }
            return true
        }
        guard takeInput() else { return false }
        // TLS may hold back decrypted what libpq's buffer had no room for, and the socket does not tell of it. It is at most one
        // record, for which there is room now.
        guard PQsslInUse(raw) == 0 || takeInput() else { return false }
        if !order.isWaiting { isProbing = false }
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
            if takeBack(read, result.sqlState) { return true }
            if read.isProbe { _ = report(read, .unblocked) }
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
            if takeBack(read, result.sqlState) { return true }
            if read.isProbe { _ = report(read, .unblocked) }
            read.deliver(result, on: raw)
        case .notPrepared(let read): session.statements.forget(read.sql)
        case .notGivenUp(let name): spent.append(name)
        case .again(let read):
            // Those of one table are often sent together, and each would be silent for as long as the first.
            if !report(read, .repeated) { again.append(read) }
        }
        return true
    }

    /// Takes back a read that waits for a lock: "query_canceled", as the server was silent for too long, or "lock_not_available".
    ///
    /// A request to cancel may also reach a read that comes later, and is then no answer to that one. The statements' time limit has the
    /// same code, so it is taken for a request a few times at most.
    private func takeBack(_ read: PipelinedRead, _ state: String?) -> Bool {
        let isCancelled =
            state == "57014" && cancelRequest != nil && read.mayBeCancelledAgain(limit: Self.cancellations)
        guard isCancelled || (state == "55P03" && isProbing) else { return false }
        return report(read, .blocked)
    }
}
