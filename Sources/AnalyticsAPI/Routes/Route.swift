import Diagnostics
import HTTPTypes
import Hummingbird
import Models

/// A method of a path, with its handler.
struct Route: Sendable {
    /// Handles a request with what its client may do in the store.
    typealias Handler = @Sendable (Request, APIContext, StoreAccess) async throws -> Response

    /// The HTTP method.
    let method: HTTPRequest.Method
    /// The path, with parameters in braces: `/v1/datasets/{dataset}`.
    let path: String
    /// The kind of operation, which decides about the rights that a client needs.
    let action: AccessAction
    /// The description of the requests and answers, from which the contract is written.
    let operation: Operation
    /// `true` if the handler evaluates preconditions on an entity tag: `If-Match`, and for reads `If-None-Match`.
    let isTagged: Bool
    /// `true` if the handler may occupy a thread for long, so that it runs on a ``WorkerExecutor``.
    let isHeavy: Bool
    /// `true` if the client's credential may be the access key of Amazon Data Firehose.
    let takesAccessKey: Bool
    /// The handler.
    let handler: Handler
    /// `true` if the route needs an open store, and its answer depends on the client's rights.
    var needsStore: Bool { !action.ignoresCredentials && (action != .discover || path == SessionRoute.path) }
    /// `true` if the route changes the store.
    fileprivate var changesStore: Bool { action.isWrite && method != .get }
    /// `true` if the log has a line about each use, because the route changes something else than rows, or deletes or replaces
    /// rows by a condition.
    var isAudited: Bool { changesStore && (action != .ingest || changesManyRows) }
    private var changesManyRows: Bool { (method == .delete || method == .put) && !path.hasSuffix("/{row}") }
    /// `true` if the route changes the store, or removes something that the server keeps elsewhere.
    var writes: Bool { changesStore || method == .delete }

    init(
        _ method: HTTPRequest.Method, _ path: String, _ action: AccessAction, _ operation: Operation,
        isTagged: Bool = false, isHeavy: Bool = false, takesAccessKey: Bool = false,
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.action = action
        self.operation = operation
        self.isTagged = isTagged
        self.isHeavy = isHeavy
        self.takesAccessKey = takesAccessKey
        self.handler = handler
    }

    /// Returns the route with another description.
    func with(_ operation: Operation) -> Route {
        Route(
            method, path, action, operation, isTagged: isTagged, isHeavy: isHeavy, takesAccessKey: takesAccessKey,
            handler)
    }

    /// Rejects the body of a deletion. A client may have put there what limits the deletion, and ignoring it would delete more.
    func checkBody(_ request: Request) throws(APIError) {
        guard method == .delete, request.mayHaveBody else { return }
        throw APIError(
            .invalidParameter,
            "got a body, which DELETE does not take; put \"filters\" and other parameters into the URL")
    }

    /// Rejects preconditions that the handler does not evaluate: ignoring one on a write could cause the lost update that it is
    /// meant to prevent.
    ///
    /// Reads ignore dates, because there is no modification date to compare them with (RFC 9110, sections 13.1.3 and 13.1.4).
    func checkPreconditions(_ headers: HTTPFields) throws(APIError) {
        let ifMatch = headers[.ifMatch]
        guard writes else {
            guard let ifMatch, !isTagged, try EntityTag.list(ifMatch, header: "If-Match") != nil else { return }
            throw APIError(
                .preconditionFailed, "If-Match: got \(ifMatch.quotedForMessage), but this resource has no ETag")
        }
        for (name, field) in [
            ("If-None-Match", HTTPField.Name.ifNoneMatch), ("If-Modified-Since", .ifModifiedSince),
            ("If-Unmodified-Since", .ifUnmodifiedSince),
        ] where headers[field] != nil {
            let remedy =
                isTagged
                ? "to change only a known state, send If-Match with its ETag"
                : "\(method.rawValue) on this path supports no preconditions"
            throw APIError(.invalidHeader, "\(name) is not supported on a write; \(remedy)")
        }
        if ifMatch != nil, !isTagged {
            let reason = method == .post ? "because it creates a new resource" : "because the rows have no common ETag"
            throw APIError(
                .invalidHeader, "If-Match: \(method.rawValue) on this path supports no preconditions, \(reason)")
        }
    }
}

extension Route {
    /// Returns `true` if the route has a path, given by its parts.
    fileprivate func matches(_ parts: [Substring]) -> Bool {
        let pattern = path.split(separator: "/")
        return pattern.count == parts.count && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}

extension [Route] {
    /// Returns `true` if the route of a method and a path changes the store, or there is none.
    func isWrite(_ method: HTTPRequest.Method, at path: String) -> Bool {
        let parts = path.split(separator: "/")
        return first { $0.method == (method == .head ? .get : method) && $0.matches(parts) }?.changesStore ?? true
    }

    /// Returns the methods of all routes that match a path, for `Allow`; empty if no route matches.
    func methods(at path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        var found: [HTTPRequest.Method] = []
        for route in self where route.matches(parts) && !found.contains(route.method) {
            found.append(route.method)
            if route.method == .get { found.append(.head) }
        }
        return found
    }
}
