/// A service of AWS: its name, how it is signed, what it speaks and where it is called.
public struct AWSService: Sendable, Hashable {
    /// What requests and answers look like.
    public enum Wire: Sendable, Hashable {
        /// A JSON document to `/`, the action in `X-Amz-Target` after this prefix.
        case json(version: String, target: String)
        /// A form to `/`, the action in it; XML comes back.
        case query(version: String)
        /// As `query`, with EC2's spelling of lists and errors.
        case ec2(version: String)
        /// Methods and paths, with JSON documents.
        case restJSON
        /// Methods and paths, with XML documents.
        case restXML
    }

    /// The name in AWS's models, such as `Secrets Manager`; the variables and sections of endpoints are named after it.
    public let name: String
    /// The name in signatures, such as `secretsmanager`.
    public let signingName: String
    /// What requests and answers look like.
    public let wire: Wire
    /// How its hosts are named.
    public let rule: EndpointRule

    /// Describes a service.
    public init(name: String, signingName: String, wire: Wire, rule: EndpointRule) {
        self.name = name
        self.signingName = signingName
        self.wire = wire
        self.rule = rule
    }
}

extension AWSService: CustomStringConvertible {
    /// The service's name.
    public var description: String { name }
}
