import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Sent down a channel when the request's body is about to be read.
struct BodyWanted: Sendable {}

/// Stands between HTTP's decoder and Hummingbird on each connection, and does what needs the connection itself:
/// refuses what is no request with a problem instead of a bare status, gives clients up that send or read too slowly, answers
/// `Expect: 100-continue` when a body is really wanted, and closes after an answer with `Connection: close` so that the
/// client still gets to read it. It also notices that the client has left: NIO tells of the end of the stream as soon as it is
/// there, whether or not anybody reads. Only behind more early requests than the system keeps unread it does not come.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long a connection that is closing waits for the client to read the last answer and close its side.
    static let linger = TimeAmount.seconds(2)

    private let limits: ServerLimits
    private let client: ClientPresence
    private var clock: ConnectionClock?
    private var timer: Scheduled<Void>?
    private var timerDeadline = NIODeadline.distantFuture
    private var expectsContinue = false
    private var closesAfterAnswer = false
    /// Whether nothing is read or written any more, only waited for the client to take the last answer and close.
    private var isClosing = false
    /// The bytes of answers so far, without what HTTP puts around them.
    private var written = 0

    init(limits: ServerLimits, client: ClientPresence) {
        self.limits = limits
        self.client = client
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
        guard !isClosing else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            clock?.headArrived()
            expectsContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
        case .body(let bytes): clock?.bodyArrived(bytes: bytes.readableBytes, at: .now())
        case .end: clock?.bodyEnded()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
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
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        promise?.succeed()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed {
            // The client has closed its side, so the last answer has arrived.
            if isClosing { return context.close(promise: nil) }
            client.leave()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isClosing else { return }
        // Inside a request, whoever reads its body answers. Otherwise nobody else is there to.
        guard clock?.openRequests == 0, let problem = Self.problem(error) else {
            context.fireErrorCaught(error)
            return
        }
        let body = problem.document(instance: nil, requestID: nil) + [0x0A]
        let head = HTTPResponse(
            status: problem.code.status,
            headerFields: [
                .contentType: Problem.mediaType, .contentLength: String(body.count), .connection: "close",
                .xContentTypeOptions: "nosniff",
            ])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        finish(context, trailers: nil, promise: nil)
    }

    private static func problem(_ error: any Error) -> Problem? {
        switch error {
        case HTTPParserError.headerOverflow:
            Problem(.headersTooLarge, "the request line and headers are larger than this server takes")
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
        case .head(let head):
            closesAfterAnswer = head.headerFields[.connection]?.lowercased() == "close"
            context.write(data, promise: promise)
        case .body(let bytes):
            written += bytes.readableBytes
            context.write(data, promise: promise)
        case .end(let trailers):
            clock?.answered(at: .now())
            if closesAfterAnswer {
                finish(context, trailers: trailers, promise: promise)
            } else {
                context.write(data, promise: promise)
            }
        }
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
    private func finish(_ context: ChannelHandlerContext, trailers: HTTPFields?, promise: EventLoopPromise<Void>?) {
        isClosing = true
        context.writeAndFlush(wrapOutboundOut(.end(trailers)), promise: promise)
        watchOutput(context)
        // Comes about once the system has taken all of the answer, which for a slow client may be a while.
        let ended = context.eventLoop.makePromise(of: Void.self)
        ended.futureResult.assumeIsolated().whenSuccess { self.linger(context) }
        context.close(mode: .output, promise: ended)
    }

    private func linger(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.linger) { context.close(promise: nil) }
    }
}
