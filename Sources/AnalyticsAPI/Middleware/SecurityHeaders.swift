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

    /// The policy of a chart, which has a style sheet of its own. In a sandbox it is of no origin, so that even a script could do
    /// nothing.
    static let chartPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

    /// Adds the headers; a policy that the answer already has stays.
    static func add(to fields: inout HTTPFields) {
        fields[.xContentTypeOptions] = "nosniff"
        guard fields[.contentSecurityPolicy] == nil else { return }
        // Charts and pages have policies of their own. A browser must load nothing for another answer, nor show it in a frame.
        fields[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    }
}
