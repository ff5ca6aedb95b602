#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An event of a stack's operation.
package struct StackEvent: Sendable, Hashable, Codable {
    /// The event's id.
    package var id: String
    /// The stack's id.
    package var stackID: String
    /// The stack's name.
    package var stackName: String
    /// The resource's logical id; that of the stack's own events is the stack's name.
    package var logicalID: String
    /// The resource's physical id.
    package var physicalID: String?
    /// The resource's type.
    package var type: String
    /// The time.
    package var time: Date
    /// The resource's status.
    package var status: ResourceStatus
    /// The reason for the status.
    package var reason: String?
    /// The resource's properties in JSON.
    package var properties: String?
    /// The operation's id.
    package var operationID: String?
    /// The token given to the operation.
    package var clientRequestToken: String?
    /// `CONFIGURATION_COMPLETE` while the resource settles, or `VALIDATION_FAILED`.
    package var detailedStatus: String?
    /// The hook's type.
    package var hookType: String?
    /// The hook's status.
    package var hookStatus: HookStatus?
    /// The reason for the hook's status.
    package var hookStatusReason: String?
    /// The point of the hook's invocation.
    package var hookInvocationPoint: String?
    /// The id of the hook's result.
    package var hookInvocationID: String?
    /// `FAIL` or `WARN`.
    package var hookFailureMode: String?

    enum CodingKeys: String, CodingKey {
        case id = "EventId", stackID = "StackId", stackName = "StackName", logicalID = "LogicalResourceId"
        case physicalID = "PhysicalResourceId", type = "ResourceType", time = "Timestamp", status = "ResourceStatus"
        case reason = "ResourceStatusReason", properties = "ResourceProperties", operationID = "OperationId"
        case clientRequestToken = "ClientRequestToken", detailedStatus = "DetailedStatus", hookType = "HookType"
        case hookStatus = "HookStatus", hookStatusReason = "HookStatusReason"
        case hookInvocationPoint = "HookInvocationPoint", hookInvocationID = "HookInvocationId"
        case hookFailureMode = "HookFailureMode"
    }

    /// Creates the value.
    package init(
        id: String, stackID: String, stackName: String, logicalID: String, physicalID: String? = nil, type: String,
        time: Date, status: ResourceStatus, reason: String? = nil, properties: String? = nil,
        operationID: String? = nil, clientRequestToken: String? = nil, detailedStatus: String? = nil,
        hookType: String? = nil, hookStatus: HookStatus? = nil, hookStatusReason: String? = nil,
        hookInvocationPoint: String? = nil, hookInvocationID: String? = nil, hookFailureMode: String? = nil
    ) {
        self.id = id
        self.stackID = stackID
        self.stackName = stackName
        self.logicalID = logicalID
        self.physicalID = physicalID
        self.type = type
        self.time = time
        self.status = status
        self.reason = reason
        self.properties = properties
        self.operationID = operationID
        self.clientRequestToken = clientRequestToken
        self.detailedStatus = detailedStatus
        self.hookType = hookType
        self.hookStatus = hookStatus
        self.hookStatusReason = hookStatusReason
        self.hookInvocationPoint = hookInvocationPoint
        self.hookInvocationID = hookInvocationID
        self.hookFailureMode = hookFailureMode
    }
}

/// An event of an operation, with the result of a validation.
package struct OperationEvent: Sendable, Hashable, Codable {
    /// The event's id.
    package var id: String
    /// The stack's id.
    package var stackID: String?
    /// The operation's id.
    package var operationID: String?
    /// The operation's kind, such as `CREATE_CHANGESET`.
    package var operationType: String?
    /// The operation's status: `IN_PROGRESS`, `SUCCEEDED` or `FAILED`.
    package var operationStatus: String?
    /// The kind of event.
    package var kind: OperationEventKind
    /// The resource's logical id.
    package var logicalID: String?
    /// The resource's physical id.
    package var physicalID: String?
    /// The resource's type.
    package var type: String?
    /// The time.
    package var time: Date?
    /// The time of the operation's start.
    package var startTime: Date?
    /// The time of the operation's end.
    package var endTime: Date?
    /// The resource's status.
    package var status: ResourceStatus?
    /// The reason for the status.
    package var reason: String?
    /// The resource's properties in JSON.
    package var properties: String?
    /// The token given to the operation.
    package var clientRequestToken: String?
    /// The hook's type.
    package var hookType: String?
    /// The hook's status.
    package var hookStatus: HookStatus?
    /// The reason for the hook's status.
    package var hookStatusReason: String?
    /// The point of the hook's invocation.
    package var hookInvocationPoint: String?
    /// `FAIL` or `WARN`.
    package var hookFailureMode: String?
    /// `CONFIGURATION_COMPLETE` while the resource settles, or `VALIDATION_FAILED`.
    package var detailedStatus: String?
    /// The validation's name.
    package var validationName: String?
    /// `FAILED` or `SKIPPED`.
    package var validationStatus: String?
    /// The validation's message.
    package var validationReason: String?
    /// The path in the template, such as `/Resources/X/Properties/Name`.
    package var validationPath: String?
    /// `FAIL` or `WARN`.
    package var validationFailureMode: String?

    enum CodingKeys: String, CodingKey {
        case id = "EventId", stackID = "StackId", operationID = "OperationId", operationType = "OperationType"
        case operationStatus = "OperationStatus", kind = "EventType", logicalID = "LogicalResourceId"
        case physicalID = "PhysicalResourceId", type = "ResourceType", time = "Timestamp", startTime = "StartTime"
        case endTime = "EndTime", status = "ResourceStatus", reason = "ResourceStatusReason"
        case properties = "ResourceProperties", clientRequestToken = "ClientRequestToken", hookType = "HookType"
        case hookStatus = "HookStatus", hookStatusReason = "HookStatusReason"
        case hookInvocationPoint = "HookInvocationPoint", hookFailureMode = "HookFailureMode"
        case detailedStatus = "DetailedStatus", validationName = "ValidationName"
        case validationStatus = "ValidationStatus", validationReason = "ValidationStatusReason"
        case validationPath = "ValidationPath", validationFailureMode = "ValidationFailureMode"
    }

    /// Creates the value.
    package init(
        id: String, stackID: String? = nil, operationID: String? = nil, operationType: String? = nil,
        operationStatus: String? = nil, kind: OperationEventKind, logicalID: String? = nil, physicalID: String? = nil,
        type: String? = nil, time: Date? = nil, startTime: Date? = nil, endTime: Date? = nil,
        status: ResourceStatus? = nil, reason: String? = nil, properties: String? = nil,
        clientRequestToken: String? = nil, hookType: String? = nil, hookStatus: HookStatus? = nil,
        hookStatusReason: String? = nil, hookInvocationPoint: String? = nil, hookFailureMode: String? = nil,
        detailedStatus: String? = nil, validationName: String? = nil, validationStatus: String? = nil,
        validationReason: String? = nil, validationPath: String? = nil, validationFailureMode: String? = nil
    ) {
        self.id = id
        self.stackID = stackID
        self.operationID = operationID
        self.operationType = operationType
        self.operationStatus = operationStatus
        self.kind = kind
        self.logicalID = logicalID
        self.physicalID = physicalID
        self.type = type
        self.time = time
        self.startTime = startTime
        self.endTime = endTime
        self.status = status
        self.reason = reason
        self.properties = properties
        self.clientRequestToken = clientRequestToken
        self.hookType = hookType
        self.hookStatus = hookStatus
        self.hookStatusReason = hookStatusReason
        self.hookInvocationPoint = hookInvocationPoint
        self.hookFailureMode = hookFailureMode
        self.detailedStatus = detailedStatus
        self.validationName = validationName
        self.validationStatus = validationStatus
        self.validationReason = validationReason
        self.validationPath = validationPath
        self.validationFailureMode = validationFailureMode
    }
}

/// A selection of events.
package struct EventFilter: Sendable, Hashable, Codable {
    /// `true` for events of failures only.
    package var onlyFailed: Bool?

    enum CodingKeys: String, CodingKey { case onlyFailed = "FailedEvents" }

    /// Creates the value.
    package init(onlyFailed: Bool? = nil) {
        self.onlyFailed = onlyFailed
    }
}
