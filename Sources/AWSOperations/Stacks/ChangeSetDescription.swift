#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A change set.
package struct ChangeSetDescription: Sendable, Hashable, Codable {
    /// The ARN.
    package var id: String
    /// The name.
    package var name: String
    /// The stack's id.
    package var stackID: String
    /// The stack's name.
    package var stackName: String
    /// The purpose.
    package var description: String?
    /// The status of its computation.
    package var status: ChangeSetStatus
    /// The status of its execution.
    package var executionStatus: ChangeSetExecutionStatus?
    /// The reason for the status; also for a change set without changes, whose status is `FAILED`.
    package var statusReason: String?
    /// The changes of a page.
    @ResourceChanges package var changes: [ResourceChangeDescription]
    /// The parameters' values.
    @Listed<ParameterNames> package var parameters: [String: String]
    /// The stack's tags.
    @Listed<TagNames> package var tags: [String: String]
    /// The capabilities.
    package var capabilities: [String]
    /// The time of the creation.
    package var creationTime: Date?
    /// The stack's drift, of a change set that compares with the actual state.
    package var driftStatus: String?
    /// `REVERT_DRIFT`, or nil.
    package var deploymentMode: String?
    /// The consequence of a failure.
    package var onStackFailure: String?
    /// `true` if nested stacks have change sets too.
    package var includesNestedStacks: Bool
    /// `true` if named resources that exist are imported.
    package var importsExistingResources: Bool
    /// The ARN of the parent of a nested change set.
    package var parentID: String?
    /// The ARN of the outermost parent of a nested change set.
    package var rootID: String?
    /// The token of the page.
    package var nextToken: String?

    enum CodingKeys: String, CodingKey {
        case id = "ChangeSetId", name = "ChangeSetName", stackID = "StackId", stackName = "StackName"
        case description = "Description", status = "Status", executionStatus = "ExecutionStatus"
        case statusReason = "StatusReason", changes = "Changes", parameters = "Parameters", tags = "Tags"
        case capabilities = "Capabilities", creationTime = "CreationTime", driftStatus = "StackDriftStatus"
        case deploymentMode = "DeploymentMode", onStackFailure = "OnStackFailure"
        case includesNestedStacks = "IncludeNestedStacks", importsExistingResources = "ImportExistingResources"
        case parentID = "ParentChangeSetId", rootID = "RootChangeSetId", nextToken = "NextToken"
    }

    /// Creates the value.
    package init(
        id: String, name: String, stackID: String, stackName: String, description: String? = nil,
        status: ChangeSetStatus, executionStatus: ChangeSetExecutionStatus? = nil, statusReason: String? = nil,
        changes: [ResourceChangeDescription] = [], parameters: [String: String] = [:], tags: [String: String] = [:],
        capabilities: [String] = [], creationTime: Date? = nil, driftStatus: String? = nil,
        deploymentMode: String? = nil, onStackFailure: String? = nil, includesNestedStacks: Bool = false,
        importsExistingResources: Bool = false, parentID: String? = nil, rootID: String? = nil, nextToken: String? = nil
    ) {
        self.id = id
        self.name = name
        self.stackID = stackID
        self.stackName = stackName
        self.description = description
        self.status = status
        self.executionStatus = executionStatus
        self.statusReason = statusReason
        self.changes = changes
        self.parameters = parameters
        self.tags = tags
        self.capabilities = capabilities
        self.creationTime = creationTime
        self.driftStatus = driftStatus
        self.deploymentMode = deploymentMode
        self.onStackFailure = onStackFailure
        self.includesNestedStacks = includesNestedStacks
        self.importsExistingResources = importsExistingResources
        self.parentID = parentID
        self.rootID = rootID
        self.nextToken = nextToken
    }
}

/// A change set in a list.
package struct ChangeSetSummary: Sendable, Hashable, Codable {
    /// The ARN.
    package var id: String
    /// The name.
    package var name: String
    /// The stack's id.
    package var stackID: String?
    /// The stack's name.
    package var stackName: String?
    /// The status of its computation.
    package var status: ChangeSetStatus?
    /// The status of its execution.
    package var executionStatus: ChangeSetExecutionStatus?
    /// The reason for the status.
    package var statusReason: String?
    /// The purpose.
    package var description: String?
    /// The time of the creation.
    package var creationTime: Date?

    enum CodingKeys: String, CodingKey {
        case id = "ChangeSetId", name = "ChangeSetName", stackID = "StackId", stackName = "StackName"
        case status = "Status", executionStatus = "ExecutionStatus", statusReason = "StatusReason"
        case description = "Description", creationTime = "CreationTime"
    }

    /// Creates the value.
    package init(
        id: String, name: String, stackID: String? = nil, stackName: String? = nil, status: ChangeSetStatus? = nil,
        executionStatus: ChangeSetExecutionStatus? = nil, statusReason: String? = nil, description: String? = nil,
        creationTime: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.stackID = stackID
        self.stackName = stackName
        self.status = status
        self.executionStatus = executionStatus
        self.statusReason = statusReason
        self.description = description
        self.creationTime = creationTime
    }
}

/// A resource of an import.
package struct ResourceToImport: Sendable, Hashable, Codable {
    /// The type.
    package var type: String
    /// The logical id.
    package var logicalID: String
    /// The properties that identify the resource.
    package var identifier: [String: String]

    enum CodingKeys: String, CodingKey {
        case type = "ResourceType", logicalID = "LogicalResourceId", identifier = "ResourceIdentifier"
    }

    /// Creates the value.
    package init(type: String, logicalID: String, identifier: [String: String] = [:]) {
        self.type = type
        self.logicalID = logicalID
        self.identifier = identifier
    }
}
