import AWSOperations

/// A change set of the run that is ready for execution.
struct PreparedChangeSet: Sendable, Hashable {
    /// The change set's ARN.
    var id: String
    /// The stack's id.
    var stackID: String
    /// `true` if the stack exists only because of the change set.
    var isNewStack: Bool
    /// The announced changes.
    var changes: [ReviewedChange]
}

extension ReviewedChange {
    /// Creates the change that a change set announces.
    init(_ change: ResourceChangeDescription, stack: PlannedStack) {
        let properties = Set(change.details.compactMap { $0.target?.name ?? $0.target?.attribute })
        self.init(
            stack: stack.name, action: change.action.rawValue, logicalID: change.logicalID, type: change.type,
            replacement: change.replacement?.rawValue, policyAction: change.policyAction,
            isStateful: stack.statefulIDs.contains(change.logicalID) || ReviewedChange.isStateful(change.type),
            properties: properties.sorted())
    }

    /// `true` for the types whose content outlives their resources' settings. The plan does not list resources that only the deployed
    /// template has.
    private static func isStateful(_ type: String) -> Bool {
        [
            "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::S3::Bucket", "AWS::SecretsManager::Secret",
            "AWS::KMS::Key", "AWS::Cognito::UserPool", "AWS::ECR::Repository", "AWS::DynamoDB::Table",
        ].contains(type)
    }
}
