import Basics
import Models
import Storage
import Synchronization

/// The durations of the parts of a request: waits in queues, calls of the store, rendering.
final class RequestTiming: Sendable {
    /// A call of the store.
    struct Call: Sendable {
        /// The kind of call, such as `query`.
        let name: StaticString
        /// The time from the arrival of the request to the call.
        let start: Duration
        /// The duration, waits included.
        let duration: Duration
        /// The waits for the call's turn and for a connection.
        let wait: Duration
        /// A Boolean value that indicates whether the call threw an error.
        let failed: Bool
    }

    private struct State {
        var calls: [Call] = []
        var store = Duration.zero
        var render = Duration.zero
        var note: QueryNote?
        var rows = 0
    }

    /// The maximum number of calls that are kept one by one. Every call counts in the sums.
    private static let maximumCalls = 16

    /// The waits in the store's queues.
    let waits = WorkWaits()
    private let state = Mutex(State())
    private let start: Duration
    private let uptime: @Sendable () -> Duration

    /// - Parameters:
    ///   - start: The time at which the request arrived.
    ///   - uptime: A monotonic clock.
    init(start: Duration = .zero, uptime: @escaping @Sendable () -> Duration = { .zero }) {
        self.start = start
        self.uptime = uptime
    }

    /// The calls of the store, the first ones.
    var calls: [Call] { state.withLock { $0.calls } }

    /// The time in the store up to now, without waits.
    var database: Duration {
        let waited = waits.total
        return max(.zero, state.withLock { $0.store } - waited)
    }

    /// The first query of the request, and the groups that were read for it; `nil` if it has run none.
    var query: (note: QueryNote, rows: Int)? { state.withLock { state in state.note.map { ($0, state.rows) } } }

    /// The groups that were read up to now.
    var rowCount: Int { state.withLock { $0.rows } }

    /// Notes a query that begins.
    func begin(_ query: QueryNote) { state.withLock { state in state.note = state.note ?? query } }

    /// Counts groups of an answer.
    func count(rows: Int) { state.withLock { $0.rows += rows } }

    /// Measures a call of the store.
    func store<Success, Failure: Error>(
        _ name: StaticString, _ body: () async throws(Failure) -> Success
    ) async throws(Failure) -> Success {
        let (began, before) = (uptime(), waits.total)
        do {
            let result = try await body()
            add(name, since: began, waitedBefore: before, failed: false)
            return result
        } catch {
            add(name, since: began, waitedBefore: before, failed: true)
            throw error
        }
    }

    /// Measures a read of rows once the answer has begun; it counts in the sum alone.
    func rows<Success, Failure: Error>(
        _ body: () async throws(Failure) -> Success
    ) async throws(Failure) -> Success {
        let began = uptime()
        defer { state.withLock { $0.store += uptime() - began } }
        return try await body()
    }

    /// Measures rendering.
    func render<Success>(_ body: () -> Success) -> Success {
        let began = uptime()
        defer { state.withLock { $0.render += uptime() - began } }
        return body()
    }

    private func add(_ name: StaticString, since began: Duration, waitedBefore before: Duration, failed: Bool) {
        let call = Call(
            name: name, start: began - start, duration: uptime() - began, wait: waits.total - before, failed: failed)
        state.withLock { state in
            state.store += call.duration
            if state.calls.count < Self.maximumCalls { state.calls.append(call) }
        }
    }

    /// The value of `Server-Timing` (W3C Server Timing): durations in milliseconds up to now.
    var field: String {
        let (waited, state) = (waits.total, state.withLock { $0 })
        let parts: [(name: String, duration: Duration)] = [
            ("queue", waited), ("db", max(.zero, state.store - waited)), ("render", state.render),
            ("total", uptime() - start),
        ]
        return parts.map { "\($0.name);dur=\($0.duration.milliseconds)" }.joined(separator: ", ")
    }
}
