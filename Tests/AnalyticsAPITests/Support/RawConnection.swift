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
    ///   - beforeReading: Done when all is sent and before anything is read. The system, and a few buffers here, take what comes.
    static func exchange(
        port: Int, _ pieces: [String], halfClose: Bool = false,
        enough: @Sendable (String) async throws -> Bool = { _ in false },
        beforeReading: @Sendable () async -> Void = {}
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
            await beforeReading()
            var received = Received(text: "", ended: false)
            do {
                for try await chunk in inbound {
                    received.text += String(buffer: chunk)
                    if try await enough(received.text) { return received }
                }
            } catch is IOError {
                // A reset is an end too.
            }
            received.ended = true
            return received
        }
    }
}
