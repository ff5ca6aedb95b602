/// The CloudFormation registry's facts about a resource type. Paths use `/` between members and `*` for the elements of
/// a list: `Volumes/*/Name`.
public struct ResourceFacts: Sendable, Hashable {
    /// The form in which a type takes tags.
    public enum Tagging: Sendable, Hashable {
        /// A list of objects with `Key` and `Value` in this property.
        case list(String)
        /// An object in this property.
        case map(String)
        /// The type takes no tags.
        case unsupported

        /// The property's name; nil for a type without tags.
        public var property: String? {
            switch self {
            case .list(let property), .map(let property): property
            case .unsupported: nil
            }
        }
    }

    /// The order of the two steps of a replacement.
    public enum ReplacementOrder: Sendable, Hashable {
        /// CloudFormation creates the new resource first and deletes the old one afterwards.
        case createThenDelete
        /// CloudFormation deletes the old resource first: until the new one exists there is none.
        case deleteThenCreate
    }

    /// The type's name.
    public let type: String
    /// The properties whose change replaces the resource.
    public let createOnly: [String]
    /// The properties whose change may replace the resource, depending on the values.
    public let conditionalCreateOnly: [String]
    /// The properties that cannot be read back, so that drift detection does not cover them.
    public let writeOnly: [String]
    /// The properties that only AWS sets.
    public let readOnly: [String]
    /// The properties that identify a resource of the type.
    public let primaryIdentifier: [String]
    /// The properties that the service returns in another form, such as a name in lower case. A change between two forms of the
    /// same value changes nothing.
    public let transformed: [String]
    /// The lists whose order has no meaning.
    public let unordered: [String]
    /// The order of the two steps of a replacement.
    public let replacementOrder: ReplacementOrder
    /// A Boolean value that indicates whether a resource of the type can change in place. Every change replaces the resource of a
    /// type that cannot.
    public let isUpdatable: Bool
    /// The form in which the type takes tags; nil if it takes none.
    public let tagging: Tagging?

    /// Creates the facts of a type.
    public init(
        type: String, createOnly: [String] = [], conditionalCreateOnly: [String] = [], writeOnly: [String] = [],
        readOnly: [String] = [], primaryIdentifier: [String] = [], transformed: [String] = [], unordered: [String] = [],
        replacementOrder: ReplacementOrder = .createThenDelete, isUpdatable: Bool = true, tagging: Tagging? = nil
    ) {
        self.type = type
        self.createOnly = createOnly
        self.conditionalCreateOnly = conditionalCreateOnly
        self.writeOnly = writeOnly
        self.readOnly = readOnly
        self.primaryIdentifier = primaryIdentifier
        self.transformed = transformed
        self.unordered = unordered
        self.replacementOrder = replacementOrder
        self.isUpdatable = isUpdatable
        self.tagging = tagging
    }

    /// A Boolean value that indicates whether `Ref` is the ARN of a resource without an attribute for it. The registry does not
    /// say this; the "Return values" of the types' pages do.
    public var isReferenceARN: Bool {
        ["AWS::CertificateManager::Certificate", "AWS::SecretsManager::Secret"].contains(type)
    }

    /// The return attribute that is the resource's ARN: `Arn`, or the type's own name with `Arn`. Nil if neither exists.
    public var arnAttribute: String? {
        let name = type.split(separator: ":").last.map(String.init) ?? ""
        return ["Arn", name + "Arn"].first(where: readOnly.contains)
    }
}
