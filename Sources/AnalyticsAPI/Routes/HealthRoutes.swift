import Hummingbird
import Logging
import Models
import Storage

/// Saying whether the process is up, and whether it can serve.
struct HealthRoutes: Sendable {
    let store: any AnalyticsStore
    let limits: ServerLimits
    let drain: DrainState

    var routes: [Route] {
        [
            Route(.get, "/health/live", live),
            Route(.get, "/health/ready", ready),
            Route(.get, "/health", ready),
        ]
    }

    @Sendable func live(_ request: Request, _ context: APIContext) async throws -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.field("status", "ok")
        json.endObject()
        return Self.response(.ok, json)
    }

    @Sendable func ready(_ request: Request, _ context: APIContext) async throws -> Response {
        let isDraining = drain.isDraining
        let store = isDraining ? "unchecked" : await checkStore(context)
        let isReady = !isDraining && store == "ok"
        var json = JSONWriter()
        json.beginObject()
        json.field("status", isReady ? "ok" : "unavailable")
        json.key("checks")
        json.beginObject()
        json.field("store", store)
        json.field("server", isDraining ? "draining" : "ok")
        json.endObject()
        json.endObject()
        return Self.response(isReady ? .ok : .serviceUnavailable, json)
    }

    /// `ok`, or why not in one word; the store's own words go to the log.
    private func checkStore(_ context: APIContext) async -> String {
        do {
            return try await withThrowingTaskGroup(of: String.self) { [store, limits] group in
                group.addTask {
                    try await store.checkHealth()
                    return "ok"
                }
                group.addTask {
                    try await Task.sleep(for: limits.healthTimeout)
                    return "timeout"
                }
                defer { group.cancelAll() }
                return try await group.next() ?? "unavailable"
            }
        } catch let error as StorageError {
            context.logger.warning("store is not healthy", metadata: ["cause": "\(error)"])
            return if case .unavailable(let why) = error { why.rawValue } else { "unavailable" }
        } catch {
            return "unavailable"
        }
    }

    private static func response(_ status: HTTPResponse.Status, _ json: JSONWriter) -> Response {
        var response = Response(status: status, json: json)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
