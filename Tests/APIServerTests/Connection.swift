import NIOCore
import NIOPosix

/// A plain TCP connection to a local server, for requests sent in parts.
enum Connection {
    /// Connects, passes the connection to `body`, and closes it.
    static func open<Value: Sendable>(
        port: Int,
        _ body: (
            inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, NIOAsyncChannelOutboundWriter<ByteBuffer>
        )
            async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var iterator = inbound.makeAsyncIterator()
            return try await body(&iterator, outbound)
        }
    }

    /// Sends a request and reads the response until the server closes the connection.
    static func exchange(
        port: Int, _ method: String, _ path: String, type: String? = nil, body: String = "",
        headers: [String: String] = [:]
    ) async throws -> String {
        try await open(port: port) { inbound, outbound in
            var head =
                "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n"
            for (name, value) in headers { head += "\(name): \(value)\r\n" }
            if let type { head += "Content-Type: \(type)\r\n" }
            try await outbound.write(ByteBuffer(string: head + "\r\n" + body))
            return try await readAll(&inbound)
        }
    }

    /// Reads until the server closes the connection.
    static func readAll(_ inbound: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) async throws -> String
    {
        var text = ""
        while let chunk = try await inbound.next() { text += String(buffer: chunk) }
        return text
    }
}
