import NIOCore
import NIOPosix

/// A plain connection: for what no proper HTTP client would send, and to see how an answer ends.
enum RawConnection {
    /// What came back.
    struct Received: Sendable {
        /// All bytes.
        var text: String
        /// Whether the server closed its side; `false` means that the reader had enough before.
        var ended: Bool
    }

    /// Sends pieces, one write each, then reads until the server closes or `enough` is satisfied.
    ///
    /// - Parameters:
    ///   - port: The port on this machine.
    ///   - pieces: What to send, in order.
    ///   - halfClose: Whether to say that nothing more comes.
    ///   - enough: Looks at all that has come.
    static func exchange(
        port: Int, _ pieces: [String], halfClose: Bool = false, enough: @Sendable (String) -> Bool = { _ in false }
    ) async throws -> Received {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            for piece in pieces { try await outbound.write(ByteBuffer(string: piece)) }
            if halfClose { outbound.finish() }
            var received = Received(text: "", ended: false)
            do {
                for try await chunk in inbound {
                    received.text += String(buffer: chunk)
                    if enough(received.text) { return received }
                }
            } catch is IOError {
                // A reset is an end too.
            }
            received.ended = true
            return received
        }
    }
}
