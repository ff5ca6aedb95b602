import Foundation
import HTTPTypes
import Processes
import WebTokensTesting
import Workbench

/// An identity provider of one run: a key set that a local web server offers, and tokens that its key signs.
struct TokenIssuer {
    private static let url = "https://id.example"

    private let key = SigningKey.rsa2048
    private let process: ChildProcess
    private let port: Int

    /// Starts the web server and waits until it answers.
    ///
    /// - Parameter folder: The folder for the key set, in a folder of its own.
    init(in folder: String) async throws {
        let root = folder + "/issuer"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try Data(TokenText.keys(key.jwk("k"))).write(to: URL(fileURLWithPath: root + "/jwks.json"))
        port = try FreePort.find()
        process = try ChildProcess(
            ["python3", "-m", "http.server", "\(port)", "--bind", "127.0.0.1", "--directory", root],
            output: .discarded, errors: .discarded)
        let client = try LocalClient(port: port)
        let started = ContinuousClock.now
        while (try? await client.send(.get, "/jwks.json"))?.status != 200 {
            guard process.runs, ContinuousClock.now - started < .seconds(10) else {
                throw WorkbenchError("the key set's web server did not answer within 10 seconds")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// The server's setting `IDENTITY`: each token of the issuer may read.
    var document: String {
        #"""
        {"issuers": [{"name": "benchmark", "issuer": "\#(Self.url)", "keys": "http://127.0.0.1:\#(port)/jwks.json",
          "audience": ["weir"], "rights": [{"scopes": ["read"]}]}]}
        """#
    }

    /// Returns a token that is valid for an hour, signed by RSA as those of Cognito.
    func token() -> String {
        let now = Int(Date().timeIntervalSince1970)
        let payload =
            #"{"iss": "\#(Self.url)", "aud": "weir", "sub": "benchmark", "iat": \#(now), "exp": \#(now + 3600)}"#
        let token = TokenText.token(#"{"alg": "RS256", "kid": "k"}"#, payload) { key.signature(of: $0, by: "RS256") }
        return String(decoding: token, as: UTF8.self)
    }

    /// Ends the web server. The keys that the API server has fetched serve for the run.
    func stop() async throws {
        process.signal(SIGTERM)
        _ = try await process.ending()
    }
}
