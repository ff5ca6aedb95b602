/// An outbound HTTP client with one method.
///
/// Implementations are ``CurlTransport`` for the network, a scripted fake for tests, and decorators such as
/// ``RetryingTransport``.
public protocol HTTPTransport: Sendable {
    /// Sends one request.
    ///
    /// Returns as soon as the response's head has arrived; ``InboundResponse/body`` delivers the body while it arrives.
    /// A response of any status is a success. Redirects are not followed.
    ///
    /// Cancelling the calling task, or releasing the body before its end, cancels the exchange and closes its
    /// connection.
    /// - Parameter request: The request, with its time-outs and size limits.
    /// - Returns: The response.
    /// - Throws: ``TransportError`` if no response or an unacceptable one arrived.
    func send(_ request: OutboundRequest) async throws(TransportError) -> InboundResponse
}
