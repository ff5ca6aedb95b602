import CLibPQ
import Dispatch
import Foundation
import Synchronization

/// One connection to PostgreSQL and the thread its blocking calls run on, so that no task's thread ever waits for libpq.
///
/// `@unchecked Sendable`: `raw` and `statements` are touched only on `queue`; `PQcancel` alone runs elsewhere, on a handle
/// made for that (PostgreSQL documentation, "Canceling Queries in Progress": safe from another thread); the socket's number and
/// the server process's never change.
final class PostgresConnection: @unchecked Sendable {
    private let raw: OpaquePointer
    private let cancelHandle: OpaquePointer?
    private let socket: PostgresSocket
    /// The number of the server's process.
    private let process: Int32
    private let queue: DispatchQueue
    /// Touched only on `queue`.
    private let statements = PostgresStatements()
    /// Ends a session on the server from another connection.
    private let terminate: Terminate
    /// The operation that runs now, so that a late cancellation never hits somebody else's.
    private let running = Mutex<(current: UInt64, last: UInt64)>((0, 0))

    /// Ends the session of a server process.
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

    /// Why there is no connection. What the server says names hosts and users, and is not kept.
    enum OpenFailure: Error {
        case outOfMemory
        case unreachable(PostgresConnectProblem)
        /// The server does not prove who it is.
        case untrusted(PostgresTrustProblem)
        /// The server does not take the user or the password.
        case refused
    }

    /// Connects.
    ///
    /// - Parameters:
    ///   - target: libpq's connection URI or keywords; what it leaves out comes from libpq's environment variables.
    ///   - login: User and password, in place of those in the target.
    ///   - role: What the server has to be.
    ///   - limits: How long connecting and each statement may take.
    ///   - terminate: Ends the connection's session on the server when a statement does not stop there.
    static func open(
        _ target: String, as login: PostgresCredentials?, role: PostgresRole = .primary,
        limits: PostgresLimits = PostgresLimits(), terminate: @escaping Terminate = { _ in }
    ) async -> Result<PostgresConnection, OpenFailure> {
        let queue = DispatchQueue(label: "weir.postgres")
        return await withCheckedContinuation { continuation in
            queue.async {
                let connected = connect(target, login, role, limits)
                continuation.resume(
                    returning: connected.map { raw in
                        // Notices would go to standard error, in the middle of the log.
                        PQsetNoticeProcessor(raw, { _, _ in }, nil)
                        return PostgresConnection(raw: raw, queue: queue, terminate: terminate)
                    })
            }
        }
    }

    private static func connect(
        _ target: String, _ login: PostgresCredentials?, _ role: PostgresRole, _ limits: PostgresLimits
    ) -> Result<OpaquePointer, OpenFailure> {
        let parameters = PostgresParameters.all(
            target: target, role: role, login: login, limits: limits, variables: ProcessInfo.processInfo.environment)
        let keywords = parameters.map { strdup($0.keyword) } + [nil]
        let values = parameters.map { strdup($0.value) } + [nil]
        defer { (keywords + values).forEach { free($0) } }
        let started = PQconnectStartParams(
            keywords.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
        guard let raw = started else { return .failure(.outOfMemory) }
        // Only so does the error have the code that tells a refusal from everything else.
        PQsetErrorVerbosity(raw, PQERRORS_SQLSTATE)
        guard PQstatus(raw) != CONNECTION_BAD, finishConnecting(raw, within: limits.connecting),
            PQstatus(raw) == CONNECTION_OK
        else {
            defer { PQfinish(raw) }
            // Still under way: the time is over.
            guard PQstatus(raw) == CONNECTION_BAD else { return .failure(.unreachable(.noAnswer)) }
            // A line a host; invalid_password or invalid_authorization_specification at the end of one.
            let said = String(cString: PQerrorMessage(raw))
            let lines = said.split(whereSeparator: \.isNewline)
            let isRefused = lines.contains { $0.hasSuffix(" 28P01") || $0.hasSuffix(" 28000") }
            if !isRefused, let problem = PostgresTrustProblem(said: said) { return .failure(.untrusted(problem)) }
            return .failure(isRefused ? .refused : .unreachable(PostgresConnectProblem(said: said)))
        }
        PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
        return .success(raw)
    }

    /// Runs `body` with the connection on its thread. Cancelling the task cancels the running statement on the server.
    func run<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let operation = running.withLock { state in
            state.last += 1
            return state.last
        }
        let cancelled = Mutex(false)
        let outcome = await withTaskCancellationHandler {
            await perform { session throws(StorageError) in
                self.running.withLock { $0.current = operation }
                defer { self.running.withLock { $0.current = 0 } }
                // Only now: a cancellation before this found nothing to stop.
                guard !cancelled.withLock({ $0 }) else { throw .cancelled }
                return try body(session)
            }
        } onCancel: {
            cancelled.withLock { $0 = true }
            let deadline = ContinuousClock.now.advanced(by: PostgresLimits.givingUp)
            // Off this thread: PQcancel connects and waits.
            DispatchQueue.global().async { self.cancel(operation, until: deadline) }
        }
        do throws(StorageError) {
            return try outcome.get()
        } catch {
            guard cancelled.withLock({ $0 }) else { throw error }
            switch error {
            // The server gives a statement up at its time limit and when it is asked to, and calls both the same. Where it did
            // not stop in time, the connection was cut.
            case .timedOut, .unavailable(.unreachable): throw .cancelled
            default: throw error
            }
        }
    }

    /// Runs `body` even if the task has been cancelled: how a transaction is ended in any case.
    func runToEnd<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await perform(body).get()
    }

    /// Runs the reads of many callers, until there are none.
    ///
    /// - Parameters:
    ///   - report: Told of reads that wait for locks, or may have to; returns whether it has taken the read back.
    ///   - take: Gives the reads to send now, `nil` for good; told how many are under way.
    /// - Returns: The reads without an answer: none, unless the connection was lost.
    func pipelined(
        report: @escaping @Sendable (PipelinedRead, PostgresPipeline.Event) -> Bool,
        _ take: @escaping @Sendable (_ inFlight: Int) -> [PipelinedRead]?
    ) async -> [PipelinedRead] {
        await withCheckedContinuation { continuation in
            queue.async {
                var pipeline = PostgresPipeline(session: self.session, report: report)
                continuation.resume(returning: pipeline.run(take))
            }
        }
    }

    /// Whether the connection is in nobody's transaction or pipeline. Only for who has it to himself.
    func isPlain() -> Bool {
        PQstatus(raw) == CONNECTION_OK && PQpipelineStatus(raw) == PQ_PIPELINE_OFF
            && PQtransactionStatus(raw) == PQTRANS_IDLE
    }

    private func perform<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async -> Result<Success, StorageError> {
        await withCheckedContinuation { continuation in
            queue.async {
                do throws(StorageError) {
                    continuation.resume(returning: .success(try body(self.session)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }

    /// What is done with the connection; only on `queue`.
    private var session: PostgresSession { PostgresSession(raw: raw, statements: statements, socket: socket) }

    /// Asks the server to stop the statement that runs now, if it is still the one meant, until it ends. At the deadline the
    /// connection is cut, so that its place in the pool is free again, and the session ended.
    ///
    /// The server looks whether it was asked wherever it may wait and once a row, but not while it compiles or searches one value;
    /// and a function may catch the cancellation.
    private func cancel(_ operation: UInt64, until deadline: ContinuousClock.Instant) {
        // Holding the lock keeps the operation from ending, and another from starting, while the request is under way.
        let goesOn = running.withLock { state in
            guard state.current == operation else { return false }
            guard ContinuousClock.now < deadline else {
                PostgresSocket.giveUp(socket.descriptor)
                endSession()
                return false
            }
            guard let cancelHandle else { return true }
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(cancelHandle, &message, Int32(message.count))
            return true
        }
        // The server ignores a request that arrives between two statements.
        if goesOn {
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(250)) {
                self.cancel(operation, until: deadline)
            }
        }
    }

    /// Ends the session on the server, which goes on with a statement however the connection ends, until it has something to say.
    private func endSession() {
        guard process != 0 else { return }
        Task { [terminate, process] in await terminate(process) }
    }

    /// Whether the server still holds the other end, asked while nothing runs here.
    ///
    /// An idle server says nothing, so as a rule one look at the socket is all. What comes unasked is a setting's change,
    /// a farewell, or the end; the farewell may be there before the end is. So whoever said something is asked.
    func isUp() async -> Bool {
        guard socket.hasInput else { return true }
        return await answers(within: PostgresLimits.answering)
    }

    /// Whether the server answers in time, asked while nothing runs here; if it does not, the connection is of no more use.
    func answers(within limit: Duration) async -> Bool {
        (try? await runToEnd { session throws(StorageError) in session.answers(within: limit) }) ?? false
    }

    /// Ends whatever runs and whatever transaction is open, keeping nothing of it.
    ///
    /// - Returns: Whether the connection is fit for the next caller.
    func reset() async -> Bool {
        let clean = try? await runToEnd { session throws(StorageError) in
            session.socket.waitAsBefore()
            if PQtransactionStatus(session.raw) == PQTRANS_ACTIVE {
                // What goes on to send a table to its end, or says nothing more, is not waited for: closing the connection is
                // cheaper. A request to cancel may not get through, as to a proxy that wants TLS for it.
                let isAsked = session.cancel()
                // A COPY that was left half-way ends with an error of ours.
                if isAsked { _ = PQputCopyEnd(session.raw, "given up") }
                guard isAsked, session.drain(within: PostgresLimits.givingUp) else {
                    self.endSession()
                    return false
                }
            }
            if session.isUp, session.isInTransaction { try session.run("ROLLBACK") }
            return session.isUp && !session.isInTransaction
        }
        return clean ?? false
    }
}
