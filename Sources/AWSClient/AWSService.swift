/// An AWS service: its name, signing name, protocol and endpoint rule.
public struct AWSService: Sendable, Hashable {
    /// The protocol of requests and responses.
    public enum Wire: Sendable, Hashable {
        /// AWS JSON: a document to `/`, the action in `X-Amz-Target` after this prefix.
        case json(version: String, target: String)
        /// AWS Query: a form with the action to `/`; the response is XML.
        case query(version: String)
        /// EC2 Query: as `query`, with EC2's format of lists and errors.
        case ec2(version: String)
        /// REST with JSON documents.
        case restJSON
        /// REST with XML documents.
        case restXML
    }

    /// The name in AWS's models, such as `Secrets Manager`, from which the names of endpoint settings derive.
    public let name: String
    /// The signing name, such as `secretsmanager`.
    public let signingName: String
    /// The protocol of requests and responses.
    public let wire: Wire
    /// The rule for the service's hosts.
    package let rule: EndpointRule

    /// Creates a service with a host in each region, such as `dynamodb.eu-west-1.amazonaws.com`.
    /// - Parameters:
    ///   - name: The name in AWS's models, such as `DynamoDB`.
    ///   - signingName: The signing name, such as `dynamodb`.
    ///   - wire: The protocol of requests and responses.
    ///   - hostPrefix: The first label of the host; the signing name by default.
    public init(name: String, signingName: String, wire: Wire, hostPrefix: String? = nil) {
        self.init(name: name, signingName: signingName, wire: wire, rule: .regional(hostPrefix ?? signingName))
    }

    package init(name: String, signingName: String, wire: Wire, rule: EndpointRule) {
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
