/// CloudFormation's handling of a resource.
public struct ResourceOptions: Sendable, Hashable {
    /// CloudFormation's action on removal or replacement of the resource.
    public enum Policy: String, Sendable, Hashable {
        /// Deletes it.
        case delete = "Delete"
        /// Keeps it, outside of the stack.
        case retain = "Retain"
        /// Keeps it, unless its creation failed.
        case retainExceptOnCreate = "RetainExceptOnCreate"
        /// Takes a snapshot, then deletes it.
        case snapshot = "Snapshot"
    }

    /// Resources to create first, beyond those that the properties refer to.
    public var dependsOn: [TemplateReference]
    /// The action on removal; nil is CloudFormation's default, which deletes most types.
    public var deletionPolicy: Policy?
    /// The action on replacement; nil is CloudFormation's default.
    public var updateReplacePolicy: Policy?
    /// The condition for creating the resource.
    public var condition: Condition?
    /// Tags of this resource; they override the stack's.
    public var tags: [String: String]
    /// Notes for readers and tools.
    public var metadata: TemplateExpression?
    /// `CreationPolicy`, untyped.
    public var creationPolicy: TemplateExpression?
    /// `UpdatePolicy`, untyped.
    public var updatePolicy: TemplateExpression?
    /// The logical id to keep for a construct that moved in the tree.
    public var logicalID: String?
    /// Properties to set by path after all others, such as `A/B` or `Rules/0/Name`.
    public var overrides: [TemplateExpression.Member]

    /// Creates options; the defaults are CloudFormation's.
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

    /// Options with the same policy for removal and replacement.
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
