public import HTTPCore

/// The ways out to where credentials come from.
public struct CredentialsTransports: Sendable {
    /// To AWS's services. It may go through a proxy.
    public let general: any HTTPTransport
    /// To the container agent and the instance metadata service. They are neighbours of this machine and answer by who
    /// asks, so a proxy must never be in between: it would be handed the token, and asked for credentials of its own.
    public let metadata: any HTTPTransport

    /// Creates the pair.
    /// - Parameters:
    ///   - general: To AWS's services.
    ///   - metadata: To metadata services; it must use no proxy.
    public init(general: any HTTPTransport, metadata: any HTTPTransport) {
        self.general = general
        self.metadata = metadata
    }

    /// Both by libcurl, the one for metadata services without a proxy.
    /// - Parameter general: To AWS's services, if there is one already.
    public static func live(general: (any HTTPTransport)? = nil) throws(TransportError) -> CredentialsTransports {
        let metadata = try CurlTransport(configuration: .init(proxy: .none, idleConnections: 1))
        if let general { return CredentialsTransports(general: general, metadata: metadata) }
        return CredentialsTransports(general: try CurlTransport(), metadata: metadata)
    }
}
