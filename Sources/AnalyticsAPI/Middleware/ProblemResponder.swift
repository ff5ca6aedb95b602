import Diagnostics
import Explorer
import Hummingbird
import Logging
import Models
import NIOCore
import Storage

/// Converts every error into problem details (RFC 9457), or into the form that Amazon Data Firehose understands. A 405 lists the
/// methods that the path supports.
struct ProblemResponder: RouterMiddleware {
    typealias Context = APIContext

    let routes: [Route]
    let drain: DrainState
    let metrics: MetricsRegistry
    /// The time of day.
    let now: @Sendable () -> Timestamp
    /// The facts to which challenges lead; `nil` for a server that accepts no tokens.
    var resource: ProtectedResource?

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            if context.client.hasLastAnswer { throw APIError.clientClosed }
            response = try await next(request, context)
        } catch {
            var problem = self.problem(error, request, context)
            problem.explainPlus(in: request.uri.query)
            if let resource { problem.lead(to: resource, request.head) }
            metrics.add(.problems, [problem.code.rawValue])
            if let cause = problem.cause {
                context.logger.log(
                    level: problem.code == .internal ? .error : .warning, "\(problem.code.title)",
                    metadata: ["code": "\(problem.code.rawValue)", "cause": "\(cause)"])
            }
            response =
                FirehoseAnswer.isExpected(by: request)
                ? FirehoseAnswer.failure(problem, request, requestID: context.requestID, at: now())
                : Self.response(problem, request, context)
        }
        context.answer.write(into: &response.headers)
        // The reader may have been cancelled, which ends the connection's input. An unread body is the connection guard's matter.
        if drain.isDraining || (context.body.isAbandoned && request.mayHaveBody)
            || (response.body.contentLength == nil && context.client.hasHTTP10)
        {
            response.headers[.connection] = "close"
            context.client.endWithAnswer()
        }
        return response
    }

    private func problem(_ error: any Error, _ request: Request, _ context: APIContext) -> APIError {
        switch error {
        case StorageError.cancelled where context.client.isGone, is CancellationError where context.client.isGone:
            return .clientClosed
        case let problem as APIError: return problem
        case let error as StorageError: return APIError(error)
        case let error as QueryError: return APIError(error)
        case let error as HTTPError where error.status == .notFound: return notFound(request)
        case is CancellationError: return APIError(.cancelled)
        default: return APIError(.internal, APIError.internalDetail, cause: "\(error)")
        }
    }

    private func notFound(_ request: Request) -> APIError {
        let path = request.uri.path
        let methods = routes.methods(at: path)
        guard !methods.isEmpty else {
            return APIError(
                .notFound,
                "no route matches \(OpenedLink.redacted(path).quotedForMessage); GET / lists the routes")
        }
        let allowed = methods.map(\.rawValue).joined(separator: ", ")
        return APIError(
            .methodNotAllowed, "got \(request.method.rawValue.quotedForMessage), expected \(allowed)",
            headers: [.allow: allowed])
    }

    static func response(_ problem: APIError, _ request: Request, _ context: APIContext) -> Response {
        if request.uri.path.hasPrefix("/explore/"), request.prefersPage {
            var page = Response(ExplorerPage(problem), status: problem.code.status)
            for field in problem.headers { page.headers[field.name] = field.value }
            page.headers[.cacheControl] = "no-store"
            return request.method == .head ? page.createHeadResponse() : page
        }
        if request.uri.path.hasPrefix(LinkProblemPage.path), request.prefersPage {
            let page = LinkProblemPage(problem: problem, requestID: context.requestID).response
            return request.method == .head ? page.createHeadResponse() : page
        }
        var headers = problem.headers
        headers[.contentType] = APIError.mediaType
        headers[.cacheControl] = "no-store"
        let document = problem.document(
            instance: OpenedLink.redacted(request.uri.path), requestID: context.requestID,
            traceID: context.trace?.traceID)
        let response = Response(
            status: problem.code.status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: document + [0x0A])))
        // Hummingbird removes the bodies of routes' answers to HEAD, and this answer may not come from a route.
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension APIError {
    /// A request that was cancelled because its client disconnected.
    fileprivate static let clientClosed = APIError(
        .clientClosed,
        "the request was cancelled because the client closed its side of the connection; keep it open until the answer arrives"
    )
}

extension APIError {
    /// Explains that a `+` in a URL's query stands for a space. Times with an offset and zones such as `Etc/GMT+5` contain a
    /// plus sign, which must be written `%2B`.
    fileprivate mutating func explainPlus(in query: String?) {
        guard [.invalidParameter, .invalidQuery, .invalidCursor].contains(code),
            query?.utf8.contains(UInt8(ascii: "+")) == true
        else { return }
        detail += "; a \"+\" in a URL stands for a space, and \"%2B\" for a plus sign"
    }
}

extension Request {
    /// `true` if the request's headers announce a body (RFC 9112, section 6).
    var mayHaveBody: Bool {
        if headers[.transferEncoding] != nil { return true }
        return headers[.contentLength].map { $0 != "0" } ?? false
    }
}
