package import HTTPCore

/// A fault of one call.
package enum FakeFault: Sendable {
    /// The service responds with an error and does nothing.
    case error(FakeError)
    /// The service does what it is asked, and then responds with an error.
    case errorAfterwards(FakeError)
    /// Nothing arrives at the service, and the transport fails.
    case transport(TransportError)
    /// The service does what it is asked, and its response is lost.
    case transportAfterwards(TransportError)
    /// The service's throttling, in the format of its protocol.
    case throttling
}
