import HTTPTypes
import Hummingbird
import Models

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
    /// `true` if it tests preconditions itself, on an entity tag: `If-Match`, and where it reads `If-None-Match`.
    let isTagged: Bool
    /// `true` if it may use the processor for long, so that it runs on a ``WorkerExecutor``.
    let isHeavy: Bool
    /// What answers.
    let handler: Handler

    init(
        _ method: HTTPRequest.Method, _ path: String, writes: Bool = false, isTagged: Bool = false,
        isHeavy: Bool = false, _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.writes = writes
        self.isTagged = isTagged
        self.isHeavy = isHeavy
        self.handler = handler
    }

    /// Refuses preconditions that the handler would not test: a write that goes ahead regardless is the lost update that they are
    /// to keep from happening.
    ///
    /// Reads have no time of change to compare dates with, and RFC 9110 has them ignored then (sections 13.1.3 and 13.1.4).
    func checkPreconditions(_ headers: HTTPFields) throws(Problem) {
        let ifMatch = headers[.ifMatch]
        guard writes else {
            guard let ifMatch, !isTagged, try EntityTag.list(ifMatch, header: "If-Match") != nil else { return }
            throw Problem(
                .preconditionFailed, "If-Match: got \(ifMatch.quotedForMessage), and what is read here has no ETag")
        }
        for (name, field) in [
            ("If-None-Match", HTTPField.Name.ifNoneMatch), ("If-Modified-Since", .ifModifiedSince),
            ("If-Unmodified-Since", .ifUnmodifiedSince),
        ] where headers[field] != nil {
            let remedy =
                isTagged
                ? "to change something only as you know it, send If-Match with its ETag"
                : "\(method.rawValue) takes no preconditions here"
            throw Problem(.invalidHeader, "\(name) is not tested by a write; \(remedy)")
        }
        if ifMatch != nil, !isTagged {
            throw Problem(
                .invalidHeader,
                "If-Match: \(method.rawValue) takes no preconditions here, as what it makes has no ETag yet")
        }
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
