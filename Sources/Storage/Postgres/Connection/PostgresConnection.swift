import CLibPQ
import Dispatch
import Foundation
import Synchronization

/// One connection to PostgreSQL and the thread its blocking calls run on, so that no task's thread ever waits for libpq.
///
/// `@unchecked Sendable`: `raw` and `statements` are touched only on `queue`; `PQcancel` alone runs elsewhere, on a handle
/// made for that (PostgreSQL documentation, "Canceling Queries in Progress": safe from another thread), and the socket's
/// number never changes.
final class PostgresConnection: @unchecked Sendable {
    private let raw: OpaquePointer
    private let cancelHandle: OpaquePointer?
    private let socket: PostgresSocket
    private let queue: DispatchQueue
    /// Touched only on `queue`.
    private let statements = PostgresStatements()
    /// The operation that runs now, so that a late cancellation never hits somebody else's.
    private let running = Mutex<(current: UInt64, last: UInt64)>((0, 0))

    private init(raw: OpaquePointer, queue: DispatchQueue) {
        self.raw = raw
        self.queue = queue
        cancelHandle = PQgetCancel(raw)
        socket = PostgresSocket(PQsocket(raw))
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
    static func open(
        _ target: String, as login: PostgresCredentials?, role: PostgresRole = .primary,
        limits: PostgresLimits = PostgresLimits()
    ) async -> Result<PostgresConnection, OpenFailure> {
        let queue = DispatchQueue(label: "weir.postgres")
        return await withCheckedContinuation { continuation in
            queue.async {
                let connected = connect(target, login, role, limits)
                continuation.resume(
                    returning: connected.map { raw in
                        // Notices would go to standard error, in the middle of the log.
                        PQsetNoticeProcessor(raw, { _, _ in }, nil)
                        return PostgresConnection(raw: raw, queue: queue)
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
            // Off this thread: PQcancel connects and waits.
            DispatchQueue.global().async { self.cancel(operation) }
        }
        do throws(StorageError) {
            return try outcome.get()
        } catch {
            // The server gives a statement up at its time limit and when it is asked to, and calls both the same.
            if case .timedOut = error, cancelled.withLock({ $0 }) { throw .cancelled }
            throw error
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
    /// - Parameter take: Gives the reads to send now, `nil` for good; told how many are under way.
    /// - Returns: The reads without an answer: none, unless the connection was lost.
    func pipelined(_ take: @escaping @Sendable (_ inFlight: Int) -> [PipelinedRead]?) async -> [PipelinedRead] {
        await withCheckedContinuation { continuation in
            queue.async {
                var pipeline = PostgresPipeline(session: self.session)
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

    /// Asks the server to stop the statement that runs now, if it is still the one meant.
    private func cancel(_ operation: UInt64) {
        // Holding the lock keeps the operation from ending, and another from starting, while the request is under way.
        let goesOn = running.withLock { state in
            guard state.current == operation, let cancelHandle else { return false }
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(cancelHandle, &message, Int32(message.count))
            return true
        }
        // Whom it reaches between two statements, before the first or when it ends, forgets it.
        if goesOn {
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(250)) { self.cancel(operation) }
        }
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
                guard session.cancel() else { return false }
                // A COPY that was left half-way ends with an error of ours.
                _ = PQputCopyEnd(session.raw, "given up")
                guard session.drain(within: PostgresLimits.givingUp) else { return false }
            }
            if session.isUp, session.isInTransaction { try session.run("ROLLBACK") }
            return session.isUp && !session.isInTransaction
        }
        return clean ?? false
    }
}
