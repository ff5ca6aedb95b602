package import HTTPCore
package import HTTPTypes
package import Models

/// A client of a server on this machine.
package struct LocalClient: Sendable {
    /// A complete response.
    package struct Reply: Sendable {
        package let status: Int
        package let headers: HTTPFields
        package let body: [UInt8]

        package init(status: Int, headers: HTTPFields, body: [UInt8]) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    package let port: Int
    /// The bearer token of all requests; `nil` for none.
    package var bearer: String?
    private let transport: CurlTransport

    package init(port: Int) throws {
        self.port = port
        transport = try CurlTransport(configuration: .init(proxy: .none))
    }

    /// Sends a request and reads the whole response.
    package func send(
        _ method: HTTPRequest.Method, _ path: String, type: String? = nil, accept: String? = nil, key: String? = nil,
        encoding: String? = nil, body: [UInt8] = [], limit: Duration = .seconds(30)
    ) async throws(TransportError) -> Reply {
        var head = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
        if let type { head.headerFields[.contentType] = type }
        if let accept { head.headerFields[.accept] = accept }
        if let key { head.headerFields[.idempotencyKey] = key }
        if let encoding { head.headerFields[.contentEncoding] = encoding }
        if let bearer { head.headerFields[.authorization] = "Bearer \(bearer)" }
        let response = try await transport.send(
            OutboundRequest(head, body: .bytes(body), timeouts: .init(connect: .seconds(5), total: limit)))
        let answer = try await response.body.collect(upTo: 64 * 1024 * 1024)
        return Reply(status: response.head.status.code, headers: response.head.headerFields, body: answer)
    }

    /// Sends JSON and throws unless the status is 2xx; returns the response's JSON, `null` if it is empty.
    @discardableResult
    package func require(_ method: HTTPRequest.Method, _ path: String, _ json: String) async throws -> JSONValue {
        let type = json.isEmpty ? nil : "application/json"
        let reply = try await send(method, path, type: type, body: Array(json.utf8))
        guard (200..<300).contains(reply.status) else {
            throw WorkbenchError("\(method) \(path) was answered with \(reply.status): \(reply.text)")
        }
        return reply.body.isEmpty ? .null : try JSONValue(parsing: reply.text)
    }
}
