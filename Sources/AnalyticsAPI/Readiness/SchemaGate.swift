import HTTPTypes
import Storage
import Synchronization

/// Rejects requests while the store is not open, or its schema is not one that this program can serve. It opens without a
/// restart once the schema fits.
///
/// The gate checks the schema on every health check, after a request that failed unexpectedly, and once a second while it is
/// closed and requests arrive. A request that passes costs nothing.
final class SchemaGate: Sendable {
    /// The minimum time between two checks that requests trigger while the gate is closed.
    private static let interval = Duration.seconds(1)

    /// The state of the store.
    let opening: StoreOpening
    private let store: any AnalyticsStore
    private let uptime: @Sendable () -> Duration
    /// The time of the last check that a request triggered.
    private let lastCheck = Mutex<Duration?>(nil)

    /// - Parameters:
    ///   - opening: The state of the store.
    ///   - uptime: A monotonic clock.
    init(store: any AnalyticsStore, opening: StoreOpening, uptime: @escaping @Sendable () -> Duration) {
        self.store = store
        self.opening = opening
        self.uptime = uptime
    }

    /// Runs a request if the store is open and its schema fits.
    ///
    /// - Throws: ``StorageError/schema(_:)``, a ``APIError`` while the store is being opened, and the errors of `body`.
    func pass<Success: Sendable>(_ body: () async throws -> Success) async throws -> Success {
        if let reason = opening.reason { throw APIError.waiting(for: reason) }
        if opening.problem != nil {
            if isCheckDue() { try? await check() }
            if let problem = opening.problem { throw StorageError.schema(problem) }
        }
        do {
            return try await body()
        } catch let error as StorageError {
            guard case .unexpected = error else { throw error }
            // A missing table or column may be the cause.
            try? await check()
            if let problem = opening.problem { throw StorageError.schema(problem) }
            throw error
        }
    }

    /// Checks the store's health and schema.
    ///
    /// - Throws: The errors of ``AnalyticsStore/checkHealth()``.
    func check() async throws(StorageError) {
        do throws(StorageError) {
            try await store.checkHealth()
            opening.problem = nil
        } catch {
            if case .schema(let problem) = error { opening.problem = problem }
            throw error
        }
    }

    private func isCheckDue() -> Bool {
        let now = uptime()
        return lastCheck.withLock { lastCheck in
            if let lastCheck, now - lastCheck < Self.interval { return false }
            lastCheck = now
            return true
        }
    }
}

extension APIError {
    /// A request that arrives while the store is being opened.
    fileprivate static func waiting(for reason: String) -> APIError {
        APIError(
            .unavailable, "the server is waiting for its data store: \(reason). Try again later",
            headers: [.retryAfter: "5"])
    }
}
