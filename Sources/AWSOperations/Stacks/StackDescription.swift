#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A stack.
package struct StackDescription: Sendable, Hashable, Codable {
    /// The stack's id, an ARN that no other stack of this name has.
    package var id: String
    /// The name.
    package var name: String
    /// The status.
    package var status: StackStatus
    /// The reason for the status.
    package var statusReason: String?
    /// `CONFIGURATION_COMPLETE` while resources settle, or `VALIDATION_FAILED`.
    package var detailedStatus: String?
    /// The ARN of the change set that was executed last or, for a new stack, created it.
    package var changeSetID: String?
    /// The template's description.
    package var description: String?
    /// The parameters' values.
    @Listed<ParameterNames> package var parameters: [String: String]
    /// The outputs' values.
    @Listed<OutputNames> package var outputs: [String: String]
    /// The tags.
    @Listed<TagNames> package var tags: [String: String]
    /// The role of all operations.
    package var roleARN: String?
    /// The latest operations.
    package var lastOperations: [StackOperationEntry]
    /// `true` if a deletion is refused.
    package var isProtected: Bool
    /// `true` if a failed operation leaves the stack as it is.
    package var disablesRollback: Bool
    /// The time of the creation.
    package var creationTime: Date?
    /// The time of the last update.
    package var lastUpdatedTime: Date?
    /// The time of the deletion.
    package var deletionTime: Date?
    /// The id of the parent of a nested stack.
    package var parentID: String?
    /// The id of the outermost parent of a nested stack.
    package var rootID: String?
    /// The mode of the deletion.
    package var deletionMode: String?
    /// The result of the last detection of drift.
    package var driftInformation: StackDriftInformation?

    enum CodingKeys: String, CodingKey {
        case id = "StackId", name = "StackName", status = "StackStatus", statusReason = "StackStatusReason"
        case detailedStatus = "DetailedStatus", changeSetID = "ChangeSetId", description = "Description"
        case parameters = "Parameters", outputs = "Outputs", tags = "Tags", roleARN = "RoleARN"
        case lastOperations = "LastOperations", isProtected = "EnableTerminationProtection"
        case disablesRollback = "DisableRollback", creationTime = "CreationTime", lastUpdatedTime = "LastUpdatedTime"
        case deletionTime = "DeletionTime", parentID = "ParentId", rootID = "RootId", deletionMode = "DeletionMode"
        case driftInformation = "DriftInformation"
    }

    /// Creates the value.
    package init(
        id: String, name: String, status: StackStatus, statusReason: String? = nil, detailedStatus: String? = nil,
        changeSetID: String? = nil, description: String? = nil, parameters: [String: String] = [:],
        outputs: [String: String] = [:], tags: [String: String] = [:], roleARN: String? = nil,
        lastOperations: [StackOperationEntry] = [], isProtected: Bool = false, disablesRollback: Bool = false,
        creationTime: Date? = nil, lastUpdatedTime: Date? = nil, deletionTime: Date? = nil, parentID: String? = nil,
        rootID: String? = nil, deletionMode: String? = nil, driftInformation: StackDriftInformation? = nil
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.statusReason = statusReason
        self.detailedStatus = detailedStatus
        self.changeSetID = changeSetID
        self.description = description
        self.parameters = parameters
        self.outputs = outputs
        self.tags = tags
        self.roleARN = roleARN
        self.lastOperations = lastOperations
        self.isProtected = isProtected
        self.disablesRollback = disablesRollback
        self.creationTime = creationTime
        self.lastUpdatedTime = lastUpdatedTime
        self.deletionTime = deletionTime
        self.parentID = parentID
        self.rootID = rootID
        self.deletionMode = deletionMode
        self.driftInformation = driftInformation
    }
}

/// An operation of a stack.
package struct StackOperationEntry: Sendable, Hashable, Codable {
    /// The kind, such as `UPDATE_STACK`.
    package var type: String
    /// The operation's id, which its events have.
    package var id: String

    enum CodingKeys: String, CodingKey { case type = "OperationType", id = "OperationId" }

    /// Creates the value.
    package init(type: String, id: String) {
        self.type = type
        self.id = id
    }
}

/// An operation that began.
package struct StackOperationReference: Sendable, Hashable, Codable {
    /// The stack's id.
    package var stackID: String?
    /// The operation's id.
    package var operationID: String?

    enum CodingKeys: String, CodingKey { case stackID = "StackId", operationID = "OperationId" }

    /// Creates the value.
    package init(stackID: String? = nil, operationID: String? = nil) {
        self.stackID = stackID
        self.operationID = operationID
    }
}

/// The result of a stack's last detection of drift.
package struct StackDriftInformation: Sendable, Hashable, Codable {
    /// `DRIFTED`, `IN_SYNC`, `UNKNOWN` or `NOT_CHECKED`.
    package var status: String?
    /// The time of the detection.
    package var lastCheck: Date?

    enum CodingKeys: String, CodingKey { case status = "StackDriftStatus", lastCheck = "LastCheckTimestamp" }

    /// Creates the value.
    package init(status: String? = nil, lastCheck: Date? = nil) {
        self.status = status
        self.lastCheck = lastCheck
    }
}

/// A parameter of an operation.
package struct StackParameter: Sendable, Hashable, Codable {
    /// The name.
    package var name: String
    /// The value; nil with the previous value.
    package var value: String?
    /// `true` to keep the stack's value.
    package var usesPreviousValue: Bool?

    enum CodingKeys: String, CodingKey {
        case name = "ParameterKey", value = "ParameterValue", usesPreviousValue = "UsePreviousValue"
    }

    /// Creates the value.
    package init(name: String, value: String? = nil, usesPreviousValue: Bool? = nil) {
        self.name = name
        self.value = value
        self.usesPreviousValue = usesPreviousValue
    }
}

/// A parameter that a template declares.
package struct TemplateParameter: Sendable, Hashable, Codable {
    /// The name.
    package var name: String
    /// The default.
    package var defaultValue: String?
    /// `true` if the value is never shown.
    package var isHidden: Bool
    /// The purpose.
    package var description: String?

    enum CodingKeys: String, CodingKey {
        case name = "ParameterKey", defaultValue = "DefaultValue", isHidden = "NoEcho", description = "Description"
    }

    /// Creates the value.
    package init(name: String, defaultValue: String? = nil, isHidden: Bool = false, description: String? = nil) {
        self.name = name
        self.defaultValue = defaultValue
        self.isHidden = isHidden
        self.description = description
    }
}

/// The mode of an operation.
package struct StackDeploymentConfig: Sendable, Hashable, Codable {
    /// `STANDARD`, or `EXPRESS` to end before resources have settled.
    package var mode: String?
    /// `true` to leave a failed stack as it is.
    package var disablesRollback: Bool?

    enum CodingKeys: String, CodingKey { case mode = "Mode", disablesRollback = "DisableRollback" }

    /// Creates the value.
    package init(mode: String? = nil, disablesRollback: Bool? = nil) {
        self.mode = mode
        self.disablesRollback = disablesRollback
    }
}

/// The alarms that roll an operation back.
package struct RollbackConfiguration: Sendable, Hashable, Codable {
    /// The alarms.
    package var triggers: [RollbackTrigger]?
    /// The minutes to watch after the operation.
    package var minutes: Int?

    enum CodingKeys: String, CodingKey { case triggers = "RollbackTriggers", minutes = "MonitoringTimeInMinutes" }

    /// Creates the value.
    package init(triggers: [RollbackTrigger]? = nil, minutes: Int? = nil) {
        self.triggers = triggers
        self.minutes = minutes
    }
}

/// An alarm that rolls an operation back.
package struct RollbackTrigger: Sendable, Hashable, Codable {
    /// The alarm's ARN.
    package var arn: String
    /// The alarm's type, such as `AWS::CloudWatch::Alarm`.
    package var type: String

    enum CodingKeys: String, CodingKey { case arn = "Arn", type = "Type" }

    /// Creates the value.
    package init(arn: String, type: String) {
        self.arn = arn
        self.type = type
    }
}
