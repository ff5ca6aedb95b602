/// A reference to an element of a stack or to a pseudo parameter.
///
/// It carries the owning stack's name, so that synthesis can refuse a value that another stack uses without sharing.
public struct TemplateReference: Sendable, Hashable {
    /// The kinds of elements.
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

    /// The kind of the element.
    public let target: Target
    /// The owning stack; nil for a pseudo parameter and for a name given as text.
    public let stack: String?
    /// The name in the template.
    public let name: String

    /// Creates a reference.
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
