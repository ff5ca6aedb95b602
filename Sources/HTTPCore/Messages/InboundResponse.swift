public import HTTPTypes

/// A response whose head has arrived and whose body may still be arriving.
public struct InboundResponse: Sendable {
    /// The status and the header fields.
    public let head: HTTPResponse
    /// The body, which can be read once.
    public let body: ResponseBody

    /// Creates a response.
    /// - Parameters:
    ///   - head: The status and the header fields.
    ///   - body: The body; empty by default.
    public init(_ head: HTTPResponse, body: ResponseBody = ResponseBody([])) {
        self.head = head
        self.body = body
    }
}
