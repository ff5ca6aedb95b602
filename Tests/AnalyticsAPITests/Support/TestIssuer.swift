import AnalyticsAPI
import HTTPTypes
import Logging
import Models
import WebTokens
import WebTokensTesting

/// An identity provider with documents in memory.
struct TestIssuer {
    static let url = "https://id.example"
    /// The time of ``TestServer``, in seconds since 1970.
    static let now = 1_767_225_600

    let key: SigningKey
    let documents = InMemoryKeyDocuments()

    /// Creates an issuer with a P-256 key.
    init() {
        key = SigningKey.all[1].key
        documents[Self.url + "/jwks"] = .success(TokenText.keys(key.jwk("k")))
    }

    /// Returns the authenticator of a server that accepts the issuer's tokens.
    ///
    /// - Parameters:
    ///   - rules: The rules of the rights, separated by commas.
    ///   - origin: The scheme and host at which clients reach the server.
    ///   - uptime: The monotonic clock.
    ///   - now: The time of day; that of ``TestServer`` by default.
    func authenticator(
        _ rules: String, for origin: String? = nil, uptime: @escaping @Sendable () -> Duration = { .zero },
        now: @escaping @Sendable () -> Timestamp = TestIssuer.environment.now
    ) throws -> TokenAuthenticator {
        let document = try IdentityDocument(
            parsing: Array(
                #"""
                {"issuers": [{"name": "test", "issuer": "\#(Self.url)", "keys": "\#(Self.url)/jwks", "audience": ["weir"],
                  "rights": [\#(rules)]}]}
                """#.utf8))
        var environment = Self.environment
        environment.uptime = uptime
        environment.now = now
        return TokenAuthenticator(
            document.issuers, for: origin, keysFrom: documents, environment: environment,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The clocks of ``TestServer``.
    static var environment: ServerEnvironment {
        ServerEnvironment(
            now: { Timestamp(microseconds: Int64(now) * 1_000_000) }, uptime: { .zero }, newRequestID: { "request" })
    }

    /// Returns a token of `alice` with further claims.
    func token(
        _ claims: String = "", subject: String = "alice", header: String = #"{"alg": "ES256", "kid": "k"}"#,
        by signer: SigningKey? = nil
    ) -> String {
        let more = claims.isEmpty ? "" : ", " + claims
        let payload =
            #"{"iss": "\#(Self.url)", "aud": "weir", "sub": "\#(subject)", "exp": \#(Self.now + 600)\#(more)}"#
        return String(
            decoding: TokenText.token(header, payload) { (signer ?? key).signature(of: $0, by: "ES256") }, as: UTF8.self
        )
    }

    /// Returns the header fields of a client with a token of `alice`.
    func client(_ claims: String = "", subject: String = "alice") -> HTTPFields {
        [.authorization: "Bearer \(token(claims, subject: subject))"]
    }
}
