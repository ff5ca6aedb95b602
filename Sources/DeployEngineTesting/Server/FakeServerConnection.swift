internal import HTTPTypes

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A connection of a ``FakeServer``: HTTP/1.1 with lengths and without chunks, as the client's requests to AWS are.
struct FakeServerConnection {
    private let socket: Int32
    private let account: ServedAccount
    private var pending: [UInt8] = []

    init(_ socket: Int32, _ account: ServedAccount) {
        self.socket = socket
        self.account = account
    }

    /// Responds to request after request, until the client or a fault ends the connection.
    consuming func serve() {
        var connection = self
        while let (head, body) = connection.next() {
            guard connection.respond(to: head, body) else { break }
        }
        close(connection.socket)
    }

    /// The fields that frame a message and are the server's own.
    private static let framing: Set = ["host", "content-length", "connection", "transfer-encoding", "expect"]

    private mutating func next() -> (head: HTTPRequest, body: [UInt8])? {
        let end = Array("\r\n\r\n".utf8)
        var mark = pending.firstRange(of: end)
        while mark == nil {
            guard receive() else { return nil }
            mark = pending.firstRange(of: end)
        }
        guard let mark else { return nil }
        let lines = String(decoding: pending[..<mark.lowerBound], as: UTF8.self).split(separator: "\r\n")
        pending.removeSubrange(..<mark.upperBound)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, let method = HTTPRequest.Method(String(words[0])) else { return nil }
        var fields = HTTPFields()
        var (host, length) = ("", 0)
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            if name == "host" { host = String(value) }
            if name == "content-length" { length = Int(value) ?? 0 }
            guard !Self.framing.contains(name), let field = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: field, value: String(value)))
        }
        while pending.count < length { guard receive() else { return nil } }
        let body = Array(pending.prefix(length))
        pending.removeFirst(length)
        let head = HTTPRequest(
            method: method, scheme: "http", authority: host, path: String(words[1]), headerFields: fields)
        return (head, body)
    }

    /// Responds to a request.
    /// - Returns: `true` if the connection can take another one.
    private func respond(to request: HTTPRequest, _ body: [UInt8]) -> Bool {
        let fault = account.nextFault(request, body)
        if fault == .reset { return reset() }
        guard let (head, content) = account.response(to: request, body) else { return reset() }
        var bytes = Array("HTTP/1.1 \(head.status.code) \(head.status.reasonPhrase)\r\n".utf8)
        for field in head.headerFields where !Self.framing.contains(field.name.canonicalName) {
            bytes += Array("\(field.name.rawName): \(field.value)\r\n".utf8)
        }
        // The response to HEAD has the length of the content that it leaves out.
        let length = request.method == .head ? head.headerFields[.contentLength] ?? "0" : String(content.count)
        bytes += Array("content-length: \(length)\r\n\r\n".utf8)
        switch fault {
        case .resetResponse:
            send(bytes + content.prefix(content.count / 2))
            return reset()
        case .truncatedResponse:
            send(bytes + content.prefix(content.count / 2))
            return false
        case .silence:
            // Until the client gives up.
            var rest = self
            while rest.receive() {}
            return false
        case .reset, nil: break
        }
        send(bytes + (request.method == .head ? [] : content))
        return true
    }

    private mutating func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        pending += buffer.prefix(count)
        return true
    }

    private func send(_ bytes: [UInt8]) {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { rest in
                #if canImport(Darwin)
                    Darwin.send(socket, rest.baseAddress, rest.count, flags)
                #elseif canImport(Glibc)
                    Glibc.send(socket, rest.baseAddress, rest.count, flags)
                #else
                    Musl.send(socket, rest.baseAddress, rest.count, flags)
                #endif
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Has the end of the connection be a reset: without a wait for what was not delivered, the system sends one.
    private func reset() -> Bool {
        var linger = Linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Self.Linger>.size))
        return false
    }

    #if canImport(Darwin)
        private typealias Linger = Darwin.linger
    #elseif canImport(Glibc)
        private typealias Linger = Glibc.linger
    #else
        private typealias Linger = Musl.linger
    #endif
}
