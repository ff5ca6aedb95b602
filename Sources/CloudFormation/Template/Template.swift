/// A CloudFormation template: sections in their customary order, entries sorted by name.
public struct Template: Sendable, Hashable {
    /// A named entry of a section.
    public struct Entry: Sendable, Hashable {
        /// The entry's name.
        public let name: String
        /// The entry's content.
        public let value: TemplateExpression

        /// Creates an entry.
        public init(_ name: String, _ value: TemplateExpression) {
            self.name = name
            self.value = value
        }
    }

    /// A resource with its path in the construct tree.
    public struct Resource: Sendable, Hashable {
        /// The name in the template.
        public let logicalID: String
        /// The path in the construct tree.
        public let path: String
        /// The CloudFormation type.
        public let type: String
        /// The properties, tags included.
        public let properties: TemplateExpression
        /// CloudFormation's handling of the resource.
        public let options: ResourceOptions

        /// The resource's entry in the template.
        public var body: TemplateExpression {
            var members: [TemplateExpression.Member] = [.init("Type", .string(type))]
            members += options.members
            if case .object(let properties) = properties, !properties.isEmpty {
                members.append(.init("Properties", .object(properties)))
            }
            return .object(members)
        }
    }

    /// The stack's purpose.
    public let description: String
    /// The macros of AWS that process the template before its deployment, sorted.
    public let transforms: [String]
    /// The parameters.
    public let parameters: [Entry]
    /// The mappings.
    public let mappings: [Entry]
    /// The conditions.
    public let conditions: [Entry]
    /// The resources.
    public let resources: [Resource]
    /// The outputs.
    public let outputs: [Entry]

    /// The capabilities that a deployment acknowledges ("Acknowledging IAM resources in CloudFormation templates").
    public var capabilities: [String] {
        let identities = resources.filter { $0.type.hasPrefix("AWS::IAM::") }
        var capabilities: [String] = []
        if !identities.isEmpty || !transforms.isEmpty {
            let hasName = identities.contains { resource in
                ["RoleName", "ManagedPolicyName", "UserName", "GroupName"].contains { resource.properties[$0] != nil }
            }
            capabilities.append(hasName ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM")
        }
        if !transforms.isEmpty { capabilities.append("CAPABILITY_AUTO_EXPAND") }
        return capabilities
    }

    /// The resource with a logical id.
    public func resource(_ logicalID: String) -> Resource? {
        resources.first { $0.logicalID == logicalID }
    }

    /// The whole template.
    public var expression: TemplateExpression {
        var members: [TemplateExpression.Member] = [
            .init("AWSTemplateFormatVersion", "2010-09-09"), .init("Description", .string(description)),
        ]
        if !transforms.isEmpty {
            let names = transforms.map { TemplateExpression.string($0) }
            members.append(.init("Transform", names.count == 1 ? names[0] : .list(names)))
        }
        for (name, entries) in [
            ("Parameters", parameters), ("Mappings", mappings), ("Conditions", conditions),
        ] where !entries.isEmpty {
            members.append(.init(name, .object(entries.map { .init($0.name, $0.value) })))
        }
        members.append(.init("Resources", .object(resources.map { .init($0.logicalID, $0.body) })))
        if !outputs.isEmpty {
            members.append(.init("Outputs", .object(outputs.map { .init($0.name, $0.value) })))
        }
        return .object(members)
    }

    /// The most bytes of a template in a request; CloudFormation reads a larger one from a bucket ("CloudFormation quotas").
    public static let longestBody = 51_200

    /// The template as JSON; the same template gives the same bytes. A template that would be too long for a request is written
    /// without white space, so that it needs no bucket for as long as possible.
    public var json: String {
        let text = expression.json
        return text.utf8.count <= Template.longestBody ? text : expression.compactJSON + "\n"
    }
}
