/// What the CloudFormation registry says about a resource type beyond its properties' types. Paths use `/` between
/// members and `*` for a list's elements: `Volumes/*/Name`.
public struct ResourceFacts: Sendable, Hashable {
    /// How a type takes tags.
    public enum Tagging: Sendable, Hashable {
        /// A list of `Key` and `Value` under this property.
        case list(String)
        /// An object under this property.
        case map(String)

        /// The property's name.
        public var property: String {
            switch self {
            case .list(let property), .map(let property): property
            }
        }
    }

    /// The type's name.
    public let type: String
    /// A change of these replaces the resource.
    public let createOnly: [String]
    /// A change of these may replace the resource, depending on the values.
    public let conditionalCreateOnly: [String]
    /// These can be set and never read back, so drift is not seen in them.
    public let writeOnly: [String]
    /// These are set by AWS only.
    public let readOnly: [String]
    /// What identifies a resource of the type.
    public let primaryIdentifier: [String]
    /// How the type takes tags; nil if it takes none.
    public let tagging: Tagging?

    /// States the facts of a type.
    public init(
        type: String, createOnly: [String] = [], conditionalCreateOnly: [String] = [], writeOnly: [String] = [],
        readOnly: [String] = [], primaryIdentifier: [String] = [], tagging: Tagging? = nil
    ) {
        self.type = type
        self.createOnly = createOnly
        self.conditionalCreateOnly = conditionalCreateOnly
        self.writeOnly = writeOnly
        self.readOnly = readOnly
        self.primaryIdentifier = primaryIdentifier
        self.tagging = tagging
    }
}
