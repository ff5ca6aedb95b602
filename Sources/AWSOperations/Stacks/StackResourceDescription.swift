#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A resource of a stack.
package struct StackResourceDescription: Sendable, Hashable, Codable {
    /// The stack's id.
    package var stackID: String?
    /// The stack's name.
    package var stackName: String?
    /// The logical id.
    package var logicalID: String
    /// The physical id.
    package var physicalID: String?
    /// The type.
    package var type: String
    /// The time of the last change of the status.
    package var time: Date?
    /// The status.
    package var status: ResourceStatus
    /// The reason for the status.
    package var reason: String?
    /// The result of the last detection of drift.
    package var drift: ResourceDriftInformation?

    enum CodingKeys: String, CodingKey {
        case stackID = "StackId", stackName = "StackName", logicalID = "LogicalResourceId"
        case physicalID = "PhysicalResourceId", type = "ResourceType", time = "Timestamp", status = "ResourceStatus"
        case reason = "ResourceStatusReason", drift = "DriftInformation"
    }

    /// Creates the value.
    package init(
        stackID: String? = nil, stackName: String? = nil, logicalID: String, physicalID: String? = nil, type: String,
        time: Date? = nil, status: ResourceStatus, reason: String? = nil, drift: ResourceDriftInformation? = nil
    ) {
        self.stackID = stackID
        self.stackName = stackName
        self.logicalID = logicalID
        self.physicalID = physicalID
        self.type = type
        self.time = time
        self.status = status
        self.reason = reason
        self.drift = drift
    }
}

/// A resource of a stack in a list.
package struct StackResourceSummary: Sendable, Hashable, Codable {
    /// The logical id.
    package var logicalID: String
    /// The physical id.
    package var physicalID: String?
    /// The type.
    package var type: String
    /// The time of the last change of the status.
    package var time: Date?
    /// The status.
    package var status: ResourceStatus
    /// The reason for the status.
    package var reason: String?
    /// The result of the last detection of drift.
    package var drift: ResourceDriftInformation?

    enum CodingKeys: String, CodingKey {
        case logicalID = "LogicalResourceId", physicalID = "PhysicalResourceId", type = "ResourceType"
        case time = "LastUpdatedTimestamp", status = "ResourceStatus", reason = "ResourceStatusReason"
        case drift = "DriftInformation"
    }

    /// Creates the value.
    package init(
        logicalID: String, physicalID: String? = nil, type: String, time: Date? = nil, status: ResourceStatus,
        reason: String? = nil, drift: ResourceDriftInformation? = nil
    ) {
        self.logicalID = logicalID
        self.physicalID = physicalID
        self.type = type
        self.time = time
        self.status = status
        self.reason = reason
        self.drift = drift
    }
}

/// The result of a resource's last detection of drift.
package struct ResourceDriftInformation: Sendable, Hashable, Codable {
    /// The status.
    package var status: DriftStatus?
    /// The time of the detection.
    package var lastCheck: Date?

    enum CodingKeys: String, CodingKey { case status = "StackResourceDriftStatus", lastCheck = "LastCheckTimestamp" }

    /// Creates the value.
    package init(status: DriftStatus? = nil, lastCheck: Date? = nil) {
        self.status = status
        self.lastCheck = lastCheck
    }
}

/// A resource's differences from the template.
package struct ResourceDrift: Sendable, Hashable, Codable {
    /// The stack's id.
    package var stackID: String
    /// The logical id.
    package var logicalID: String
    /// The physical id.
    package var physicalID: String?
    /// The type.
    package var type: String
    /// The properties of the template, in JSON.
    package var expected: String?
    /// The actual properties, in JSON.
    package var actual: String?
    /// The differences.
    package var differences: [PropertyDifference]
    /// The status.
    package var status: DriftStatus
    /// The reason for the status.
    package var statusReason: String?
    /// The time of the comparison.
    package var time: Date?

    enum CodingKeys: String, CodingKey {
        case stackID = "StackId", logicalID = "LogicalResourceId", physicalID = "PhysicalResourceId"
        case type = "ResourceType", expected = "ExpectedProperties", actual = "ActualProperties"
        case differences = "PropertyDifferences", status = "StackResourceDriftStatus"
        case statusReason = "DriftStatusReason", time = "Timestamp"
    }

    /// Creates the value.
    package init(
        stackID: String, logicalID: String, physicalID: String? = nil, type: String, expected: String? = nil,
        actual: String? = nil, differences: [PropertyDifference] = [], status: DriftStatus, statusReason: String? = nil,
        time: Date? = nil
    ) {
        self.stackID = stackID
        self.logicalID = logicalID
        self.physicalID = physicalID
        self.type = type
        self.expected = expected
        self.actual = actual
        self.differences = differences
        self.status = status
        self.statusReason = statusReason
        self.time = time
    }
}

/// A property's difference from the template.
package struct PropertyDifference: Sendable, Hashable, Codable {
    /// The property's path.
    package var path: String
    /// The template's value.
    package var expected: String?
    /// The actual value.
    package var actual: String?
    /// `ADD`, `REMOVE` or `NOT_EQUAL`.
    package var kind: String

    enum CodingKeys: String, CodingKey {
        case path = "PropertyPath", expected = "ExpectedValue", actual = "ActualValue", kind = "DifferenceType"
    }

    /// Creates the value.
    package init(path: String, expected: String? = nil, actual: String? = nil, kind: String) {
        self.path = path
        self.expected = expected
        self.actual = actual
        self.kind = kind
    }
}
