public import HTTPTypes

/// A service's answer, whole.
public struct WireResponse: Sendable {
    /// The status and the header fields.
    public let head: HTTPResponse
    /// The body.
    public let body: [UInt8]

    /// Creates an answer.
    public init(head: HTTPResponse, body: [UInt8]) {
        self.head = head
        self.body = body
    }

    /// The value of a header field; the name is compared without case.
    public func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { head.headerFields[$0] } }
}
