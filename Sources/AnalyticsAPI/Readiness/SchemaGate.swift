import HTTPTypes
import Storage
import Synchronization

/// Keeps requests away from a database whose schema this program cannot serve on, and lets them through, without a restart,
/// once it can. While the store is being opened, it lets nothing through.
///
/// The gate looks when it is asked about health, when a request met something nobody foresaw, and now and then while it is
/// closed; a request that passes costs nothing.
final class SchemaGate: Sendable {
    /// How often a closed gate looks again because of requests.
    private static let interval = Duration.seconds(1)

    /// The state of the store.
    let opening: StoreOpening
    private let store: any AnalyticsStore
    private let uptime: @Sendable () -> Duration
    /// When it was last looked because of a request.
    private let looked = Mutex<Duration?>(nil)

    /// - Parameters:
    ///   - opening: The state of the store.
    ///   - uptime: The time since some fixed moment, never running backwards.
    init(store: any AnalyticsStore, opening: StoreOpening, uptime: @escaping @Sendable () -> Duration) {
        self.store = store
        self.opening = opening
        self.uptime = uptime
    }

    /// Answers a request, if the schema is one to serve on.
    ///
    /// - Throws: ``StorageError/schema(_:)``, a ``Problem`` while the store is being opened, and what `body` throws.
    func pass<Success: Sendable>(_ body: () async throws -> Success) async throws -> Success {
        if let reason = opening.reason { throw Problem.waiting(for: reason) }
        if opening.problem != nil {
            if isTimeToLook() { try? await look() }
            if let problem = opening.problem { throw StorageError.schema(problem) }
        }
        do {
            return try await body()
        } catch let error as StorageError {
            guard case .unexpected = error else { throw error }
            // A table or column that is not there any more, perhaps.
            try? await look()
            if let problem = opening.problem { throw StorageError.schema(problem) }
            throw error
        }
    }

    /// Asks the store whether it can serve.
    ///
    /// - Throws: What ``AnalyticsStore/checkHealth()`` throws.
    func look() async throws(StorageError) {
        do throws(StorageError) {
            try await store.checkHealth()
            opening.problem = nil
        } catch {
            if case .schema(let problem) = error { opening.problem = problem }
            throw error
        }
    }

    private func isTimeToLook() -> Bool {
        let now = uptime()
        return looked.withLock { looked in
            if let looked, now - looked < Self.interval { return false }
            looked = now
            return true
        }
    }
}

extension Problem {
    /// A request that came while the store was being opened.
    fileprivate static func waiting(for reason: String) -> Problem {
        Problem(
            .unavailable, "the server waits for its data store: \(reason). Try again later", headers: [.retryAfter: "5"]
        )
    }
}
