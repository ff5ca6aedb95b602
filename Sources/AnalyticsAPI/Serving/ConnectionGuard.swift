import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Sent down a channel when the request's body is about to be read.
struct BodyWanted: Sendable {}

/// Stands between HTTP's decoder and Hummingbird on each connection, and does what needs the connection itself:
/// refuses what is no request with a problem instead of a bare status, gives slow clients up, answers
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
    /// Whether nothing is read or written any more, only waited for the client to close.
    private var isClosing = false

    init(limits: ServerLimits, client: ClientPresence) {
        self.limits = limits
        self.client = client
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        clock = ConnectionClock(
            idleTimeout: TimeAmount(limits.idleTimeout), bodyTimeout: TimeAmount(limits.bodyTimeout), now: .now())
        schedule(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        client.leave()
        context.fireChannelInactive()
    }

    private func schedule(_ context: ChannelHandlerContext) {
        guard !isClosing, case .wait(let deadline)? = clock?.verdict(at: .now()) else { return }
        timerDeadline = deadline
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.timerFired(context) }
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        switch clock?.verdict(at: .now()) {
        case .wait, nil: schedule(context)
        case .closeIdle: context.close(promise: nil)
        // Whoever reads the body learns of it and answers 408.
        case .giveUpBody: context.fireErrorCaught(SlowBody())
        }
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
        if clock?.isReceiving == true, case .wait(let deadline)? = clock?.verdict(at: .now()), deadline < timerDeadline
        {
            timer?.cancel()
            schedule(context)
        }
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
        switch unwrapOutboundIn(data) {
        case .head(let head):
            closesAfterAnswer = head.headerFields[.connection]?.lowercased() == "close"
            context.write(data, promise: promise)
        case .body: context.write(data, promise: promise)
        case .end(let trailers):
            clock?.answered(at: .now())
            if closesAfterAnswer {
                finish(context, trailers: trailers, promise: promise)
            } else {
                context.write(data, promise: promise)
            }
        }
    }

    /// Ends the last answer and says so to the client, then reads on for a while without looking: closing with unread bytes
    /// would reset the connection, and the client could lose the answer (RFC 9112, section 9.6).
    private func finish(_ context: ChannelHandlerContext, trailers: HTTPFields?, promise: EventLoopPromise<Void>?) {
        isClosing = true
        timer?.cancel()
        context.writeAndFlush(wrapOutboundOut(.end(trailers)), promise: promise)
        context.close(mode: .output, promise: nil)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.linger) { context.close(promise: nil) }
    }
}
