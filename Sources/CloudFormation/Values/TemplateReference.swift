/// What an expression points at: something of a stack, or one of CloudFormation's pseudo parameters.
///
/// The owning stack's name travels along, so that synthesis can refuse a value that crosses stacks without an export.
public struct TemplateReference: Sendable, Hashable {
    /// What the name stands for.
    public enum Target: String, Sendable, Hashable {
        /// A resource of the stack.
        case resource
        /// A parameter of the stack.
        case parameter
        /// A condition of the stack.
        case condition
        /// A mapping of the stack.
        case mapping
        /// A pseudo parameter such as `AWS::Region`.
        case pseudo
    }

    /// What the name stands for.
    public let target: Target
    /// The owning stack; nil for pseudo parameters and for names given by hand.
    public let stack: String?
    /// The name in the template.
    public let name: String

    /// Makes a reference.
    public init(_ target: Target, stack: String?, name: String) {
        self.target = target
        self.stack = stack
        self.name = name
    }

    /// A pseudo parameter by its full name.
    public static func pseudo(_ name: String) -> TemplateReference {
        TemplateReference(.pseudo, stack: nil, name: name)
    }
}
