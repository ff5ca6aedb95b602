internal import CCurl

/// A transport that sends requests with libcurl.
///
/// A dedicated thread drives all exchanges through libcurl's multi interface, so that no blocking call runs on Swift's
/// cooperative threads. Connections are pooled, HTTP/2 is used if a server offers it over TLS, and certificates are
/// always verified; no setting turns that off. The thread ends when the transport and all its responses are released.
public struct CurlTransport: HTTPTransport {
    /// The settings of all exchanges of a transport.
    public struct Configuration: Sendable, Hashable {
        /// The choice of a proxy.
        public enum Proxy: Sendable, Hashable {
            /// The proxy of `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` in the process's environment.
            case environment
            /// A direct connection. Link-local metadata services require it.
            case none
            /// A proxy, such as `http://proxy.example:3128`.
            case url(String)
        }

        /// The choice of a proxy.
        public var proxy: Proxy
        /// A PEM file of trusted certificate authorities; `nil` for the system's.
        public var certificateAuthorities: String?
        /// The maximum number of idle connections.
        public var idleConnections: Int
        /// The maximum number of connections to one host. Further requests wait.
        public var connectionsPerHost: Int

        /// Creates a configuration.
        /// - Parameters:
        ///   - proxy: The choice of a proxy; the environment's by default.
        ///   - certificateAuthorities: A PEM file of trusted certificate authorities; the system's by default.
        ///   - idleConnections: The maximum number of idle connections; 32 by default.
        ///   - connectionsPerHost: The maximum number of connections to one host; 64 by default.
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
    /// - Parameter configuration: The settings of all exchanges.
    /// - Throws: ``TransportError/Kind/unsupported`` if libcurl or its thread cannot be started.
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
