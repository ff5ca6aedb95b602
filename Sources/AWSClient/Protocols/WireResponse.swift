public import HTTPTypes

/// A service's whole response.
public struct WireResponse: Sendable {
    /// The status and the header fields.
    public let head: HTTPResponse
    /// The body.
    public let body: [UInt8]

    /// Creates a response.
    public init(head: HTTPResponse, body: [UInt8]) {
        self.head = head
        self.body = body
    }

    /// The value of a header field by its case-insensitive name.
    public func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { head.headerFields[$0] } }
}
