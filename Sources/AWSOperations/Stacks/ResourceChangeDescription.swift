#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A resource's change in a change set.
package struct ResourceChangeDescription: Sendable, Hashable, Codable {
    /// The action.
    package var action: ResourceChangeAction
    /// The logical id.
    package var logicalID: String
    /// The physical id; nil for a new resource.
    package var physicalID: String?
    /// The type.
    package var type: String
    /// The answer whether a new resource replaces the existing one.
    package var replacement: ResourceReplacement?
    /// The consequence of the deletion or replacement policy, such as `ReplaceAndDelete`.
    package var policyAction: String?
    /// The changed parts, such as `Properties`.
    package var scope: [String]
    /// The changed properties with the cause of each.
    package var details: [Detail]
    /// The properties before, in JSON.
    package var beforeContext: String?
    /// The properties after, in JSON.
    package var afterContext: String?
    /// The properties of the previous deployment, in JSON, of a change set that compares with the actual state.
    package var previousDeploymentContext: String?
    /// The resource's drift.
    package var driftStatus: DriftStatus?
    /// The properties left out of the comparison with the actual state.
    package var ignoredAttributes: [IgnoredAttribute]
    /// The ARN of a nested stack's change set.
    package var changeSetID: String?

    enum CodingKeys: String, CodingKey {
        case action = "Action", logicalID = "LogicalResourceId", physicalID = "PhysicalResourceId"
        case type = "ResourceType", replacement = "Replacement", policyAction = "PolicyAction", scope = "Scope"
        case details = "Details", beforeContext = "BeforeContext", afterContext = "AfterContext"
        case previousDeploymentContext = "PreviousDeploymentContext", driftStatus = "ResourceDriftStatus"
        case ignoredAttributes = "ResourceDriftIgnoredAttributes", changeSetID = "ChangeSetId"
    }

    /// Creates the value.
    package init(
        action: ResourceChangeAction, logicalID: String, physicalID: String? = nil, type: String,
        replacement: ResourceReplacement? = nil, policyAction: String? = nil, scope: [String] = [],
        details: [Detail] = [], beforeContext: String? = nil, afterContext: String? = nil,
        previousDeploymentContext: String? = nil, driftStatus: DriftStatus? = nil,
        ignoredAttributes: [IgnoredAttribute] = [], changeSetID: String? = nil
    ) {
        self.action = action
        self.logicalID = logicalID
        self.physicalID = physicalID
        self.type = type
        self.replacement = replacement
        self.policyAction = policyAction
        self.scope = scope
        self.details = details
        self.beforeContext = beforeContext
        self.afterContext = afterContext
        self.previousDeploymentContext = previousDeploymentContext
        self.driftStatus = driftStatus
        self.ignoredAttributes = ignoredAttributes
        self.changeSetID = changeSetID
    }
}

extension ResourceChangeDescription {
    /// A changed property.
    package struct Detail: Sendable, Hashable, Codable {
        /// The property.
        package var target: Target?
        /// `Static` if the new value is known, `Dynamic` if it depends on another resource.
        package var evaluation: String?
        /// The cause's kind, such as `DirectModification`.
        package var source: String?
        /// The cause, such as a parameter's name.
        package var cause: String?

        enum CodingKeys: String, CodingKey {
            case target = "Target", evaluation = "Evaluation", source = "ChangeSource", cause = "CausingEntity"
        }

        /// Creates the value.
        package init(target: Target? = nil, evaluation: String? = nil, source: String? = nil, cause: String? = nil) {
            self.target = target
            self.evaluation = evaluation
            self.source = source
            self.cause = cause
        }
    }

    /// A property of a resource, with its values.
    package struct Target: Sendable, Hashable, Codable {
        /// The part of the resource, such as `Properties`.
        package var attribute: String?
        /// The property's name.
        package var name: String?
        /// The property's path, such as `/Properties/Name`.
        package var path: String?
        /// `Never`, `Conditionally` or `Always`.
        package var recreation: String?
        /// The value before, which may be truncated.
        package var beforeValue: String?
        /// The value after, which may be truncated.
        package var afterValue: String?
        /// The origin of the value before: `PREVIOUS_DEPLOYMENT_STATE` or `ACTUAL_STATE`.
        package var beforeValueFrom: String?
        /// The origin of the value after.
        package var afterValueFrom: String?
        /// `Add`, `Remove`, `Modify` or `SyncWithActual`.
        package var changeType: String?
        /// The property's drift.
        package var drift: Drift?

        enum CodingKeys: String, CodingKey {
            case attribute = "Attribute", name = "Name", path = "Path", recreation = "RequiresRecreation"
            case beforeValue = "BeforeValue", afterValue = "AfterValue", beforeValueFrom = "BeforeValueFrom"
            case afterValueFrom = "AfterValueFrom", changeType = "AttributeChangeType", drift = "Drift"
        }

        /// Creates the value.
        package init(
            attribute: String? = nil, name: String? = nil, path: String? = nil, recreation: String? = nil,
            beforeValue: String? = nil, afterValue: String? = nil, beforeValueFrom: String? = nil,
            afterValueFrom: String? = nil, changeType: String? = nil, drift: Drift? = nil
        ) {
            self.attribute = attribute
            self.name = name
            self.path = path
            self.recreation = recreation
            self.beforeValue = beforeValue
            self.afterValue = afterValue
            self.beforeValueFrom = beforeValueFrom
            self.afterValueFrom = afterValueFrom
            self.changeType = changeType
            self.drift = drift
        }
    }

    /// A property's drift.
    package struct Drift: Sendable, Hashable, Codable {
        /// The value of the previous deployment.
        package var previousValue: String?
        /// The actual value.
        package var actualValue: String?
        /// The time of the comparison.
        package var time: Date?

        enum CodingKeys: String, CodingKey {
            case previousValue = "PreviousValue", actualValue = "ActualValue", time = "DriftDetectionTimestamp"
        }

        /// Creates the value.
        package init(previousValue: String? = nil, actualValue: String? = nil, time: Date? = nil) {
            self.previousValue = previousValue
            self.actualValue = actualValue
            self.time = time
        }
    }

    /// A property left out of the comparison with the actual state.
    package struct IgnoredAttribute: Sendable, Hashable, Codable {
        /// The property's path.
        package var path: String?
        /// The reason, such as `MANAGED_BY_AWS`.
        package var reason: String?

        enum CodingKeys: String, CodingKey { case path = "Path", reason = "Reason" }

        /// Creates the value.
        package init(path: String? = nil, reason: String? = nil) {
            self.path = path
            self.reason = reason
        }
    }
}
