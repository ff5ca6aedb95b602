import Hummingbird
import Logging
import Models
import NIOCore
import Storage

/// Assigns an id and a place in a trace to each request; once its answer has been sent, logs one line about it, counts it and
/// records its spans. A change that the answer is about has a line of its own; see ``AuditRecord``.
struct RequestRecord: RouterMiddleware {
    typealias Context = APIContext

    let environment: ServerEnvironment
    let telemetry: ServerTelemetry
    let logger: Logger

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.start = environment.uptime()
        context.requestID = Self.acceptable(request.headers[.requestID]) ?? environment.newRequestID()
        let began = environment.now()
        let flight = telemetry.metrics.beginRequest()
        let amazon = request.headers[.amazonTraceID].map { XRayTraceHeader($0) }
        // Load balancers and monitors poll these every few seconds.
        let isPolled = request.uri.path.hasPrefix("/health") || request.uri.path == "/metrics"
        let trace = TraceContext(
            parents: request.headers[values: .traceParent], amazon: amazon,
            ratio: isPolled ? 0 : telemetry.samplingRatio, random: environment.random)
        context.trace = trace
        context.timing = RequestTiming(start: context.start, uptime: environment.uptime)
        var logger = logger
        logger[metadataKey: "requestId"] = .string(context.requestID)
        logger[metadataKey: "traceId"] = .string("\(trace.traceID)")
        logger[metadataKey: "spanId"] = .string("\(trace.spanID)")
        context.logger = logger

        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        context.audit.write(response.status.code, to: logger)
        if let id = amazon?.ownID { logger[metadataKey: "loadBalancerId"] = "\(id)" }
        let line = RequestLine(
            logger: logger, method: RequestTable.known(request.method.rawValue), route: Self.route(context),
            status: response.status.code, began: began, context: context, flight: flight, environment: environment,
            telemetry: telemetry)
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

    /// The route's pattern. Paths and unknown methods are not logged: a client can put anything in them.
    private static func route(_ context: APIContext) -> String {
        guard let path = context.endpointPath, path.hasPrefix("/") else { return "unmatched" }
        return path
    }

    /// Returns the client's request id if it consists of at most 128 visible ASCII characters, which can neither forge log
    /// lines nor fill the log, and is not a credential in the wrong header field.
    private static func acceptable(_ id: String?) -> String? {
        guard let id, (1...128).contains(id.utf8.count), id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !CredentialText.isIn(id)
        else { return nil }
        return id
    }
}

/// The log line, the count and the spans of a request.
private struct RequestLine: Sendable {
    let logger: Logger
    let method: String
    let route: String
    let status: Int
    let began: Timestamp
    let context: APIContext
    let flight: MetricsRegistry.Flight
    let environment: ServerEnvironment
    let telemetry: ServerTelemetry

    func write(bytes: Int, cut: (any Error)? = nil, isClientGone: Bool = false) {
        let duration = environment.uptime() - context.start
        count(bytes, duration, isCut: cut != nil, isClientGone: isClientGone)
        if let (query, rows) = context.timing.query {
            telemetry.queries.add(
                QueryLogEntry(
                    time: began, requestID: context.requestID, identity: query.identity, dataset: query.dataset,
                    digest: query.digest, route: route, status: status, duration: duration,
                    database: context.timing.database, queue: context.timing.waits.total, rows: rows, bytes: bytes,
                    isComplete: cut == nil, source: "raw"))
        }
        var metadata: Logger.Metadata = [
            "method": .string(method), "route": .string(route), "status": .stringConvertible(status),
            "durationMs": .stringConvertible(duration), "bytes": .stringConvertible(bytes),
        ]
        if let client = context.audit.clientName { metadata["identity"] = .string(client) }
        if let cut { metadata["cause"] = isClientGone ? "the client disconnected" : "\(cut)" }
        // Load balancers poll health every few seconds, and a client that disconnects is not a server error.
        let level: Logger.Level =
            (cut != nil && !isClientGone) || status >= 500
            ? .error : route.hasPrefix("/health") || route == "/metrics" ? .debug : .info
        logger.log(level: level, cut == nil ? "request" : "answer truncated", metadata: metadata)
    }

    private func count(_ bytes: Int, _ duration: Duration, isCut: Bool, isClientGone: Bool) {
        let sampled = context.trace.flatMap { $0.isSampled ? $0 : nil }
        let record = RequestTable.Record(
            method: RequestTable.known(method), route: route, status: status, duration: duration,
            requestBytes: context.body.bytes, responseBytes: bytes, trace: sampled,
            time: began.advanced(by: duration))
        telemetry.metrics.add(record)
        if isCut { telemetry.metrics.add(.truncatedAnswers, [isClientGone ? "client" : "server"]) }
        guard let sampled, let spans = telemetry.spans else { return }
        let request = RequestSpans(
            trace: sampled, record: record, start: began, requestID: context.requestID,
            isTruncated: isCut && !isClientGone)
        spans.record(request.spans(context.timing.calls, newSpan: environment.random))
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
