import AnalyticsAPI
import HTTPCore
import HTTPTypes

/// Sends a request and reads its whole answer.
protocol RequestSender: Sendable {
    func send(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields, body: [UInt8]?
    ) async throws -> Answer
}

/// Sends requests to a port of this machine, each on a connection of its own.
struct PortSender: RequestSender {
    let port: Int

    func send(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields, body: [UInt8]?
    ) async throws -> Answer {
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "localhost:\(port)", path: uri, headerFields: headers)
        let response = try await CurlTransport(configuration: .init(proxy: .none))
            .send(OutboundRequest(head, body: body.map { .bytes($0) } ?? .empty))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Answer(
            status: response.head.status.code, headers: response.head.headerFields,
            body: String(decoding: bytes, as: UTF8.self))
    }
}
