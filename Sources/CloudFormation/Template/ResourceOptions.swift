/// What CloudFormation does with a resource, apart from what it is.
public struct ResourceOptions: Sendable, Hashable {
    /// What happens to the thing itself when its resource is removed or replaced.
    public enum Policy: String, Sendable, Hashable {
        /// It is deleted.
        case delete = "Delete"
        /// It stays, unmanaged.
        case retain = "Retain"
        /// It stays unless its own creation failed.
        case retainExceptOnCreate = "RetainExceptOnCreate"
        /// A snapshot is taken, then it is deleted.
        case snapshot = "Snapshot"
    }

    /// Resources that must exist first, where no reference says so already.
    public var dependsOn: [TemplateReference]
    /// On removal; nil leaves CloudFormation's default, which deletes most types.
    public var deletionPolicy: Policy?
    /// On replacement; nil leaves CloudFormation's default.
    public var updateReplacePolicy: Policy?
    /// Made only if this holds.
    public var condition: Condition?
    /// Tags of this resource; they win over the stack's.
    public var tags: [String: String]
    /// Notes for readers and tools.
    public var metadata: TemplateExpression?
    /// `CreationPolicy`, untyped.
    public var creationPolicy: TemplateExpression?
    /// `UpdatePolicy`, untyped.
    public var updatePolicy: TemplateExpression?
    /// A logical id to keep, for a construct that moved in the tree while its resource stays.
    public var logicalID: String?
    /// Properties set by path (`A/B`) after all others, for what the typed properties cannot say.
    public var overrides: [TemplateExpression.Member]

    /// Options; by default CloudFormation's own behaviour.
    public init(
        dependsOn: [TemplateReference] = [], deletionPolicy: Policy? = nil, updateReplacePolicy: Policy? = nil,
        condition: Condition? = nil, tags: [String: String] = [:], metadata: TemplateExpression? = nil,
        creationPolicy: TemplateExpression? = nil, updatePolicy: TemplateExpression? = nil, logicalID: String? = nil,
        overrides: [TemplateExpression.Member] = []
    ) {
        self.dependsOn = dependsOn
        self.deletionPolicy = deletionPolicy
        self.updateReplacePolicy = updateReplacePolicy
        self.condition = condition
        self.tags = tags
        self.metadata = metadata
        self.creationPolicy = creationPolicy
        self.updatePolicy = updatePolicy
        self.logicalID = logicalID
        self.overrides = overrides
    }

    /// The same policy for removal and replacement.
    public static func kept(_ policy: Policy, dependsOn: [TemplateReference] = []) -> ResourceOptions {
        ResourceOptions(dependsOn: dependsOn, deletionPolicy: policy, updateReplacePolicy: policy)
    }

    var members: [TemplateExpression.Member] {
        var members: [TemplateExpression.Member] = []
        if let condition { members.append(.init("Condition", .string(condition.reference.name))) }
        let dependencies = Set(dependsOn.map(\.name)).sorted()
        if !dependencies.isEmpty { members.append(.init("DependsOn", .list(dependencies.map { .string($0) }))) }
        if let deletionPolicy { members.append(.init("DeletionPolicy", .string(deletionPolicy.rawValue))) }
        if let updateReplacePolicy {
            members.append(.init("UpdateReplacePolicy", .string(updateReplacePolicy.rawValue)))
        }
        if let creationPolicy { members.append(.init("CreationPolicy", creationPolicy)) }
        if let updatePolicy { members.append(.init("UpdatePolicy", updatePolicy)) }
        if let metadata { members.append(.init("Metadata", metadata)) }
        return members
    }
}
