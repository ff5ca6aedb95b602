package import HTTPCore

/// The transports used to fetch credentials.
package struct CredentialsTransports: Sendable {
    /// The transport to AWS's services, which may use a proxy.
    package let general: any HTTPTransport
    /// The transport to the container agent and the instance metadata service. It must not use a proxy: these services
    /// identify the caller by its address, and a proxy would receive the token and its own credentials.
    package let metadata: any HTTPTransport

    /// Creates the pair.
    /// - Parameters:
    ///   - general: The transport to AWS's services.
    ///   - metadata: The transport to metadata services, without a proxy.
    package init(general: any HTTPTransport, metadata: any HTTPTransport) {
        self.general = general
        self.metadata = metadata
    }

    /// Creates both with libcurl, that to metadata services without a proxy.
    /// - Parameter general: An existing transport to AWS's services.
    package static func live(general: (any HTTPTransport)? = nil) throws(TransportError) -> CredentialsTransports {
        let metadata = try CurlTransport(configuration: .init(proxy: .none, idleConnections: 1))
        if let general { return CredentialsTransports(general: general, metadata: metadata) }
        return CredentialsTransports(general: try CurlTransport(), metadata: metadata)
    }
}
