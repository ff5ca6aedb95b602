import Storage
import Synchronization

/// Keeps requests away from a database whose schema this program cannot serve on, and lets them through, without a restart,
/// once it can.
///
/// The gate looks when it is asked about health, when a request met something nobody foresaw, and now and then while it is
/// closed; a request that passes costs nothing.
final class SchemaGate: Sendable {
    /// How often a closed gate looks again because of requests.
    private static let interval = Duration.seconds(1)

    private struct State {
        var problem: SchemaProblem?
        /// When it was last looked because of a request.
        var looked: Duration?
    }

    private let store: any AnalyticsStore
    private let uptime: @Sendable () -> Duration
    private let state: Mutex<State>

    /// - Parameters:
    ///   - problem: What was wrong when the server started.
    ///   - uptime: The time since some fixed moment, never running backwards.
    init(store: any AnalyticsStore, problem: SchemaProblem?, uptime: @escaping @Sendable () -> Duration) {
        self.store = store
        self.uptime = uptime
        state = Mutex(State(problem: problem))
    }

    /// Answers a request, if the schema is one to serve on.
    ///
    /// - Throws: ``StorageError/schema(_:)``, and what `body` throws.
    func pass<Success: Sendable>(_ body: () async throws -> Success) async throws -> Success {
        if state.withLock({ $0.problem }) != nil {
            if isTimeToLook() { try? await look() }
            if let problem = state.withLock({ $0.problem }) { throw StorageError.schema(problem) }
        }
        do {
            return try await body()
        } catch let error as StorageError {
            guard case .unexpected = error else { throw error }
            // A table or column that is not there any more, perhaps.
            try? await look()
            if let problem = state.withLock({ $0.problem }) { throw StorageError.schema(problem) }
            throw error
        }
    }

    /// Asks the store whether it can serve.
    ///
    /// - Throws: What ``AnalyticsStore/checkHealth()`` throws.
    func look() async throws(StorageError) {
        do throws(StorageError) {
            try await store.checkHealth()
            state.withLock { $0.problem = nil }
        } catch {
            if case .schema(let problem) = error { state.withLock { $0.problem = problem } }
            throw error
        }
    }

    private func isTimeToLook() -> Bool {
        let now = uptime()
        return state.withLock { state in
            if let looked = state.looked, now - looked < Self.interval { return false }
            state.looked = now
            return true
        }
    }
}
