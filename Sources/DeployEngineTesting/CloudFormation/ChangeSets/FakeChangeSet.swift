#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A change set of a stack.
final class FakeChangeSet {
    /// The types of change sets.
    enum Kind: String { case create = "CREATE", update = "UPDATE", importing = "IMPORT" }

    let id: String
    let name: String
    let kind: Kind
    let created: Date
    let target: StackTarget
    let description: String?
    let token: String?
    let roleARN: String?
    let imports: [String: String]
    let onStackFailure: String?
    let deploymentMode: String?
    let isExpress: Bool
    let includesValidation: Bool
    var status = "CREATE_PENDING"
    var executionStatus = "UNAVAILABLE"
    var reason: String?
    var changes: [FakeResourceChange] = []
    var validations: [FakeValidation] = []
    var operationID: String

    init(
        id: String, name: String, kind: Kind, created: Date, target: StackTarget, description: String?, token: String?,
        roleARN: String?, imports: [String: String], onStackFailure: String?, deploymentMode: String?, isExpress: Bool,
        includesValidation: Bool, operationID: String
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.created = created
        self.target = target
        self.description = description
        self.token = token
        self.roleARN = roleARN
        self.imports = imports
        self.onStackFailure = onStackFailure
        self.deploymentMode = deploymentMode
        self.isExpress = isExpress
        self.includesValidation = includesValidation
        self.operationID = operationID
    }
}
