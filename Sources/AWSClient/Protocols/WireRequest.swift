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
    /// Whether an answer with a status of success may still hold an error, as with some operations of S3 that begin to
    /// answer before they are done.
    public var mayFailLate: Bool

    /// Creates a request.
    public init(
        method: HTTPRequest.Method = .post, path: String = "/", hostPrefix: String = "", fields: HTTPFields = [:],
        body: [UInt8] = [], isSigned: Bool = true, mayFailLate: Bool = false
    ) {
        self.method = method
        self.path = path
        self.hostPrefix = hostPrefix
        self.fields = fields
        self.body = body
        self.isSigned = isSigned
        self.mayFailLate = mayFailLate
    }

    /// An operation's input cannot be written; the text says what was got and what was expected.
    public struct Unwritable: Error, Sendable, Hashable, CustomStringConvertible {
        /// What was got and what was expected. It is shown, so it must not hold a secret.
        public let description: String

        /// Says why.
        public init(_ description: String) { self.description = description }
    }
}
