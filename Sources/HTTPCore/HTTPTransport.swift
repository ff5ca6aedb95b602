/// Something that sends an HTTP request and brings back the response.
///
/// This is the seam that everything outbound goes through: ``CurlTransport`` behind it on the network, a scripted fake
/// in tests, and decorators such as ``RetryingTransport`` in between.
public protocol HTTPTransport: Sendable {
    /// Sends one request.
    ///
    /// Returns as soon as the response's head has arrived; its body is read from ``InboundResponse/body`` while it
    /// comes in. A response of any status is a success here. Redirects are not followed.
    ///
    /// Cancelling the calling task, or dropping the body before it has been read to its end, abandons the exchange and
    /// closes its connection.
    /// - Parameter request: What to send, with its time limits and the sizes it accepts.
    /// - Returns: The response.
    /// - Throws: ``TransportError`` if no response arrived, or one that cannot be accepted.
    func send(_ request: OutboundRequest) async throws(TransportError) -> InboundResponse
}
