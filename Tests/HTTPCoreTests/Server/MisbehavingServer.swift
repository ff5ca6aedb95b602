import Foundation
import HTTPCore
import HTTPTypes
import Testing

/// A local server that misbehaves on purpose. One serves all tests; it ends with the test process.
final class MisbehavingServer: Sendable {
    struct Ports: Decodable, Sendable {
        let http: Int
        let tls: Int
        /// Connections are accepted here and never answered.
        let silent: Int
        /// Nobody listens here.
        let refusing: Int
        /// The file of the certificate, which is its own authority.
        let authority: String
    }

    let ports: Ports
    /// Kept open: its end is what the server ends by.
    private let input: Pipe

    static let shared: MisbehavingServer? = try? MisbehavingServer()

    /// Another one, for tests that look at what it has counted.
    static let counting: MisbehavingServer? = try? MisbehavingServer()

    /// Whether missing tools are a failure, as in the project's own pipeline, instead of a reason to skip.
    static let isExpected =
        shared != nil || ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"

    static let absence: Comment = "the local server needs python3 and openssl on PATH"

    struct NotStarted: Error {}

    private init() throws {
        let process = Process()
        let output = Pipe()
        input = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            guard let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty else {
                throw NotStarted()
            }
            line += byte
        }
        ports = try JSONDecoder().decode(Ports.self, from: line)
    }

    func request(_ path: String, method: HTTPRequest.Method = .get) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(ports.http)", path: path)
    }

    /// What the server has counted so far.
    func connections(_ transport: some HTTPTransport) async throws -> Int {
        let body = try await transport.send(OutboundRequest(request("/stats"))).body.collect(upTo: 1000)
        let stats = try JSONDecoder().decode([String: Int].self, from: Data(body))
        return stats["connections"] ?? 0
    }
}
