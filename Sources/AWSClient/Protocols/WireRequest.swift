public import HTTPTypes

/// A request encoded in a service's protocol, without host and signature.
public struct WireRequest: Sendable {
    /// The method.
    public var method: HTTPRequest.Method
    /// The encoded path, with a leading slash, and an optional query.
    public var path: String
    /// A prefix of the endpoint's host: an S3 bucket with a dot.
    public var hostPrefix: String
    /// The header fields.
    public var fields: HTTPFields
    /// The body.
    public var body: [UInt8]
    /// `true` if the request is signed. A few operations authenticate by other means.
    public var isSigned: Bool
    /// `true` if a response with a successful status may contain an error, as of S3 operations that begin their response
    /// before they are done.
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

    /// An error for an operation's input that cannot be encoded.
    public struct InvalidInputError: Error, Sendable, Hashable, CustomStringConvertible {
        /// A message with the received and the expected value. It must not contain a secret.
        public let description: String

        /// Creates an error.
        public init(_ description: String) { self.description = description }
    }
}
