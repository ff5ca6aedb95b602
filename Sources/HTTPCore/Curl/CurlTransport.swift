internal import CCurl

/// Sends requests with libcurl.
///
/// One thread of the transport's own drives all its exchanges through libcurl's multi interface, so that no blocking
/// call ever runs on Swift's threads. Connections are kept and used again, HTTP/2 is used where a server offers it over
/// TLS, and certificates are always verified: there is no switch for that. The thread ends when the transport and
/// every response that came from it are gone.
public struct CurlTransport: HTTPTransport {
    /// What holds for all exchanges of a transport.
    public struct Configuration: Sendable, Hashable {
        /// How requests find their way.
        public enum Proxy: Sendable, Hashable {
            /// By `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` in the process's environment.
            case environment
            /// Straight to the host. Link-local metadata services want this.
            case none
            /// Through one proxy, such as `http://proxy.example:3128`.
            case url(String)
        }

        /// How requests find their way.
        public var proxy: Proxy
        /// A file of certificate authorities to trust, in PEM, instead of the system's.
        public var certificateAuthorities: String?
        /// How many connections to keep open for later use.
        public var idleConnections: Int
        /// How many connections to have to one host at a time. Further requests wait.
        public var connectionsPerHost: Int

        /// Creates a configuration.
        /// - Parameters:
        ///   - proxy: How requests find their way; by the environment by default.
        ///   - certificateAuthorities: A file of certificate authorities in PEM; the system's by default.
        ///   - idleConnections: How many connections to keep open; 32 by default.
        ///   - connectionsPerHost: How many connections to have to one host; 64 by default.
        public init(
            proxy: Proxy = .environment, certificateAuthorities: String? = nil, idleConnections: Int = 32,
            connectionsPerHost: Int = 64
        ) {
            self.proxy = proxy
            self.certificateAuthorities = certificateAuthorities
            self.idleConnections = idleConnections
            self.connectionsPerHost = connectionsPerHost
        }
    }

    private let loop: CurlLoopOwner

    /// Creates a transport and starts its thread.
    /// - Parameter configuration: What holds for all exchanges.
    /// - Throws: ``TransportError/Kind/unsupported`` if libcurl or a thread cannot be had.
    public init(configuration: Configuration = Configuration()) throws(TransportError) {
        loop = try CurlLoopOwner(configuration: configuration)
    }

    /// Sends one request; see ``HTTPTransport/send(_:)``.
    public func send(_ request: OutboundRequest) async throws(TransportError) -> InboundResponse {
        let validated = try request.validated()
        let exchange = CurlExchange(declaredUpload: validated.contentLength)
        let lifetime = CurlExchangeLifetime(exchange: exchange, loop: loop)
        let result = await withTaskCancellationHandler {
            lifetime.start(CurlRequest(request, validated))
            return await exchange.head()
        } onCancel: {
            lifetime.cancel()
        }
        let head = try result.get()
        return InboundResponse(
            head,
            body: ResponseBody { () async throws(TransportError) -> [UInt8]? in
                try await lifetime.nextPiece()
            })
    }
}
