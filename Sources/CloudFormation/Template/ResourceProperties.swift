/// A resource's CloudFormation type and properties.
public protocol ResourceProperties: PropertyGroup {
    /// The type, such as `AWS::EC2::VPC`.
    var resourceType: String { get }
    /// The registry's facts about the type; nil for an unknown type.
    var facts: ResourceFacts? { get }
    /// The form in which the type takes tags; nil if it is not known.
    var tagging: ResourceFacts.Tagging? { get }
}

extension ResourceProperties {
    /// The form in the type's facts; nil for an unknown type.
    public var tagging: ResourceFacts.Tagging? { facts.map { $0.tagging ?? .unsupported } }
}

/// A group of properties: those of a resource, or of a block inside them.
public protocol PropertyGroup: Sendable {
    /// Writes the properties that are set.
    func render(into writer: inout PropertyWriter)
}

/// A generated resource type.
public protocol TypedResource: ResourceProperties {
    /// The registry schema's facts about the type.
    static var facts: ResourceFacts { get }
}

extension TypedResource {
    /// The type, from its facts.
    public var resourceType: String { Self.facts.type }
    /// The type's facts.
    public var facts: ResourceFacts? { Self.facts }
}

/// A resource of any type with untyped properties, for types that are not generated.
public struct Resource: ResourceProperties {
    /// The type, such as `AWS::Scheduler::Schedule`.
    public let resourceType: String
    /// The properties, an object.
    public var properties: TemplateExpression

    private let declaredTagging: ResourceFacts.Tagging?

    /// Creates a resource of any type; nothing checks the properties.
    /// - Parameters:
    ///   - type: The type, such as `AWS::Scheduler::Schedule`.
    ///   - properties: The properties, an object.
    ///   - tagging: The form in which the type takes tags. Required for a type that is not generated, if the stack has tags.
    public init(type: String, properties: TemplateExpression = [:], tagging: ResourceFacts.Tagging? = nil) {
        resourceType = type
        self.properties = properties
        declaredTagging = tagging
    }

    /// The facts of a generated type.
    public var facts: ResourceFacts? { ResourceFacts.known[resourceType] }
    /// The form given at creation, else the one in the type's facts.
    public var tagging: ResourceFacts.Tagging? { declaredTagging ?? facts.map { $0.tagging ?? .unsupported } }

    /// Writes the properties in their order.
    public func render(into writer: inout PropertyWriter) {
        guard case .object(let members) = properties else { return }
        for member in members { writer.json(member.key, member.value) }
    }
}
