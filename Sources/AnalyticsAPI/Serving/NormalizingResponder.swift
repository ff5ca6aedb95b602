public import Hummingbird

/// Answers requests once their paths are in the form in which routes are looked up: `/v1/datasets/my%5Fdata` is the path
/// `/v1/datasets/my_data` (RFC 3986, section 6.2.2.2).
public struct NormalizingResponder: HTTPResponder {
    let base: RouterResponder<APIContext>

    /// Answers a request.
    public func respond(to request: Request, context: APIContext) async throws -> Response {
        guard let path = request.head.path, path.utf8.contains(UInt8(ascii: "%")) else {
            return try await base.respond(to: request, context: context)
        }
        var head = request.head
        head.path = PercentEncoding.normalized(path)
        return try await base.respond(to: Request(head: head, body: request.body), context: context)
    }
}
