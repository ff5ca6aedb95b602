/// A stack's name with its template.
public struct StackTemplate: Sendable, Hashable {
    /// The name CloudFormation knows the stack by.
    public let name: String
    /// What is deployed under it.
    public let template: Template

    /// Pairs a name with a template.
    public init(name: String, template: Template) {
        self.name = name
        self.template = template
    }
}
