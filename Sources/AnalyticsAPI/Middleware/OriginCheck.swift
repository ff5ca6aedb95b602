import Diagnostics
import HTTPTypes
import Hummingbird
import Models

/// Rejects requests that a browser sends for web pages of other origins.
struct OriginCheck: RouterMiddleware {
    typealias Context = APIContext

    let hosts: HostPolicy
    let origins: OriginPolicy
    let routes: [Route]

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority.flatMap { Authority($0) }
        // Load balancers address health checks by IP address, and their answers are not confidential.
        if !request.uri.path.hasPrefix("/health"), !hosts.accepts(authority) {
            throw APIError(
                .misdirectedRequest,
                "Host: got \((authority?.host ?? "").quotedForMessage), expected localhost, 127.0.0.1 or a name "
                    + "listed in --allowed-hosts (or ALLOWED_HOSTS)")
        }
        let isSafe = [.get, .head, .options, .trace].contains(request.method)
        if !isSafe, let origin = request.headers[.origin], !hosts.mayWrite(origin: origin, to: authority),
            !mayPost(origin, request)
        {
            throw APIError(
                .foreignOrigin,
                "Origin: got \(origin.quotedForMessage), expected the request's own host, a name listed in "
                    + "--allowed-hosts (or ALLOWED_HOSTS), or an origin listed in --allowed-origins (or ALLOWED_ORIGINS)"
            )
        }
        return try await next(request, context)
    }

    /// Returns `true` if the policy permits the page: to write, or to run a query, which reads whatever its method.
    ///
    /// A page that may start a query as a job may also cancel it.
    private func mayPost(_ origin: String, _ request: Request) -> Bool {
        if origins.mayWrite(origin: origin) { return true }
        return origins.permission(for: origin) != nil && !routes.isWrite(request.method, at: request.uri.path)
    }
}
