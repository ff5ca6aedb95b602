import HTTPTypes
import Hummingbird

/// Adds headers that keep a browser from interpreting an answer as a page or a script.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = APIContext

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        Self.add(to: &response.headers)
        return response
    }

    /// Adds the headers.
    static func add(to fields: inout HTTPFields) {
        fields[.xContentTypeOptions] = "nosniff"
        // No answer of this API is a page, so a browser must neither load its resources nor show it in a frame.
        fields[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    }
}
