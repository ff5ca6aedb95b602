import CLibPQ
import Dispatch

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One connection to PostgreSQL with a serial queue for its blocking calls, so that libpq never blocks a cooperative thread.
///
/// `@unchecked Sendable`: `raw`, `statements` and `partitions` are used only on `queue`, or while no operation runs. Only
/// `PQcancel` runs elsewhere, on a handle of its own (PostgreSQL documentation, "Canceling Queries in Progress": safe from
/// another thread). The socket descriptor and the backend's process id never change.
final class PostgresConnection: SerialConnection, @unchecked Sendable {
    private let raw: OpaquePointer
    private let cancelHandle: OpaquePointer?
    private let socket: PostgresSocket
    /// The process id of the server's backend.
    private let process: Int32
    let queue: DispatchQueue
    /// Used only on `queue`.
    private let statements = PreparedStatements()
    /// Used only on `queue`, and between operations.
    private let partitions = ListedPartitions()
    /// Terminates a session from another connection.
    private let terminate: Terminate
    let running = RunningOperation()

    /// Terminates the session of a backend process.
    typealias Terminate = @Sendable (_ process: Int32) async -> Void

    private init(raw: OpaquePointer, queue: DispatchQueue, terminate: @escaping Terminate) {
        self.raw = raw
        self.queue = queue
        self.terminate = terminate
        cancelHandle = PQgetCancel(raw)
        socket = PostgresSocket(PQsocket(raw))
        process = PQbackendPID(raw)
    }

    deinit {
        PQfreeCancel(cancelHandle)
        PQfinish(raw)
    }

    /// A failed attempt to connect. The server's message is not kept: it names hosts and users.
    enum OpenError: Error {
        case outOfMemory
        case unreachable(PostgresConnectionError)
        /// The server's identity could not be verified.
        case untrusted(PostgresTrustError)
        /// The server rejected the user or the password.
        case refused
    }

    /// Connects.
    ///
    /// - Parameters:
    ///   - target: The target's keywords; libpq's environment variables fill in the rest.
    ///   - login: User and password, in place of the target's.
    ///   - role: The role that the server must have.
    ///   - limits: Time-outs for connecting and for each statement.
    ///   - terminate: Terminates the connection's session when a cancelled statement does not stop.
    static func open(
        _ target: PostgresKeywords, as login: PostgresCredentials?, role: PostgresRole = .primary,
        limits: PostgresLimits = PostgresLimits(), terminate: @escaping Terminate = { _ in }
    ) async -> Result<PostgresConnection, OpenError> {
        let queue = DispatchQueue(label: "weir.postgres")
        return await withCheckedContinuation { continuation in
            queue.async {
                let connected = connect(target, login, role, limits)
                continuation.resume(
                    returning: connected.map { raw in
                        // By default libpq prints notices to standard error, in the middle of the log.
                        PQsetNoticeProcessor(raw, { _, _ in }, nil)
                        return PostgresConnection(raw: raw, queue: queue, terminate: terminate)
                    })
            }
        }
    }

    private static func connect(
        _ target: PostgresKeywords, _ login: PostgresCredentials?, _ role: PostgresRole, _ limits: PostgresLimits
    ) -> Result<OpaquePointer, OpenError> {
        let parameters = PostgresParameters.all(
            target: target, role: role, login: login, limits: limits, variables: ProcessInfo.processInfo.environment)
        let keywords = parameters.map { strdup($0.keyword) } + [nil]
        let values = parameters.map { strdup($0.value) } + [nil]
        defer { (keywords + values).forEach { free($0) } }
        let started = PQconnectStartParams(
            keywords.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
        guard let raw = started else { return .failure(.outOfMemory) }
        // Report SQLSTATEs, so that an authentication failure can be recognized.
        PQsetErrorVerbosity(raw, PQERRORS_SQLSTATE)
        guard PQstatus(raw) != CONNECTION_BAD, finishConnecting(raw, within: limits.connecting),
            PQstatus(raw) == CONNECTION_OK
        else {
            defer { PQfinish(raw) }
            // Still connecting: the attempt timed out.
            guard PQstatus(raw) == CONNECTION_BAD else { return .failure(.unreachable(.noAnswer)) }
            // One line a host, which ends in invalid_password or invalid_authorization_specification.
            let said = String(cString: PQerrorMessage(raw))
            let lines = said.split(whereSeparator: \.isNewline)
            let isRefused = lines.contains { $0.hasSuffix(" 28P01") || $0.hasSuffix(" 28000") }
            if !isRefused, let problem = PostgresTrustError(said: said) { return .failure(.untrusted(problem)) }
            return .failure(isRefused ? .refused : .unreachable(PostgresConnectionError(said: said)))
        }
        PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
        return .success(raw)
    }

    /// Pipelines the reads of many callers until there are none left.
    ///
    /// - Parameters:
    ///   - report: Receives reads that wait for locks, or may have to; returns whether it has taken the read back.
    ///   - take: Returns the reads to send now, or `nil` to end; receives the number of reads in flight.
    /// - Returns: The unanswered reads; empty unless the connection was lost.
    func pipelined(
        report: @escaping @Sendable (PipelinedRead, PostgresPipeline.Event) -> Bool,
        _ take: @escaping @Sendable (_ inFlight: Int) -> [PipelinedRead]?
    ) async -> [PipelinedRead] {
        await withCheckedContinuation { continuation in
            queue.async {
                var pipeline = PostgresPipeline(session: self.makeSession(), report: report)
                continuation.resume(returning: pipeline.run(take))
            }
        }
    }

    /// `true` if the server process was found to leave a partition out; see ``ListedPartitions``. Read only while no operation
    /// runs.
    var isOutdated: Bool { partitions.isOutdated }

    /// `true` if the connection is up and outside of any transaction or pipeline. Read only while no operation runs.
    var isClean: Bool {
        !isOutdated && PQstatus(raw) == CONNECTION_OK && PQpipelineStatus(raw) == PQ_PIPELINE_OFF
            && PQtransactionStatus(raw) == PQTRANS_IDLE
    }

    func operationWillBegin(_ session: PostgresSession) {}

    func operationDidEnd(_ session: PostgresSession) {}

    var session: PostgresSession? { makeSession() }

    private func makeSession() -> PostgresSession {
        PostgresSession(raw: raw, statements: statements, partitions: partitions, socket: socket)
    }

    func stop(_ operation: RunningOperation.ID) {
        let deadline = ContinuousClock.now.advanced(by: PostgresLimits.cancellation)
        // On another thread: PQcancel connects and blocks.
        DispatchQueue.global().async { self.cancel(operation, until: deadline) }
    }

    /// `true` for the errors of a cancelled statement, and of a connection that was closed because its statement did not stop.
    static func isFromStop(_ error: StorageError) -> Bool {
        switch error {
        case .timedOut, .unavailable(.unreachable): true
        default: false
        }
    }

    /// Sends cancel requests for an operation until it ends. At the deadline the connection is closed, which frees its place in
    /// the pool, and the session is terminated.
    ///
    /// The server checks for a cancel request wherever it may wait and once a row, but not while it compiles or searches one value.
    /// A function may also catch the cancellation.
    private func cancel(_ operation: RunningOperation.ID, until deadline: ContinuousClock.Instant) {
        // The operation cannot end, nor the next one begin, while the request is in flight.
        let isRunning = running.ifRuns(operation) {
            guard ContinuousClock.now < deadline else {
                PostgresSocket.shutDown(socket.descriptor)
                endSession()
                return false
            }
            guard let cancelHandle else { return true }
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(cancelHandle, &message, Int32(message.count))
            return true
        }
        // The server ignores a cancel request that arrives between statements, so repeat it until the operation ends.
        if isRunning == true {
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(250)) {
                self.cancel(operation, until: deadline)
            }
        }
    }

    /// Terminates the session. Without that, the server notices a closed connection only when the statement next sends data.
    private func endSession() {
        guard process != 0 else { return }
        Task { [terminate, process] in await terminate(process) }
    }

    /// Checks whether an idle connection is alive.
    ///
    /// An idle server sends nothing, so polling the socket is usually enough. If input is pending (a parameter status, a shutdown
    /// notice or EOF), an empty query finds out.
    func isUp() async -> Bool {
        guard socket.hasInput else { return true }
        return await answers(within: PostgresLimits.liveness)
    }

    /// Checks whether the server answers within a limit while no operation runs. If it does not, the connection must be closed.
    func answers(within limit: Duration) async -> Bool {
        (try? await runToEnd { session throws(StorageError) in session.answers(within: limit) }) ?? false
    }

    func reset() async -> Bool {
        let clean = try? await runToEnd { session throws(StorageError) in
            // A non-blocking connection left a pipeline of many callers half-way, which cannot be resynchronized.
            guard PQisnonblocking(session.raw) == 0, !session.partitions.isOutdated else { return false }
            session.socket.restoreUserTimeout()
            if PQtransactionStatus(session.raw) == PQTRANS_ACTIVE {
                // Closing the connection is cheaper than reading the rest of a large result or waiting for a silent server. The
                // cancel request may fail, for example at a proxy that requires TLS for it.
                let isRequested = session.cancel()
                // An unfinished COPY is ended with an error from the client.
                if isRequested { _ = PQputCopyEnd(session.raw, "the client cancelled the upload") }
                guard isRequested, session.drain(within: PostgresLimits.cancellation) else {
                    self.endSession()
                    return false
                }
            }
            if session.isUp, session.isInTransaction { try session.run("ROLLBACK") }
            return session.isUp && !session.isInTransaction && PQpipelineStatus(session.raw) == PQ_PIPELINE_OFF
        }
        return clean ?? false
    }
}
