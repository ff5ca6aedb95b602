import Hummingbird
import Logging
import Models
import Storage

/// Routes for liveness and readiness checks.
struct HealthRoutes: Sendable {
    let opening: StoreOpening
    let check: HealthCheck
    let drain: DrainState

    var routes: [Route] {
        [
            Route(.get, "/health/live", live),
            Route(.get, "/health/ready", ready),
            Route(.get, "/health", ready),
        ]
    }

    @Sendable func live(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        var json = JSONWriter()
        json.beginObject()
        json.field("status", "ok")
        json.endObject()
        return Self.response(.ok, json)
    }

    @Sendable func ready(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let isDraining = drain.isDraining
        let (store, reason) = isDraining ? ("unchecked", nil) : try await checkStore(context)
        let isReady = !isDraining && store == "ok"
        var json = JSONWriter()
        json.beginObject()
        json.field("status", isReady ? "ok" : "unavailable")
        json.key("checks")
        json.beginObject()
        json.field("store", store)
        json.field("server", isDraining ? "draining" : "ok")
        json.endObject()
        if let reason { json.field("reason", reason) }
        json.endObject()
        return Self.response(isReady ? .ok : .serviceUnavailable, json)
    }

    /// Returns `ok` or the reason in one word, and a sentence where it helps the operator. The store's error goes to the log.
    private func checkStore(_ context: APIContext) async throws -> (String, reason: String?) {
        if let reason = opening.reason { return ("waiting", reason) }
        switch try await check.outcome() {
        case .healthy: return ("ok", nil)
        case .timedOut: return ("timeout", nil)
        case .unhealthy(let error):
            context.logger.warning("store is not healthy", metadata: ["cause": "\(error)"])
            return switch error {
            case .unavailable(let why): (why.rawValue, nil)
            case .schema(let problem): ("schema", problem.description)
            default: ("unavailable", nil)
            }
        }
    }

    private static func response(_ status: HTTPResponse.Status, _ json: JSONWriter) -> Response {
        var response = Response(status: status, json: json)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
