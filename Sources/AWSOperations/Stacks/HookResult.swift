#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A hook's result.
package struct HookResult: Sendable, Hashable, Codable {
    /// The result's id.
    package var id: String?
    /// The point of the invocation.
    package var invocationPoint: String?
    /// `FAIL` or `WARN`.
    package var failureMode: String?
    /// The hook's type.
    package var typeName: String?
    /// The hook's ARN.
    package var typeARN: String?
    /// The status.
    package var status: HookStatus?
    /// The reason for the status.
    package var reason: String?
    /// The time of the invocation.
    package var time: Date?
    /// The target.
    package var target: HookTarget?
    /// The results of the hook's rules.
    package var annotations: [HookAnnotation]

    enum CodingKeys: String, CodingKey {
        case id = "HookResultId", invocationPoint = "InvocationPoint", failureMode = "FailureMode"
        case typeName = "TypeName", typeARN = "TypeArn", status = "Status", reason = "HookStatusReason"
        case time = "InvokedAt", target = "Target", annotations = "Annotations"
    }

    /// Creates the value.
    package init(
        id: String? = nil, invocationPoint: String? = nil, failureMode: String? = nil, typeName: String? = nil,
        typeARN: String? = nil, status: HookStatus? = nil, reason: String? = nil, time: Date? = nil,
        target: HookTarget? = nil, annotations: [HookAnnotation] = []
    ) {
        self.id = id
        self.invocationPoint = invocationPoint
        self.failureMode = failureMode
        self.typeName = typeName
        self.typeARN = typeARN
        self.status = status
        self.reason = reason
        self.time = time
        self.target = target
        self.annotations = annotations
    }
}

/// The target of a hook.
package struct HookTarget: Sendable, Hashable, Codable {
    /// The kind of target.
    package var type: String?
    /// The resource's type.
    package var typeName: String?
    /// The target's id.
    package var id: String?
    /// The action: `CREATE`, `UPDATE`, `DELETE` or `IMPORT`.
    package var action: String?

    enum CodingKeys: String, CodingKey {
        case type = "TargetType", typeName = "TargetTypeName", id = "TargetId", action = "Action"
    }

    /// Creates the value.
    package init(type: String? = nil, typeName: String? = nil, id: String? = nil, action: String? = nil) {
        self.type = type
        self.typeName = typeName
        self.id = id
        self.action = action
    }
}

/// The result of a hook's rule.
package struct HookAnnotation: Sendable, Hashable, Codable {
    /// The rule.
    package var name: String?
    /// `PASSED`, `FAILED` or `SKIPPED`.
    package var status: String?
    /// The message.
    package var message: String?
    /// The remedy.
    package var remediation: String?
    /// A page on the remedy.
    package var link: String?
    /// The severity, such as `HIGH`.
    package var severity: String?

    enum CodingKeys: String, CodingKey {
        case name = "AnnotationName", status = "Status", message = "StatusMessage", remediation = "RemediationMessage"
        case link = "RemediationLink", severity = "SeverityLevel"
    }

    /// Creates the value.
    package init(
        name: String? = nil, status: String? = nil, message: String? = nil, remediation: String? = nil,
        link: String? = nil, severity: String? = nil
    ) {
        self.name = name
        self.status = status
        self.message = message
        self.remediation = remediation
        self.link = link
        self.severity = severity
    }
}

/// A hook's result in a list.
package struct HookResultSummary: Sendable, Hashable, Codable {
    /// The result's id.
    package var id: String
    /// The point of the invocation.
    package var invocationPoint: String?
    /// `FAIL` or `WARN`.
    package var failureMode: String?
    /// The hook's type.
    package var typeName: String?
    /// The hook's ARN.
    package var typeARN: String?
    /// The status.
    package var status: HookStatus?
    /// The reason for the status.
    package var reason: String?
    /// The time of the invocation.
    package var time: Date?
    /// The kind of target.
    package var targetType: String?
    /// The target's id.
    package var targetID: String?

    enum CodingKeys: String, CodingKey {
        case id = "HookResultId", invocationPoint = "InvocationPoint", failureMode = "FailureMode"
        case typeName = "TypeName", typeARN = "TypeArn", status = "Status", reason = "HookStatusReason"
        case time = "InvokedAt", targetType = "TargetType", targetID = "TargetId"
    }

    /// Creates the value.
    package init(
        id: String, invocationPoint: String? = nil, failureMode: String? = nil, typeName: String? = nil,
        typeARN: String? = nil, status: HookStatus? = nil, reason: String? = nil, time: Date? = nil,
        targetType: String? = nil, targetID: String? = nil
    ) {
        self.id = id
        self.invocationPoint = invocationPoint
        self.failureMode = failureMode
        self.typeName = typeName
        self.typeARN = typeARN
        self.status = status
        self.reason = reason
        self.time = time
        self.targetType = targetType
        self.targetID = targetID
    }
}
