/// A stack's name and template, with the construct tree behind it.
public struct StackTemplate: Sendable, Hashable {
    /// The stack's name in CloudFormation.
    public let name: String
    /// The template to deploy.
    public let template: Template
    /// The constructs and the logical ids of their resources.
    public let tree: ConstructNode
    /// The names of the stacks whose values this one uses; they deploy first.
    public let dependencies: [String]

    /// Creates a stack's template.
    public init(
        name: String, template: Template, tree: ConstructNode = ConstructNode(path: []), dependencies: [String] = []
    ) {
        self.name = name
        self.template = template
        self.tree = tree
        self.dependencies = dependencies
    }
}
