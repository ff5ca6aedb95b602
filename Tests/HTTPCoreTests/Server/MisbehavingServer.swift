import Foundation
import HTTPCore
import HTTPTypes
import Processes
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
    /// The server ends with the end of its input, as when this process is killed.
    private let process: ChildProcess

    static var shared: MisbehavingServer? { get async { await starting.value } }

    /// Another one, for tests that look at what it has counted.
    static var counting: MisbehavingServer? { get async { await startingToCount.value } }

    private static let starting = Task { try? await MisbehavingServer() }
    private static let startingToCount = Task { try? await MisbehavingServer() }

    /// Whether missing tools are a failure, as in the project's own pipeline, instead of a reason to skip.
    static let isExpected =
        ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"
        || ["python3", "openssl"].allSatisfy {
            ChildProcess.briefly(["sh", "-c", #"command -v "$0" >/dev/null"#, $0]) == 0
        }

    static let absence: Comment = "the local server needs python3 and openssl on PATH"

    struct NotStarted: Error {}

    private init() async throws {
        process = try ChildProcess(["python3", "-c", Self.script], input: .lines, output: .lines, errors: .discarded)
        guard let line = await process.line(within: .seconds(60)) else { throw NotStarted() }
        ports = try JSONDecoder().decode(Ports.self, from: Data(line.utf8))
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
