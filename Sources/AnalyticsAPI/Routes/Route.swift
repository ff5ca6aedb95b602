import Hummingbird

/// One method of one path, and what answers it.
struct Route: Sendable {
    /// Answers a request.
    typealias Handler = @Sendable (Request, APIContext) async throws -> Response

    /// The method.
    let method: HTTPRequest.Method
    /// The path, its variable parts in braces: `/v1/datasets/{dataset}`.
    let path: String
    /// Whether it changes what the store holds.
    let writes: Bool
    /// What answers.
    let handler: Handler

    init(_ method: HTTPRequest.Method, _ path: String, writes: Bool = false, _ handler: @escaping Handler) {
        self.method = method
        self.path = path
        self.writes = writes
        self.handler = handler
    }
}

extension [Route] {
    /// The methods of the routes whose path matches, for `Allow`; empty if none does.
    func methods(at path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        var found: [HTTPRequest.Method] = []
        for route in self {
            let pattern = route.path.split(separator: "/")
            guard pattern.count == parts.count,
                zip(pattern, parts).allSatisfy({ $0.hasPrefix("{") || $0 == $1 }), !found.contains(route.method)
            else { continue }
            found.append(route.method)
            if route.method == .get { found.append(.head) }
        }
        return found
    }
}
