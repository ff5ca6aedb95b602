import Foundation
import HTTPCore
import HTTPTypes
import Processes
import Testing

/// A local server that misbehaves on purpose. All tests share one, which ends with the test process.
final class MisbehavingServer: Sendable {
    struct Ports: Decodable, Sendable {
        let http: Int
        let tls: Int
        /// A port that accepts connections and never replies.
        let silent: Int
        /// A port without a listener.
        let refusing: Int
        /// The path of the self-signed certificate.
        let authority: String
    }

    let ports: Ports
    /// The server's process, which ends at the end of its input, even if this process is killed.
    private let process: ChildProcess

    static var shared: MisbehavingServer? { get async { await starting.value } }

    /// A separate server, for tests that read its counters.
    static var counting: MisbehavingServer? { get async { await startingToCount.value } }

    private static let starting = Task { try? await MisbehavingServer() }
    private static let startingToCount = Task { try? await MisbehavingServer() }

    /// `true` if missing tools are a failure, as in the project's pipeline, instead of a reason to skip.
    static let isExpected =
        ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"
        || ["python3", "openssl"].allSatisfy {
            ChildProcess.briefly(["sh", "-c", #"command -v "$0" >/dev/null"#, $0]) == 0
        }

    static let absence: Comment = "the local server needs python3 and openssl on PATH"

    struct NotStartedError: Error {}

    private init() async throws {
        process = try ChildProcess(["python3", "-c", Self.script], input: .lines, output: .lines, errors: .discarded)
        guard let line = await process.line(within: .seconds(60)) else { throw NotStartedError() }
        ports = try JSONDecoder().decode(Ports.self, from: Data(line.utf8))
    }

    func request(_ path: String, method: HTTPRequest.Method = .get) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(ports.http)", path: path)
    }

    /// Returns the number of connections that the server has accepted.
    func connections(_ transport: some HTTPTransport) async throws -> Int {
        let body = try await transport.send(OutboundRequest(request("/stats"))).body.collect(upTo: 1000)
        let stats = try JSONDecoder().decode([String: Int].self, from: Data(body))
        return stats["connections"] ?? 0
    }
}
