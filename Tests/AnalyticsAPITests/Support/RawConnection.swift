import Foundation
import NIOCore
import NIOPosix

/// A plain TCP connection, for requests that HTTP clients do not send and for the end of a response.
enum RawConnection {
    /// The bytes received and how they ended.
    struct Received: Sendable {
        /// All bytes received.
        var text: String
        /// `true` if the server closed its side; `false` if `enough` was satisfied before.
        var ended: Bool
    }

    /// The bytes from the server.
    typealias Inbound = NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    /// The writer for the bytes to the server; finishing it half-closes the connection.
    typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// Connects, hands the connection to `body`, and closes it.
    ///
    /// - Parameter reset: `true` to reset the connection at its end, as if the client's machine had failed.
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
            // Only a full close sends a reset.
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
    ///   - pieces: The bytes to send, in order.
    ///   - halfClose: `true` to half-close the connection after the last piece.
    ///   - enough: A predicate over all bytes received; `true` ends the exchange.
    ///   - beforeReading: An action after sending and before reading. Buffers take the bytes that arrive in the
    /// meantime.
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
                // A reset ends the exchange too.
            }
            received.ended = true
            return received
        }
    }
}
