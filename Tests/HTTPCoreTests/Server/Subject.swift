import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

/// A transport under test with its server; all servers have the same paths.
struct Subject: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let authority: String
    let transport: any HTTPTransport

    static var all: [Subject] { get async { await [fake] + (live.map { [$0] } ?? []) } }

    static let fake = Subject(
        testDescription: "FakeTransport", authority: "fake.example", transport: FakeTransport(handler: answer))

    private static var live: Subject? { get async { await starting.value } }
    private static let starting = Task<Subject?, Never> {
        guard let server = await MisbehavingServer.shared,
            let transport = try? CurlTransport(configuration: .init(proxy: .none))
        else { return nil }
        return Subject(
            testDescription: "CurlTransport", authority: "127.0.0.1:\(server.ports.http)", transport: transport)
    }

    func request(_ path: String, method: HTTPRequest.Method = .get, body: RequestBody = .empty) -> OutboundRequest {
        OutboundRequest(
            HTTPRequest(method: method, scheme: "http", authority: authority, path: path), body: body,
            timeouts: .init(total: .seconds(30)))
    }

    /// The fake transport's implementation of the local server's paths.
    private static let answer: FakeTransport.Handler = { request async throws(TransportError) in
        let path = (request.head.path ?? "/").prefix { $0 != "?" }
        let parts = path.split(separator: "/")
        let number = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        switch parts.first {
        case "echo":
            var fields = HTTPFields()
            for (name, value) in [("X-Method", request.head.method.rawValue), ("X-Target", request.head.path ?? "")] {
                fields.append(HTTPField(name: HTTPField.Name(name) ?? .server, value: value))
            }
            for field in request.head.headerFields {
                fields.append(
                    HTTPField(name: HTTPField.Name("Echo-" + field.name.rawName) ?? .server, value: field.value))
            }
            return .response(fields: fields, body: request.body)
        case "status": return .response(.init(code: number), body: Array("status \(number)".utf8))
        case "repeated":
            var fields = HTTPFields()
            for (name, value) in [("X-Many", "b"), ("X-Many", "a"), ("X-Empty", ""), ("X-Many", "b")] {
                fields.append(HTTPField(name: HTTPField.Name(name) ?? .server, value: value))
            }
            return .response(fields: fields)
        case "large": return .response(body: [UInt8](repeating: UInt8(ascii: "x"), count: number))
        case "stream":
            let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
            return .response(
                pieces: Array(repeating: piece, count: number / 1000) + [Array(piece.prefix(number % 1000))])
        case "hang": return .silence
        case "stall": return .stalled(body: Array("hello".utf8))
        case "cut": return .cut(body: Array("hello".utf8))
        case "empty", "reset": return .failure(TransportError(.connectionLost, "the connection was reset"))
        case "bighead":
            var fields = HTTPFields()
            for index in 0..<100 {
                let name = HTTPField.Name("X-\(index)") ?? .server
                fields.append(HTTPField(name: name, value: String(repeating: "v", count: 1000)))
            }
            return .response(fields: fields)
        case "early": return .response(.contentTooLarge)
        case "loop": return .response(.found, fields: [.location: request.head.path ?? "/"])
        case "redirect":
            return .response(.found, fields: [.location: number > 1 ? "/redirect/\(number - 1)" : "/echo"])
        default: return .response(.notFound)
        }
    }
}
