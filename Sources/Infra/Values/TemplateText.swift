public import CloudFormation

/// A text of one kind, such as the id of a subnet, known at synthesis or resolved by CloudFormation.
///
/// Different kinds are different types: the ARN of a secret does not fit where the id of a subnet is expected.
public protocol TemplateText: Sendable, Hashable, ExpressibleByStringLiteral where StringLiteralType == String {
    /// The text for a resource's property.
    var value: TemplateValue<String> { get }
    /// Wraps a text that is of this kind; nothing checks that it is.
    init(_ value: TemplateValue<String>)
}

extension TemplateText {
    /// Creates a known text.
    public init(stringLiteral text: String) {
        self.init(.literal(text))
    }
}

extension TextInterpolation {
    /// Adds a text of a kind.
    public mutating func appendInterpolation(_ text: some TemplateText) {
        appendInterpolation(text.value)
    }
}

/// The ARN of a resource of one type, such as `ResourceARN<AWS.SQS.Queue>`.
public struct ResourceARN<Kind>: TemplateText {
    /// The text for a resource's property.
    public let value: TemplateValue<String>

    /// Wraps an ARN; nothing checks that it is one.
    public init(_ value: TemplateValue<String>) {
        self.value = value
    }
}

extension ResourceARN where Kind: ResourceProperties {
    /// The ARN of a resource. Synthesis reports a type that gives none.
    ///
    ///     alarm.actions = [ResourceARN(of: topic)]
    public init(of resource: ResourceHandle<Kind>) {
        if let arn = resource.resourceARN {
            self.init(arn)
        } else {
            resource.report("it has no ARN: its type gives none")
            self.init(resource.ref)
        }
    }
}

/// The id of a resource of one type, such as `ResourceID<AWS.EC2.VPC>`.
public struct ResourceID<Kind>: TemplateText {
    /// The text for a resource's property.
    public let value: TemplateValue<String>

    /// Wraps an id; nothing checks that it is one.
    public init(_ value: TemplateValue<String>) {
        self.value = value
    }
}

/// The name of a resource of one type, such as `ResourceName<AWS.ECS.Cluster>`.
public struct ResourceName<Kind>: TemplateText {
    /// The text for a resource's property.
    public let value: TemplateValue<String>

    /// Wraps a name; nothing checks that it is one.
    public init(_ value: TemplateValue<String>) {
        self.value = value
    }
}

/// A host name.
public struct HostName: TemplateText {
    /// The text for a resource's property.
    public let value: TemplateValue<String>

    /// Wraps a host name; nothing checks that it is one.
    public init(_ value: TemplateValue<String>) {
        self.value = value
    }
}
