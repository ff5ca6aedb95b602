import Hummingbird
import Logging
import Models
import NIOCore

/// Assigns an id to each request, and logs one line about it once its answer has been sent.
struct RequestRecord: RouterMiddleware {
    typealias Context = APIContext

    let environment: ServerEnvironment
    let logger: Logger

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.start = environment.uptime()
        context.requestID = Self.acceptable(request.headers[.requestID]) ?? environment.newRequestID()
        var logger = logger
        logger[metadataKey: "requestId"] = "\(context.requestID)"
        context.logger = logger

        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        let line = RequestLine(
            logger: logger, method: request.method.rawValue, route: Self.route(context),
            status: response.status.code, start: context.start, uptime: environment.uptime)
        // Hummingbird removes the body of an answer to HEAD.
        if let length = request.method == .head ? 0 : response.body.contentLength {
            line.write(bytes: length)
        } else {
            let body = response.body
            let client = context.client
            response.body = ResponseBody { writer in
                let counter = ByteCounter()
                do {
                    try await body.write(CountingWriter(base: writer, counter: counter))
                } catch {
                    line.write(bytes: counter.count, cut: error, isClientGone: client.isGone)
                    throw error
                }
                line.write(bytes: counter.count)
            }
        }
        return response
    }

    /// The route's pattern. Paths are not logged: a client can put anything in them.
    private static func route(_ context: APIContext) -> String {
        guard let path = context.endpointPath, path.hasPrefix("/") else { return "unmatched" }
        return path
    }

    /// Returns the client's request id if it consists of at most 128 visible ASCII characters, which can neither forge log
    /// lines nor fill the log.
    private static func acceptable(_ id: String?) -> String? {
        guard let id, (1...128).contains(id.utf8.count), id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        return id
    }
}

/// The log line about a request.
private struct RequestLine: Sendable {
    let logger: Logger
    let method: String
    let route: String
    let status: Int
    let start: Duration
    let uptime: @Sendable () -> Duration

    func write(bytes: Int, cut: (any Error)? = nil, isClientGone: Bool = false) {
        var metadata: Logger.Metadata = [
            "method": "\(method)", "route": "\(route)", "status": .stringConvertible(status),
            "durationMs": .stringConvertible(uptime() - start), "bytes": .stringConvertible(bytes),
        ]
        if let cut { metadata["cause"] = isClientGone ? "the client disconnected" : "\(cut)" }
        // Load balancers poll health every few seconds, and a client that disconnects is not a server error.
        let level: Logger.Level =
            (cut != nil && !isClientGone) || status >= 500 ? .error : route.hasPrefix("/health") ? .debug : .info
        logger.log(level: level, cut == nil ? "request" : "answer truncated", metadata: metadata)
    }
}

/// Counts the bytes of one body; used by the one task that writes it.
private final class ByteCounter {
    var count = 0
}

private struct CountingWriter: ResponseBodyWriter {
    var base: any ResponseBodyWriter
    let counter: ByteCounter

    mutating func write(_ buffer: ByteBuffer) async throws {
        try await base.write(buffer)
        counter.count += buffer.readableBytes
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await base.finish(trailingHeaders)
    }
}
