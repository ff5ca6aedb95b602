import AWSClient
import DeployEngineTesting
import Foundation
import HTTPCore
import HTTPTypes
import Processes
import TestSupport
import Testing

/// The world of ministack, a third-party emulator of AWS over HTTP on loopback. One server serves all tests of a process and
/// ends with it; each case has an account of its own.
struct MinistackWorld: LifecycleWorld {
    let calls: FakeCalls
    private let transport: any HTTPTransport

    /// The server of this process, started on first use.
    private final class Server: Sendable {
        let url: String
        private let process: ChildProcess

        static let starting = Task<Server, any Error> { try await Server() }

        private static let script = #"""
            import json, os, socket, sys, threading, time
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            os.environ.update(BIND_HOST="127.0.0.1", GATEWAY_PORT=str(port), LOG_LEVEL="ERROR")
            def announce():
                while True:
                    try:
                        socket.create_connection(("127.0.0.1", port), 1).close()
                        break
                    except OSError:
                        time.sleep(0.02)
                print(json.dumps({"url": "http://127.0.0.1:%d" % port}), flush=True)
                sys.stdin.read()
                os._exit(0)
            threading.Thread(target=announce, daemon=True).start()
            sys.argv = ["ministack"]
            import ministack.app
            ministack.app.main()
            """#

        private struct Greeting: Decodable { let url: String }

        private init() async throws {
            guard let python = PythonTool.ministack.interpreter else {
                throw ChildProcessError("\(PythonTool.ministack.absence)")
            }
            // Variables of AWS on the developer's machine do not reach the server.
            process = try ChildProcess(
                [python.path, "-B", "-c", Self.script], environment: ["HOME": "/nonexistent"], input: .lines,
                output: .lines, errors: .discarded)
            var greeting: Greeting?
            while greeting == nil, let line = await process.line(within: .seconds(60)) {
                greeting = try? JSONDecoder().decode(Greeting.self, from: Data(line.utf8))
            }
            guard let greeting else { throw ChildProcessError("ministack did not start") }
            url = greeting.url
        }
    }

    init() async throws {
        let url = try await Server.starting.value.url
        transport = try CurlTransport(configuration: .init(proxy: .none))
        // Ministack takes the account from a key id of twelve digits.
        let number = String(UInt64.random(in: 100_000_000_000...999_999_999_999))
        calls = FakeCalls(
            ClientConfiguration(
                credentials: FakeCredentials(accessKeyID: number),
                transport: transport,
                endpoints: EndpointSettings(explicitURL: url, environment: ["AWS_REGION": "eu-central-1"])))
    }

    func pause() async throws { try await Task.sleep(for: .milliseconds(60)) }

    func signal(_ url: String) async throws {
        guard let parts = URLComponents(string: url), let host = parts.host else { throw UnsupportedError() }
        let authority = parts.port.map { "\(host):\($0)" } ?? host
        let path = parts.path + (parts.query.map { "?\($0)" } ?? "")
        let head = HTTPRequest(method: .put, scheme: parts.scheme, authority: authority, path: path)
        let body = #"{"Status":"SUCCESS","Reason":"done","UniqueId":"1","Data":"none"}"#
        let response = try await transport.send(
            OutboundRequest(
                head, body: .bytes(Array(body.utf8)), timeouts: .init(connect: .seconds(5), total: .seconds(30))))
        guard response.head.status.kind == .successful else { throw UnsupportedError() }
    }

    func order(_ failure: FakeFailure) throws { throw UnsupportedError() }

    func removeOrders() throws { throw UnsupportedError() }

    func order(_ validation: FakeValidation) throws { throw UnsupportedError() }
}
