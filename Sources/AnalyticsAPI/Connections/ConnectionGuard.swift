import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1

/// The channel handler between HTTP's decoder and encoder and the rest of a connection. It frames answers for the request's
/// version of HTTP, answers malformed requests with problem details instead of a bare status, enforces the time-outs of slow
/// clients, answers `Expect: 100-continue` when a body is about to be read, and closes the connection so that the client can
/// still read the last answer.
///
/// It also detects that the client disconnected: NIO reports the end of the stream at once, even when the server does not read.
/// Pipelined requests that exceed the socket's receive buffer delay this.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The time that a closing connection waits, after the last byte from the client, for the client to close its side.
    static let linger = TimeAmount.seconds(2)
    /// The maximum wait for a client that keeps sending after the server has stopped processing its input.
    static let maximumLinger = TimeAmount.seconds(30)

    /// The idle time-out during shutdown. A request may be in transit: it is answered with `Connection: close`, where closing
    /// at once would reset it.
    static let grace = TimeAmount.milliseconds(500)

    private let limits: ServerLimits
    private let client: ClientPresence
    private let valve: InputValve
    private let newRequestID: @Sendable () -> String
    private let logger: Logger
    private var clock: ConnectionClock?
    private var timer: Scheduled<Void>?
    private var timerDeadline = NIODeadline.distantFuture
    /// The requests with unfinished answers, the oldest first.
    private var exchanges: [HTTPExchange] = []
    /// `true` if the oldest request's answer has begun and not ended.
    private var isAnswering = false
    /// `true` if the server is shutting down, so that the next answer is the connection's last.
    private var isStopping = false
    /// The problem that follows the answers to earlier requests.
    private var pendingProblem: APIError?
    /// `true` if the last answer has been written, and the connection waits for the client to read it and close.
    private var isClosing = false
    /// The bytes of all answers, without HTTP's framing.
    private var written = 0

    /// - Parameters:
    ///   - valve: The handler before the decoder, which discards input once the last request of the connection has been read.
    ///   - newRequestID: Creates ids for malformed requests.
    ///   - logger: Receives one line per malformed request.
    init(
        limits: ServerLimits, client: ClientPresence, valve: InputValve, newRequestID: @escaping @Sendable () -> String,
        logger: Logger
    ) {
        self.limits = limits
        self.client = client
        self.valve = valve
        self.newRequestID = newRequestID
        self.logger = logger
    }

    // MARK: Lifecycle

    func handlerAdded(context: ChannelHandlerContext) {
        clock = ConnectionClock(
            idleTimeout: TimeAmount(limits.idleTimeout), bodyTimeout: TimeAmount(limits.bodyTimeout),
            answerTimeout: TimeAmount(limits.answerTimeout), now: .now())
        schedule(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        client.leave()
        context.fireChannelInactive()
    }

    private func schedule(_ context: ChannelHandlerContext) {
        guard case .wait(let deadline)? = clock?.verdict(at: .now()) else { return }
        timerDeadline = deadline
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.timerFired(context) }
    }

    /// Reschedules the timer if the clock's deadline has moved forward.
    private func reschedule(_ context: ChannelHandlerContext) {
        guard case .wait(let deadline)? = clock?.verdict(at: .now()), deadline < timerDeadline else { return }
        timer?.cancel()
        schedule(context)
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        measureOutput(context)
        switch clock?.verdict(at: .now()) {
        case .wait, nil: schedule(context)
        case .closeIdle: context.close(promise: nil)
        case .abortBody:
            clock?.bodyEnded(at: .now())
            schedule(context)
            // The reader of the body gets the error and answers 408.
            if !isClosing { context.fireErrorCaught(SlowBodyError()) }
        case .abortAnswer:
            // A reset frees the socket's buffers, and no client takes it for the regular end of an answer.
            context.channel.resetOnClose()
            context.close(promise: nil)
        }
    }

    /// Reports the progress of sending to the clock.
    private func measureOutput(_ context: ChannelHandlerContext) {
        guard let buffered = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes) else { return }
        // Bytes in the socket's buffer have not reached the client. The buffer is large and refilled in large pieces, so counting
        // them would make a slow but steady client seem stalled for minutes.
        let received = buffered == 0 ? 0 : context.channel.acknowledgedBytes ?? max(0, written - buffered)
        clock?.outputProgressed(buffered: buffered, received: received, at: .now())
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The decoder goes on with the bytes that it had before the valve was closed.
        guard !valve.isClosed else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            do throws(APIError) {
                try head.checkTarget()
            } catch {
                return reject(error, context)
            }
            let exchange = HTTPExchange(head)
            exchanges.append(exchange)
            if exchange.isHTTP10 { client.speaksHTTP10() }
            clock?.headArrived()
            return context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body(let bytes):
            clock?.bodyArrived(bytes: bytes.readableBytes, at: .now())
            // There is no exchange if its answer came before the body.
            if !exchanges.isEmpty { exchanges[exchanges.count - 1].bodyArrived(bytes: bytes.readableBytes) }
        case .end:
            clock?.bodyEnded(at: .now())
            // Requests after the last one must not be processed (RFC 9112, section 9.6).
            // There is no exchange if the request has been answered, and then another request may follow.
            if !exchanges.isEmpty {
                exchanges[exchanges.count - 1].ended()
                if !exchanges[exchanges.count - 1].persists { valve.close() }
            }
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Later handlers stop reading, and closing with unread bytes would reset the connection.
        if valve.isClosed { context.read() }
        // The body's time-out may end before the timer's deadline.
        if clock?.isReceiving == true { reschedule(context) }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        clock?.readWanted(at: .now())
        context.read()
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyWanted else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        // Requests are processed one at a time.
        if exchanges.first?.expectsContinue == true {
            exchanges[0].expectsContinue = false
            context.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
        }
        promise?.succeed()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed {
            // The client has closed its side, so it has read the last answer.
            if isClosing { return context.close(promise: nil) }
            client.leave()
        }
        // Hummingbird would close an idle connection at once, and a busy one after an answer without `Connection: close`.
        if event is ChannelShouldQuiesceEvent {
            isStopping = true
            return shortenIdleTime(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func shortenIdleTime(_ context: ChannelHandlerContext) {
        clock?.shortenIdleTime(to: Self.grace, at: .now())
        reschedule(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isClosing else { return }
        // During a body, its reader answers. Otherwise no other handler would.
        guard clock?.isReceiving != true, let problem = Self.problem(error) else {
            context.fireErrorCaught(error)
            return
        }
        if !valve.isClosed { reject(problem, context) }
    }

    /// Answers a malformed request, after the answers to earlier requests, and closes the connection.
    private func reject(_ problem: APIError, _ context: ChannelHandlerContext) {
        valve.close()
        guard exchanges.isEmpty else {
            pendingProblem = problem
            return
        }
        let id = newRequestID()
        let body = problem.document(instance: nil, requestID: id) + [0x0A]
        var fields = problem.headers
        fields[.contentType] = APIError.mediaType
        fields[.cacheControl] = "no-store"
        fields[.contentLength] = String(body.count)
        fields[.connection] = "close"
        fields[.requestID] = id
        SecurityHeaders.add(to: &fields)
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: problem.code.status.code),
            headers: HTTPHeaders(fields.map { ($0.name.rawName, $0.value) }))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        logger.info(
            "request rejected",
            metadata: [
                "requestId": "\(id)", "status": .stringConvertible(problem.code.status.code),
                "code": "\(problem.code.rawValue)", "cause": "\(problem.detail)",
            ])
        finish(context, trailers: nil, promise: nil)
    }

    private static func problem(_ error: any Error) -> APIError? {
        switch error {
        case HTTPParserError.headerOverflow:
            APIError(
                .headersTooLarge,
                "the request line and headers exceed this server's limit; send a long query with POST")
        case HTTPParserError.invalidEOFState: nil
        // The parser's error has no text of the URL, so the remedy names both usual causes.
        case HTTPParserError.invalidURL:
            APIError(
                .malformedRequest,
                """
                the request is not valid HTTP/1.1: invalid URL; it begins with "/", and characters outside ASCII must be \
                percent-encoded (ä is %C3%A4)
                """)
        case HTTPParserError.invalidConstant:
            APIError(
                .malformedRequest,
                "the request is not valid HTTP/1.1: \(error); a space in the URL must be percent-encoded (%20)")
        case is HTTPParserError: APIError(.malformedRequest, "the request is not valid HTTP/1.1: \(error)")
        case is ChannelError, is IOError: nil
        default: APIError(.malformedRequest, "the request's line or headers are not valid HTTP/1.1")
        }
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // Hummingbird answers once more when a body that follows its answer is malformed.
        guard !isClosing, !exchanges.isEmpty else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        // Measure before writing, so that the new bytes do not count as buffered since the last measurement.
        if clock?.isStalled == true { measureOutput(context) }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            isAnswering = true
            // Requests that have arrived may be processed already, so they get their answers.
            if isStopping, exchanges.count == 1 {
                head.headers.replaceOrAdd(name: "Connection", value: "close")
            }
            exchanges[0].frame(&head)
            // No request after the last one is processed.
            if !exchanges[0].persists, exchanges[0].hasEnded { valve.close() }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let bytes):
            guard exchanges[0].carriesBody else {
                promise?.succeed()
                return
            }
            written += bytes.readableBytes
            context.write(data, promise: promise)
        case .end(let trailers):
            isAnswering = false
            clock?.answered(at: .now())
            if !exchanges.removeFirst().persists {
                finish(context, trailers: trailers, promise: promise)
            } else {
                context.write(data, promise: promise)
                if exchanges.isEmpty, let pendingProblem { reject(pendingProblem, context) }
                if isStopping { shortenIdleTime(context) }
            }
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        // The output is already closed, and the connection waits for the client.
        if isClosing, mode != .input {
            if mode == .output { promise?.succeed() } else { context.channel.closeFuture.cascade(to: promise) }
            return
        }
        // A regular close would mark a truncated HTTP/1.0 answer as complete.
        if mode != .input, isAnswering, exchanges.first?.endsWithConnection == true {
            context.channel.resetOnClose()
            return context.close(promise: promise)
        }
        context.close(mode: mode, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        watchOutput(context)
    }

    private func watchOutput(_ context: ChannelHandlerContext) {
        measureOutput(context)
        if clock?.isStalled == true { reschedule(context) }
    }

    /// Ends the last answer, closes the output, and discards input for a while: closing with unread bytes would reset the
    /// connection, and the client could lose the answer (RFC 9112, section 9.6).
    private func finish(
        _ context: ChannelHandlerContext, trailers: HTTPHeaders?, promise: EventLoopPromise<Void>?
    ) {
        isClosing = true
        valve.close()
        context.writeAndFlush(wrapOutboundOut(.end(trailers)), promise: promise)
        watchOutput(context)
        // Pipelined requests after the last one get no answer, so cancel them.
        if !exchanges.isEmpty { client.leave() }
        // Succeeds once the system has accepted the whole answer, which may take a while for a slow client.
        let ended = context.eventLoop.makePromise(of: Void.self)
        ended.futureResult.assumeIsolated().whenSuccess {
            let now = NIODeadline.now()
            self.linger(context, since: now, until: now + Self.maximumLinger)
        }
        context.close(mode: .output, promise: ended)
        context.read()
    }

    /// Closes the connection once the client has sent nothing for ``linger``.
    private func linger(_ context: ChannelHandlerContext, since start: NIODeadline, until end: NIODeadline) {
        guard context.channel.isActive else { return }
        let deadline = min(max(start, valve.lastDropped) + Self.linger, end)
        timer?.cancel()
        guard deadline > .now() else { return context.close(promise: nil) }
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.linger(context, since: start, until: end)
        }
    }
}

/// A body that arrives more slowly than ``ServerLimits/bodyTimeout`` allows.
struct SlowBodyError: Error {}
