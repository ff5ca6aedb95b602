import Hummingbird
import Logging
import Models
import NIOCore
import Storage

/// Turns every failure into problem details (RFC 9457), and says which methods a path has when it lacks the one asked for.
struct ProblemResponder: RouterMiddleware {
    typealias Context = APIContext

    let routes: [Route]
    let drain: DrainState

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            var problem = self.problem(error, request, context)
            problem.explainPlus(in: request.uri.query)
            if let cause = problem.cause {
                context.logger.log(
                    level: problem.code == .internal ? .error : .warning, "\(problem.code.title)",
                    metadata: ["code": "\(problem.code.rawValue)", "cause": "\(cause)"])
            }
            response = Self.response(problem, request, context)
        }
        // A body nobody reads would have to be read to its end before the connection could be used again.
        if drain.isDraining || (!context.body.isComplete && request.mayHaveBody) {
            response.headers[.connection] = "close"
        }
        return response
    }

    private func problem(_ error: any Error, _ request: Request, _ context: APIContext) -> Problem {
        switch error {
        case StorageError.cancelled where context.client.isGone, is CancellationError where context.client.isGone:
            return .clientClosed
        case let problem as Problem: return problem
        case let error as StorageError: return Problem(error)
        case let error as InvalidQuery: return Problem(error)
        case let error as HTTPError where error.status == .notFound: return notFound(request)
        case is CancellationError: return Problem(.cancelled)
        default: return Problem(.internal, Problem.internalDetail, cause: "\(error)")
        }
    }

    private func notFound(_ request: Request) -> Problem {
        let path = request.uri.path
        let methods = routes.methods(at: path)
        guard !methods.isEmpty else {
            return Problem(
                .notFound, "there is nothing at \(path.quotedForMessage); GET / says where things are")
        }
        let allowed = methods.map(\.rawValue).joined(separator: ", ")
        return Problem(
            .methodNotAllowed, "got \(request.method.rawValue.quotedForMessage), expected \(allowed)",
            headers: [.allow: allowed])
    }

    static func response(_ problem: Problem, _ request: Request, _ context: APIContext) -> Response {
        var headers = problem.headers
        headers[.contentType] = Problem.mediaType
        headers[.cacheControl] = "no-store"
        let document = problem.document(instance: request.uri.path, requestID: context.requestID)
        let response = Response(
            status: problem.code.status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: document + [0x0A])))
        // A route's own answers to HEAD lose their bodies on the way; this may not come from one.
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension Problem {
    /// What was given up because nobody waited for it.
    fileprivate static let clientClosed = Problem(
        .clientClosed,
        "the request was given up as the connection's sending side was closed; keep it open until the answer has come")
}

extension Problem {
    /// Tells of a `+` in what follows a URL's `?`, which stands for a space there, to those who may have meant a plus sign: times
    /// with an offset and zones such as `Etc/GMT+5` have one.
    fileprivate mutating func explainPlus(in query: String?) {
        guard [.invalidParameter, .invalidQuery, .invalidCursor].contains(code),
            query?.utf8.contains(UInt8(ascii: "+")) == true
        else { return }
        detail += "; a \"+\" in a URL stands for a space, and \"%2B\" for a plus sign"
    }
}

extension Request {
    /// Whether the request says that a body follows (RFC 9112, section 6).
    fileprivate var mayHaveBody: Bool {
        if headers[.transferEncoding] != nil { return true }
        return headers[.contentLength].map { $0 != "0" } ?? false
    }
}
