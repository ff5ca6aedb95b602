import Dispatch
import Foundation

/// Takes one connection on 127.0.0.1, as PostgreSQL does or not at all, and then says nothing.
final class SilentServer: Sendable {
    let port: UInt16
    private let listener: Int32

    /// - Parameter welcome: What the client is sent once it has introduced itself; `nil` leaves it waiting.
    init(welcome: [UInt8]?) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 1) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard listener >= 0, isListening else { throw CocoaError(.featureUnsupported) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        guard let welcome else { return }
        DispatchQueue(label: "weir.test.silent").async {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            var introduction = [UInt8](repeating: 0, count: 4096)
            guard recv(client, &introduction, introduction.count, 0) > 0 else { return }
            _ = send(client, welcome, welcome.count, Int32(MSG_NOSIGNAL))
            // Until the client goes.
            while recv(client, &introduction, introduction.count, 0) > 0 {}
            close(client)
        }
    }

    deinit { close(listener) }

    /// The connection string.
    var target: String { "host=127.0.0.1 port=\(port) user=u dbname=d sslmode=disable gssencmode=disable" }

    /// AuthenticationOk and ReadyForQuery (PostgreSQL documentation, "Message Formats").
    static let welcome: [UInt8] = [0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5A, 0, 0, 0, 5, 0x49]
}
