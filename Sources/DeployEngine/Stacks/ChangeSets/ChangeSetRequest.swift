package import AWSOperations

/// A change set to create.
package struct ChangeSetRequest: Sendable, Hashable {
    /// The maximum length of a template in a request, in bytes. A longer one is stored in a bucket.
    package static let longestTemplate = 51_200

    /// The stack.
    package var stack: PlannedStack
    /// The change set's name, which is unique within the stack.
    package var name: String
    /// The role that CloudFormation works with; nil for the caller's permissions, or the role of earlier operations.
    package var roleARN: String?
    /// The kind; nil to decide by the stack's status.
    package var kind: ChangeSetKind?
    /// The address of the template in a bucket; nil to send it.
    package var templateURL: String?
    /// `REVERT_DRIFT` to compare with the actual state of resources too.
    package var deploymentMode: String?
    /// The resources to import.
    package var resourcesToImport: [ResourceToImport] = []
    /// The description.
    package var description: String?
    /// `true` to create no stack: the change set is for a review only.
    package var requiresExistingStack = false

    /// Creates a request.
    package init(stack: PlannedStack, name: String, roleARN: String? = nil) {
        self.stack = stack
        self.name = name
        self.roleARN = roleARN
    }

    /// The operation.
    func operation(kind: ChangeSetKind) -> StackOperations.CreateChangeSet {
        StackOperations.CreateChangeSet(
            stack: stack.name, name: name, kind: kind, template: templateURL == nil ? stack.template : nil,
            templateURL: templateURL,
            parameters: stack.parameters.sorted { $0.key < $1.key }.map {
                StackParameter(name: $0.key, value: $0.value)
            },
            capabilities: stack.capabilities, tags: stack.tags, roleARN: roleARN, clientToken: name,
            description: description, resourcesToImport: resourcesToImport.isEmpty ? nil : resourcesToImport,
            deploymentMode: deploymentMode)
    }
}
