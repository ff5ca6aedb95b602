package import AWSOperations

/// A resource of a stack that `recover` or `destroy` looks at.
package struct ResourceSituation: Sendable, Hashable {
    /// The logical id.
    package var logicalID: String
    /// The physical id.
    package var physicalID: String?
    /// The type.
    package var type: String
    /// The status.
    package var status: ResourceStatus
    /// The reason for the status.
    package var reason: String?
    /// `true` for a resource with data.
    package var isStateful: Bool
    /// The deletion policy of the template, such as `Retain`; nil for CloudFormation's default.
    package var deletionPolicy: String?
    /// `true` if the rollback of the last operation could not restore it.
    package var failedInRollback: Bool

    /// Creates a resource.
    package init(
        logicalID: String, physicalID: String? = nil, type: String, status: ResourceStatus, reason: String? = nil,
        isStateful: Bool = false, deletionPolicy: String? = nil, failedInRollback: Bool = false
    ) {
        self.logicalID = logicalID
        self.physicalID = physicalID
        self.type = type
        self.status = status
        self.reason = reason
        self.isStateful = isStateful
        self.deletionPolicy = deletionPolicy
        self.failedInRollback = failedInRollback
    }

    /// `true` if the resource may exist in AWS.
    package var exists: Bool {
        switch status {
        case .deleteComplete: false
        // CloudFormation sets the physical id as soon as the creation returns one.
        case .createFailed: !(physicalID ?? "").isEmpty
        default: true
        }
    }

    /// `true` if a deletion of the stack leaves the resource.
    package var isRetained: Bool {
        status == .deleteSkipped || deletionPolicy == "Retain" || deletionPolicy == "RetainExceptOnCreate"
    }

    /// `true` if a deletion of the stack deletes data without a copy.
    ///
    /// CloudFormation's default policy of `AWS::RDS::DBCluster`, and of a `DBInstance` outside of a cluster, is `Snapshot`.
    package var losesDataOnDeletion: Bool {
        guard isStateful, exists, !isRetained else { return false }
        if deletionPolicy == nil, type == "AWS::RDS::DBCluster" || type == "AWS::RDS::DBInstance" { return false }
        return deletionPolicy != "Snapshot"
    }

    /// The id with the type, such as `Database (AWS::RDS::DBInstance)`.
    package var title: String { "\(logicalID) (\(type))" }
}

/// A stack of an environment as `recover` finds it.
package struct StackSituation: Sendable, Hashable {
    /// The name.
    package var name: String
    /// The id, which stays the stack's own when a namesake is created; nil for a missing stack.
    package var id: String?
    /// The status; nil for a missing stack.
    package var status: StackStatus?
    /// The reason for the status.
    package var statusReason: String?
    /// `true` if a deletion is refused.
    package var isProtected: Bool
    /// The client request token of the latest operation.
    package var requestToken: String?
    /// The kind of the latest operation, such as `CONTINUE_ROLLBACK`.
    package var lastOperation: String?
    /// The engine's own change sets that were not executed.
    package var changeSets: [String]
    /// The change sets of other tools that were not executed.
    package var foreignChangeSets: [String]
    /// The resources.
    package var resources: [ResourceSituation]
    /// The first causes of the last failure, in order of time; none if nothing failed.
    package var causes: [String]

    /// Creates a situation.
    package init(
        name: String, id: String? = nil, status: StackStatus?, statusReason: String? = nil, isProtected: Bool = false,
        requestToken: String? = nil, lastOperation: String? = nil, changeSets: [String] = [],
        foreignChangeSets: [String] = [], resources: [ResourceSituation] = [], causes: [String] = []
    ) {
        self.name = name
        self.id = id
        self.status = status
        self.statusReason = statusReason
        self.isProtected = isProtected
        self.requestToken = requestToken
        self.lastOperation = lastOperation
        self.changeSets = changeSets
        self.foreignChangeSets = foreignChangeSets
        self.resources = resources
        self.causes = causes
    }

    /// `true` while an operation runs. `REVIEW_IN_PROGRESS` is not an operation: it waits for a command.
    package var isInProgress: Bool { status?.isInProgress ?? false }
    /// The resources that exist.
    package var survivors: [ResourceSituation] { resources.filter(\.exists) }
    /// The first cause in a clause, or the reason of the status, without a final full stop.
    var cause: String {
        var words = (causes.first ?? statusReason ?? "no cause is recorded in the stack's events")[...]
        while words.last == "." { words.removeLast() }
        return String(words)
    }
    /// The status as text.
    var statusText: String { status?.rawValue ?? "missing" }
}
