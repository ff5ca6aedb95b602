public import HTTPTypes

/// A request as a service's protocol writes it, before it gets a host and a signature.
public struct WireRequest: Sendable {
    /// The method.
    public var method: HTTPRequest.Method
    /// What comes after the endpoint: a path with a leading slash, encoded, perhaps with a query.
    public var path: String
    /// What goes into the host before the endpoint's: an S3 bucket.
    public var hostPrefix: String
    /// The header fields.
    public var fields: HTTPFields
    /// The body.
    public var body: [UInt8]
    /// Whether the request is signed. A few operations prove who calls by other means.
    public var isSigned: Bool

    /// Creates a request.
    public init(
        method: HTTPRequest.Method = .post, path: String = "/", hostPrefix: String = "", fields: HTTPFields = [:],
        body: [UInt8] = [], isSigned: Bool = true
    ) {
        self.method = method
        self.path = path
        self.hostPrefix = hostPrefix
        self.fields = fields
        self.body = body
        self.isSigned = isSigned
    }
}
