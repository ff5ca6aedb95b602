package import AWSOperations

/// A finding of CloudFormation's validation of a change set. It appears in `DescribeEvents` only.
package struct ValidationFinding: Sendable, Hashable, Codable {
    /// The validation's name, such as `NAME_CONFLICT_VALIDATION`.
    package var name: String
    /// The logical id of the resource; nil if the finding is about the template.
    package var logicalID: String?
    /// The type of the resource.
    package var type: String?
    /// The path in the template, such as `/Resources/Bucket/Properties/BucketName`.
    package var path: String?
    /// The reason, as CloudFormation states it.
    package var reason: String
    /// The places in the environment's file that decide the property; nil if none is known, as for a default.
    package var origin: String?
    /// `true` if the finding does not prevent the execution.
    package var isWarning: Bool

    /// Creates a finding.
    package init(
        name: String, logicalID: String? = nil, type: String? = nil, path: String? = nil, reason: String,
        isWarning: Bool
    ) {
        self.name = name
        self.logicalID = logicalID
        self.type = type
        self.path = path
        self.reason = reason
        self.isWarning = isWarning
    }

    /// Creates the finding of an event; nil for an event of another kind or of a validation that passed.
    package init?(_ event: OperationEvent) {
        let isValidation = event.kind.rawValue == "VALIDATION_ERROR"
        let isHook = event.kind.rawValue == "HOOK_INVOCATION_ERROR"
        let isProvisioning = event.kind.rawValue == "PROVISIONING_ERROR"
        guard isValidation || isHook || isProvisioning else { return nil }
        if isValidation, let status = event.validationStatus, status != "FAILED" { return nil }
        let mode = isHook ? event.hookFailureMode : event.validationFailureMode
        self.init(
            name: event.validationName ?? event.hookType ?? event.kind.rawValue, logicalID: event.logicalID,
            type: event.type, path: event.validationPath,
            reason: event.validationReason ?? event.hookStatusReason ?? event.reason ?? "without a reason",
            isWarning: mode == "WARN")
    }

    /// The finding for people.
    package var statement: String {
        let place = path ?? logicalID.map { "/Resources/\($0)" }
        return (place.map { $0 + ": " } ?? "") + reason + " (\(name))" + (origin.map { "; set by \($0)" } ?? "")
    }
}
