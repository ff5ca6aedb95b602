import NIOCore

/// The channel handler between a connection's socket and HTTP's decoder. It drops the client's bytes once no further request is read.
///
/// After a request with `Upgrade` or the method `CONNECT` the decoder waits for another protocol and keeps all bytes that follow, without
/// a limit.
final class InputValve: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// `true` if input is dropped, which is final.
    private(set) var isClosed = false
    /// The time at which input was last dropped.
    private(set) var lastDropped = NIODeadline.now()

    /// Drops all further input.
    func close() {
        isClosed = true
        lastDropped = .now()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isClosed else { return context.fireChannelRead(data) }
        lastDropped = .now()
    }
}
