import Foundation
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

    /// What a client reads.
    typealias Inbound = NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    /// Where a client writes; finishing it closes its side.
    typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// Connects, hands the connection to `body`, and closes it.
    ///
    /// - Parameter reset: Whether closing it resets it, as when the client's machine forgets it.
    static func open<Value: Sendable>(
        port: Int, reset: Bool = false, _ body: (inout Inbound, Outbound) async throws -> Value
    ) async throws -> Value {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
        if reset, let options = channel.channel as? any SocketOptionProvider {
            try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        return try await channel.executeThenClose { inbound, outbound in
            var iterator = inbound.makeAsyncIterator()
            let value = try await body(&iterator, outbound)
            // Only a whole close resets.
            if reset { try await channel.channel.close() }
            return value
        }
    }

    /// Reads until `enough` is satisfied or the server closes.
    static func read(_ inbound: inout Inbound, until enough: (String) -> Bool) async throws -> String {
        var text = ""
        while !enough(text), let chunk = try await inbound.next() { text += String(buffer: chunk) }
        return text
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
