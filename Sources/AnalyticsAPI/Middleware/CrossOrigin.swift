import HTTPTypes
import Hummingbird

/// Permits web pages of configured origins to use the API (Fetch Standard, "CORS protocol"), and answers the requests with which
/// browsers ask for the permission.
struct CrossOrigin: RouterMiddleware {
    typealias Context = APIContext

    /// The request headers that the routes evaluate, besides those that need no permission.
    static let requestHeaders = (["Authorization", "Content-Type"] + RequestHeader.allCases.map(\.name)).sorted()
        .joined(separator: ", ")
    /// The headers of answers that pages may read, besides those that need no permission.
    static let answerHeaders = [
        "ETag", "Idempotency-Replayed", "Link", "Location", "Preference-Applied", "Retry-After", "Server-Timing",
        "WWW-Authenticate",
        "X-Request-Id", "X-Weir-Consistency",
    ].joined(separator: ", ")
    /// The time for which a browser remembers a permission, in seconds.
    static let age = 600

    let origins: OriginPolicy
    let routes: [Route]

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard !origins.isEmpty else { return try await next(request, context) }
        let origin = request.headers[.origin]
        let permission = origin.flatMap { origins.permission(for: $0) }
        if let origin, let permission, let answer = preflight(request, origin, permission) { return answer }
        var response = try await next(request, context)
        // A cache must not serve the answer to one origin to another.
        response.headers[.vary] = [response.headers[.vary], "Origin"].compactMap { $0 }.joined(separator: ", ")
        if let permission {
            response.headers[.accessControlAllowOrigin] = permission
            response.headers[.accessControlExposeHeaders] = Self.answerHeaders
        }
        return response
    }

    /// Returns the answer to a request for permission; `nil` for another request, which the routes answer.
    private func preflight(_ request: Request, _ origin: String, _ permission: String) -> Response? {
        guard request.method == .options, request.headers[.accessControlRequestMethod] != nil else { return nil }
        let path = request.uri.path
        let methods = routes.methods(at: path).filter { method in
            origins.mayWrite(origin: origin) || !routes.isWrite(method, at: path)
        }
        guard !methods.isEmpty else { return nil }
        return Response(
            status: .noContent,
            headers: [
                .accessControlAllowOrigin: permission, .accessControlMaxAge: String(Self.age),
                .accessControlAllowMethods: methods.map(\.rawValue).joined(separator: ", "),
                .accessControlAllowHeaders: Self.requestHeaders,
                .vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
            ])
    }
}
