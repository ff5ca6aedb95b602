/// What a resource is: a CloudFormation type and its properties.
public protocol ResourceProperties: PropertyGroup {
    /// The type, such as `AWS::EC2::VPC`.
    var resourceType: String { get }
    /// What is known about the type; nil for types nothing is known about.
    var facts: ResourceFacts? { get }
}

/// Properties that are written together: a resource's, or a block inside them.
public protocol PropertyGroup: Sendable {
    /// Writes the properties that are set.
    func render(into writer: inout PropertyWriter)
}

/// A generated resource type.
public protocol TypedResource: ResourceProperties {
    /// What the registry schema says about the type.
    static var facts: ResourceFacts { get }
}

extension TypedResource {
    /// The type, from its facts.
    public var resourceType: String { Self.facts.type }
    /// The type's facts.
    public var facts: ResourceFacts? { Self.facts }
}

/// A resource of any type, untyped: the way out where no generated type exists.
public struct Resource: ResourceProperties {
    /// The type, such as `AWS::Scheduler::Schedule`.
    public let resourceType: String
    /// The properties, an object.
    public var properties: TemplateExpression

    /// Makes a resource of any type; nothing checks the properties.
    public init(type: String, properties: TemplateExpression = [:]) {
        resourceType = type
        self.properties = properties
    }

    /// Facts if the type is one of the generated ones.
    public var facts: ResourceFacts? { ResourceFacts.known[resourceType] }

    /// Writes the properties in their order.
    public func render(into writer: inout PropertyWriter) {
        guard case .object(let members) = properties else { return }
        for member in members { writer.json(member.key, member.value) }
    }
}
