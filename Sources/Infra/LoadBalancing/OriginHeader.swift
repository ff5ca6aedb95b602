public import CloudFormation

/// A header with a secret value that a distribution adds to each request, so that the load balancer behind it can refuse all
/// others.
public struct OriginHeader: Sendable, Hashable {
    /// The header's name.
    public var name: String
    /// The value, usually a dynamic reference to a secret: a text in the template would not be secret.
    public var value: TemplateValue<String>

    /// Creates a header.
    public init(_ value: TemplateValue<String>, name: String = "X-Origin-Verify") {
        self.name = name
        self.value = value
    }
}
