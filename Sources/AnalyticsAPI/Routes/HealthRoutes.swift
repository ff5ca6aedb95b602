import Hummingbird
import Logging
import Models
import Storage
import Synchronization

/// Routes for health checks: of the process, of the server for load balancers, and of its readiness for deployments.
final class HealthRoutes: Sendable {
    private let opening: StoreOpening
    private let store: HealthCheck<StorageError?>
    private let keys: HealthCheck<AuthenticatorError?>?
    private let drain: DrainState
    private let threads: ThreadWatch
    private let haveKeysBeenRead = Atomic(false)

    init(
        gate: SchemaGate, authenticator: (any Authenticator)?, drain: DrainState, limits: ServerLimits,
        uptime: @escaping @Sendable () -> Duration
    ) {
        opening = gate.opening
        store = HealthCheck(limit: limits.healthTimeout) {
            do throws(StorageError) {
                try await gate.check()
                return nil
            } catch {
                return error
            }
        }
        keys = authenticator.map { authenticator in
            HealthCheck(limit: limits.healthTimeout) {
                do throws(AuthenticatorError) {
                    try await authenticator.checkHealth()
                    return nil
                } catch {
                    return error
                }
            }
        }
        self.drain = drain
        threads = ThreadWatch(ThreadWatch.ofProcess, limit: limits.stuckThread, uptime: uptime)
    }

    var routes: [Route] {
        [
            Route(.get, "/health/live", .checkHealth, .checkLiveness, live),
            Route(.get, "/health/ready", .checkHealth, .checkReadiness) { [self] request, context, _ in
                try await answer(request, context, \.isReady)
            },
            Route(.get, "/health", .checkHealth, .checkHealth) { [self] request, context, _ in
                try await answer(request, context, \.isWorthKeeping)
            },
        ]
    }

    @Sendable private func live(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        var json = JSONWriter()
        json.beginObject()
        json.field("status", "ok")
        json.endObject()
        return Self.response(.ok, json)
    }

    /// Answers with the state, and with the status of one check's decision.
    private func answer(
        _ request: Request, _ context: APIContext, _ decision: (HealthState) -> Bool
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let state = try await state(context)
        let isHealthy = decision(state)
        var json = JSONWriter()
        json.beginObject()
        json.field("status", isHealthy ? "ok" : "unavailable")
        json.key("checks")
        json.beginObject()
        json.field("store", state.store.word)
        json.field("server", state.isDraining ? "draining" : state.stuckThreads.isEmpty ? "ok" : "stuck")
        switch state.keys {
        case .notUsed: break
        case .readable: json.field("keys", "ok")
        case .unreadable: json.field("keys", "unreadable")
        }
        json.endObject()
        if let reason = state.reason { json.field("reason", reason) }
        json.endObject()
        return Self.response(isHealthy ? .ok : .serviceUnavailable, json)
    }

    private func state(_ context: APIContext) async throws -> HealthState {
        var state = HealthState()
        state.stuckThreads = threads.stuckLanes()
        state.isDraining = drain.isDraining
        guard !state.isDraining else {
            state.store = .unchecked
            return state
        }
        async let keys = checkKeys()
        state.store = try await checkStore(context)
        state.keys = try await keys
        state.haveKeysBeenRead = haveKeysBeenRead.load(ordering: .relaxed)
        return state
    }

    /// Checks the store. Its error goes to the log.
    private func checkStore(_ context: APIContext) async throws -> HealthState.Store {
        if let reason = opening.reason { return .waiting(reason: reason) }
        guard let outcome = try await store.outcome() else { return .unavailable("timeout") }
        guard let error = outcome else { return .healthy }
        context.logger.warning("store is not healthy", metadata: ["cause": "\(error)"])
        return switch error {
        case .unavailable(let why): .unavailable(why.rawValue)
        case .schema(let problem): .schema(problem.description)
        default: .unavailable("unavailable")
        }
    }

    private func checkKeys() async throws -> HealthState.Keys {
        guard let keys else { return .notUsed }
        guard let outcome = try await keys.outcome() else {
            return .unreadable(reason: "the keys of clients cannot be read in time")
        }
        if let error = outcome { return .unreadable(reason: error.description) }
        haveKeysBeenRead.store(true, ordering: .relaxed)
        return .readable
    }

    private static func response(_ status: HTTPResponse.Status, _ json: JSONWriter) -> Response {
        var response = Response(status: status, json: json)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
