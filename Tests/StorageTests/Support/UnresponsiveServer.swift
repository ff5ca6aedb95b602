import Dispatch
import Foundation

/// A server that accepts one connection on 127.0.0.1, optionally completes PostgreSQL's start-up, and then sends
/// nothing. A deaf one does not even accept connections, like a host whose packets are dropped.
final class UnresponsiveServer: Sendable {
    let port: UInt16
    private let listener: Int32
    /// The socket that fills a deaf server's accept queue; -1 for other servers.
    private let filling: Int32

    /// - Parameters:
    ///   - welcome: The bytes to send after the client's start-up message; `nil` to send nothing.
    ///   - isDeaf: `true` to leave connection attempts unanswered. Linux drops them if the queue is full; other systems
    /// may not.
    init(welcome: [UInt8]?, isDeaf: Bool = false) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, isDeaf ? 0 : 1) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard listener >= 0, isListening else { throw CocoaError(.featureUnsupported) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        filling = isDeaf ? socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) : -1
        if isDeaf {
            let isFull = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(filling, $0, size) == 0 }
            }
            guard isFull else { throw CocoaError(.featureUnsupported) }
        }
        guard let welcome else { return }
        DispatchQueue(label: "weir.test.silent").async {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            var introduction = [UInt8](repeating: 0, count: 4096)
            guard recv(client, &introduction, introduction.count, 0) > 0 else { return }
            _ = send(client, welcome, welcome.count, Int32(MSG_NOSIGNAL))
            // Waits until the client disconnects.
            while recv(client, &introduction, introduction.count, 0) > 0 {}
            close(client)
        }
    }

    deinit {
        close(listener)
        if filling >= 0 { close(filling) }
    }

    /// The connection string.
    var target: String { "host=127.0.0.1 port=\(port) user=u dbname=d sslmode=disable gssencmode=disable" }

    /// AuthenticationOk and ReadyForQuery (PostgreSQL documentation, "Message Formats").
    static let welcome: [UInt8] = [0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5A, 0, 0, 0, 5, 0x49]
    /// The response of a server without TLS to an SSLRequest.
    static let noTLS: [UInt8] = [0x4E]
}
