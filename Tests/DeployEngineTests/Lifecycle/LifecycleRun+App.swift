import AWSOperations

extension LifecycleRun {
    /// Creates a change set of the stack `app` and waits until it is computed.
    func changeSet(
        _ template: Template?, name: String = "change", kind: ChangeSetKind? = nil, parameters: [StackParameter] = [],
        capabilities: [String] = [], tags: [String: String] = [:], onStackFailure: String? = nil,
        imports: [ResourceToImport]? = nil, templateURL: String? = nil, deploymentMode: String? = nil
    ) async throws -> ChangeSetDescription {
        try await changeSet(
            "app", template, name: name, kind: kind, parameters: parameters, capabilities: capabilities, tags: tags,
            onStackFailure: onStackFailure, imports: imports, templateURL: templateURL, deploymentMode: deploymentMode)
    }

    /// Deploys a template to the stack `app` and returns it at the end of the operation.
    @discardableResult
    func deploy(
        _ template: Template?, name: String = "change", parameters: [StackParameter] = [], capabilities: [String] = [],
        tags: [String: String] = [:], token: String? = nil, disablesRollback: Bool? = nil,
        onStackFailure: String? = nil, retainsExceptOnCreate: Bool? = nil
    ) async throws -> StackDescription {
        try await deploy(
            "app", template, name: name, parameters: parameters, capabilities: capabilities, tags: tags, token: token,
            disablesRollback: disablesRollback, onStackFailure: onStackFailure,
            retainsExceptOnCreate: retainsExceptOnCreate)
    }
}
