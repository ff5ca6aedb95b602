import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1

/// Sent down a channel when the request's body is about to be read.
struct BodyWanted: Sendable {}

/// Stands between HTTP's decoder and encoder and the rest of each connection, and does what needs the connection itself: frames
/// answers for the version of HTTP that was asked in, refuses what is no request with a problem instead of a bare status, gives
/// clients up that send or read too slowly, answers `Expect: 100-continue` when a body is really wanted, and closes after the last
/// answer so that the client still gets to read it.
///
/// It also notices that the client has left: NIO tells of the end of the stream as soon as it is there, whether or not anything
/// reads. Only behind more early requests than the system keeps unread it does not come.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The time for which a closing connection waits for the client to send more, or to read the last answer and close its side.
    static let linger = TimeAmount.seconds(2)
    /// The longest wait for a client that goes on sending after the server has stopped reading.
    static let longestLinger = TimeAmount.seconds(30)

    /// The time for which a stopping server keeps a connection without a request. A request may be on its way: it is answered, with
    /// `Connection: close`, where closing at once would cut it.
    static let grace = TimeAmount.milliseconds(500)

    private let limits: ServerLimits
    private let client: ClientPresence
    private let newRequestID: @Sendable () -> String
    private let logger: Logger
    private var clock: ConnectionClock?
    private var timer: Scheduled<Void>?
    private var timerDeadline = NIODeadline.distantFuture
    /// The requests whose answers have not ended, the oldest first.
    private var exchanges: [HTTPExchange] = []
    private var expectsContinue = false
    /// `true` if the head of the oldest request's answer has been written, and its end has not.
    private var isAnswering = false
    /// `true` if the request that is read is the last that the connection carries.
    private var isLastRequest = false
    /// `true` if what comes is dropped, because the last request that the connection carries has been read.
    private var isDeaf = false
    /// `true` if the server stops, so that the next answer is the connection's last.
    private var isStopping = false
    /// The refusal that follows the answers to the requests before.
    private var refusal: Problem?
    /// Whether nothing is read or written any more, only waited for the client to take the last answer and close.
    private var isClosing = false
    /// When the client sent something that was dropped.
    private var lastDropped = NIODeadline.now()
    /// The bytes of answers so far, without what HTTP puts around them.
    private var written = 0

    /// - Parameters:
    ///   - newRequestID: Names what is refused here.
    ///   - logger: Gets one line about each refusal.
    init(
        limits: ServerLimits, client: ClientPresence, newRequestID: @escaping @Sendable () -> String, logger: Logger
    ) {
        self.limits = limits
        self.client = client
        self.newRequestID = newRequestID
        self.logger = logger
    }

    // MARK: Life

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

    /// Looks at the clock sooner than was planned, if there is reason to.
    private func hurry(_ context: ChannelHandlerContext) {
        guard case .wait(let deadline)? = clock?.verdict(at: .now()), deadline < timerDeadline else { return }
        timer?.cancel()
        schedule(context)
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        lookAtOutput(context)
        switch clock?.verdict(at: .now()) {
        case .wait, nil: schedule(context)
        case .closeIdle: context.close(promise: nil)
        case .giveUpBody:
            clock?.bodyEnded()
            schedule(context)
            // Whoever reads the body learns of it and answers 408.
            if !isClosing { context.fireErrorCaught(SlowBody()) }
        case .giveUpAnswer:
            // With a reset: it leaves nothing in the system's buffers, and nobody takes it for an answer's regular end.
            context.channel.resetsWhenClosed()
            context.close(promise: nil)
        }
    }

    /// Tells the clock how far the client is with its answer.
    private func lookAtOutput(_ context: ChannelHandlerContext) {
        guard let waiting = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes) else { return }
        // What the system took is not yet with the client. Its buffers are large and are refilled in large pieces, so by that measure
        // a slow but steady client would seem to do nothing for minutes.
        let taken = waiting == 0 ? 0 : context.channel.acknowledgedBytes ?? max(0, written - waiting)
        clock?.outputStands(waiting: waiting, taken: taken, at: .now())
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing, !isDeaf else {
            lastDropped = .now()
            return
        }
        switch unwrapInboundIn(data) {
        case .head(var head):
            do throws(Problem) {
                try head.checkTarget()
            } catch {
                return refuse(error, context)
            }
            let exchange = HTTPExchange(head)
            exchanges.append(exchange)
            clock?.headArrived()
            expectsContinue = exchange.expectsContinue
            isLastRequest = !exchange.persists
            return context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body(let bytes): clock?.bodyArrived(bytes: bytes.readableBytes, at: .now())
        case .end:
            clock?.bodyEnded()
            // Nothing that follows is a request that may be acted on (RFC 9112, section 9.6).
            isDeaf = isLastRequest
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // The handlers behind ask for no more, and unread bytes would have the connection reset.
        if isClosing || isDeaf { context.read() }
        // A request whose body is still to come may be given up sooner than the connection was going to be looked at.
        if clock?.isReceiving == true { hurry(context) }
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
        if expectsContinue {
            expectsContinue = false
            context.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
        }
        promise?.succeed()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed {
            // The client has closed its side, so the last answer has arrived.
            if isClosing { return context.close(promise: nil) }
            client.leave()
        }
        // Hummingbird would close a connection without a request at once, and another one after an answer that does not say so.
        if event is ChannelShouldQuiesceEvent {
            isStopping = true
            clock?.shortenIdleTime(to: Self.grace, at: .now())
            return hurry(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isClosing else { return }
        // Inside a request, its body's reader answers. Otherwise there is nothing else to.
        guard clock?.isReceiving != true, let problem = Self.problem(error) else {
            context.fireErrorCaught(error)
            return
        }
        if !isDeaf { refuse(problem, context) }
    }

    /// Answers what is no request, after the requests before it, and closes.
    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        isDeaf = true
        guard exchanges.isEmpty else {
            refusal = problem
            return
        }
        let id = newRequestID()
        let body = problem.document(instance: nil, requestID: id) + [0x0A]
        var fields = problem.headers
        fields[.contentType] = Problem.mediaType
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
            "request refused",
            metadata: [
                "requestId": "\(id)", "status": .stringConvertible(problem.code.status.code),
                "code": "\(problem.code.rawValue)", "cause": "\(problem.detail)",
            ])
        finish(context, trailers: nil, promise: nil)
    }

    private static func problem(_ error: any Error) -> Problem? {
        switch error {
        case HTTPParserError.headerOverflow:
            Problem(
                .headersTooLarge,
                "the request line and headers are larger than this server takes; a long query can be sent with POST")
        case HTTPParserError.invalidEOFState: nil
        case is HTTPParserError: Problem(.malformedRequest, "the request is not valid HTTP/1.1: \(error)")
        case is ChannelError, is IOError: nil
        default: Problem(.malformedRequest, "the request's line or headers are not valid HTTP/1.1")
        }
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isClosing else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        // What waits already may be with the client by now; what comes is not to be counted from before.
        if clock?.isStalled == true { lookAtOutput(context) }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            isAnswering = true
            if isStopping { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            if !exchanges.isEmpty { exchanges[0].frame(&head) }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let bytes):
            guard exchanges.first?.carriesBody != false else {
                promise?.succeed()
                return
            }
            written += bytes.readableBytes
            context.write(data, promise: promise)
        case .end(let trailers):
            isAnswering = false
            clock?.answered(at: .now())
            let exchange = exchanges.isEmpty ? nil : exchanges.removeFirst()
            if exchange?.persists == false {
                finish(context, trailers: trailers, promise: promise)
            } else {
                context.write(data, promise: promise)
                if exchanges.isEmpty, let refusal { refuse(refusal, context) }
                if isStopping { hurry(context) }
            }
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        // The guard has closed its side and waits for the client.
        if isClosing, mode == .output {
            promise?.succeed()
            return
        }
        // An answer that only the connection's end ends must not end like that where it is cut.
        if mode != .input, isAnswering, exchanges.first?.endsWithConnection == true {
            context.channel.resetsWhenClosed()
            return context.close(promise: promise)
        }
        context.close(mode: mode, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        watchOutput(context)
    }

    private func watchOutput(_ context: ChannelHandlerContext) {
        lookAtOutput(context)
        if clock?.isStalled == true { hurry(context) }
    }

    /// Ends the last answer and says so to the client, then reads on for a while without looking: closing with unread bytes
    /// would reset the connection, and the client could lose the answer (RFC 9112, section 9.6).
    private func finish(
        _ context: ChannelHandlerContext, trailers: HTTPHeaders?, promise: EventLoopPromise<Void>?
    ) {
        isClosing = true
        context.writeAndFlush(wrapOutboundOut(.end(trailers)), promise: promise)
        watchOutput(context)
        // Requests that came already are not answered any more, so they are not to do anything either.
        if !exchanges.isEmpty { client.leave() }
        // Comes about once the system has taken all of the answer, which for a slow client may be a while.
        let ended = context.eventLoop.makePromise(of: Void.self)
        ended.futureResult.assumeIsolated().whenSuccess {
            self.lastDropped = .now()
            self.linger(context, until: .now() + Self.longestLinger)
        }
        context.close(mode: .output, promise: ended)
        context.read()
    }

    /// Closes once the client has sent nothing for a while.
    private func linger(_ context: ChannelHandlerContext, until end: NIODeadline) {
        guard context.channel.isActive else { return }
        let deadline = min(lastDropped + Self.linger, end)
        timer?.cancel()
        guard deadline > .now() else { return context.close(promise: nil) }
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.linger(context, until: end)
        }
    }
}
