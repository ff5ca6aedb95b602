package import AWSClient

extension StackOperations {
    /// `DescribeStacks`: one stack, by its id even if deleted, or all stacks. A missing one is the error
    /// `ValidationError`.
    package struct DescribeStacks: StackOperation, PagedOperation {
        /// The stack's name or id; nil for all.
        package var stack: String?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey { case stack = "StackName", pageToken = "NextToken" }

        /// Creates the operation.
        package init(stack: String? = nil, pageToken: String? = nil) {
            self.stack = stack
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The stacks.
            package var stacks: [StackDescription]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case stacks = "Stacks", nextToken = "NextToken" }

            /// Creates the output.
            package init(stacks: [StackDescription] = [], nextToken: String? = nil) {
                self.stacks = stacks
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `GetTemplate`: the template of a stack or a change set.
    package struct GetTemplate: StackOperation {
        /// The stack's name or id.
        package var stack: String?
        /// The change set's name or ARN.
        package var changeSet: String?
        /// `Original`, or `Processed` for the template after its transforms; nil for `Original`.
        package var stage: String?

        enum CodingKeys: String, CodingKey {
            case stack = "StackName", changeSet = "ChangeSetName", stage = "TemplateStage"
        }

        /// Creates the operation.
        package init(stack: String? = nil, changeSet: String? = nil, stage: String? = nil) {
            self.stack = stack
            self.changeSet = changeSet
            self.stage = stage
        }

        /// The template.
        package struct Output: Sendable, Hashable, Codable {
            /// The template.
            package var template: String
            /// The stages available.
            package var stages: [String]

            enum CodingKeys: String, CodingKey { case template = "TemplateBody", stages = "StagesAvailable" }

            /// Creates the output.
            package init(template: String, stages: [String] = []) {
                self.template = template
                self.stages = stages
            }
        }
    }

    /// `ValidateTemplate`: checks a template's syntax.
    package struct ValidateTemplate: StackOperation {
        /// The template; nil with a URL.
        package var template: String?
        /// The template's URL in S3.
        package var templateURL: String?

        enum CodingKeys: String, CodingKey { case template = "TemplateBody", templateURL = "TemplateURL" }

        /// Creates the operation.
        package init(template: String? = nil, templateURL: String? = nil) {
            self.template = template
            self.templateURL = templateURL
        }

        /// The template's properties.
        package struct Output: Sendable, Hashable, Codable {
            /// The parameters.
            package var parameters: [TemplateParameter]
            /// The description.
            package var description: String?
            /// The capabilities that an operation must acknowledge.
            package var capabilities: [String]
            /// The resources that need the capabilities.
            package var capabilitiesReason: String?
            /// The transforms.
            package var transforms: [String]

            enum CodingKeys: String, CodingKey {
                case parameters = "Parameters", description = "Description", capabilities = "Capabilities"
                case capabilitiesReason = "CapabilitiesReason", transforms = "DeclaredTransforms"
            }

            /// Creates the output.
            package init(
                parameters: [TemplateParameter] = [], description: String? = nil, capabilities: [String] = [],
                capabilitiesReason: String? = nil, transforms: [String] = []
            ) {
                self.parameters = parameters
                self.description = description
                self.capabilities = capabilities
                self.capabilitiesReason = capabilitiesReason
                self.transforms = transforms
            }
        }
    }

    /// `DeleteStack`.
    package struct DeleteStack: StackOperation {
        /// The stack's name or id.
        package var stack: String
        /// The logical ids of resources to keep; only in `DELETE_FAILED`.
        package var retainedResources: [String]?
        /// The role; nil for the stack's.
        package var roleARN: String?
        /// The token that each event of the operation repeats.
        package var clientRequestToken: String?
        /// `FORCE_DELETE_STACK` to delete a stack in `DELETE_FAILED` without the resources that stay.
        package var deletionMode: String?

        enum CodingKeys: String, CodingKey {
            case stack = "StackName", retainedResources = "RetainResources", roleARN = "RoleARN"
            case clientRequestToken = "ClientRequestToken", deletionMode = "DeletionMode"
        }

        /// Creates the operation.
        package init(
            stack: String, retainedResources: [String]? = nil, roleARN: String? = nil,
            clientRequestToken: String? = nil, deletionMode: String? = nil
        ) {
            self.stack = stack
            self.retainedResources = retainedResources
            self.roleARN = roleARN
            self.clientRequestToken = clientRequestToken
            self.deletionMode = deletionMode
        }

        /// An empty output.
        package typealias Output = EmptyOutput
    }

    /// `RollbackStack`: returns a stack in `CREATE_FAILED` or `UPDATE_FAILED` to its last stable state, or deletes it
    /// without one.
    package struct RollbackStack: StackOperation {
        /// The stack's name or id.
        package var stack: String
        /// The role; nil for the stack's.
        package var roleARN: String?
        /// The token that each event of the operation repeats.
        package var clientRequestToken: String?
        /// `true` to delete resources that the operation created and would retain.
        package var retainsExceptOnCreate: Bool?

        enum CodingKeys: String, CodingKey {
            case stack = "StackName", roleARN = "RoleARN", clientRequestToken = "ClientRequestToken"
            case retainsExceptOnCreate = "RetainExceptOnCreate"
        }

        /// Creates the operation.
        package init(
            stack: String, roleARN: String? = nil, clientRequestToken: String? = nil, retainsExceptOnCreate: Bool? = nil
        ) {
            self.stack = stack
            self.roleARN = roleARN
            self.clientRequestToken = clientRequestToken
            self.retainsExceptOnCreate = retainsExceptOnCreate
        }

        /// The operation.
        package typealias Output = StackOperationReference
    }

    /// `ContinueUpdateRollback`: goes on with the rollback of a stack in `UPDATE_ROLLBACK_FAILED`.
    package struct ContinueUpdateRollback: StackOperation {
        /// The stack's name or id.
        package var stack: String
        /// The role; nil for the stack's.
        package var roleARN: String?
        /// The logical ids of resources to count as rolled back.
        package var resourcesToSkip: [String]?
        /// The token that each event of the operation repeats.
        package var clientRequestToken: String?
        /// `true` to go on without the resources that fail; excludes a list of resources.
        package var forcesRollback: Bool?

        enum CodingKeys: String, CodingKey {
            case stack = "StackName", roleARN = "RoleARN", resourcesToSkip = "ResourcesToSkip"
            case clientRequestToken = "ClientRequestToken", forcesRollback = "ForceRollback"
        }

        /// Creates the operation.
        package init(
            stack: String, roleARN: String? = nil, resourcesToSkip: [String]? = nil, clientRequestToken: String? = nil,
            forcesRollback: Bool? = nil
        ) {
            self.stack = stack
            self.roleARN = roleARN
            self.resourcesToSkip = resourcesToSkip
            self.clientRequestToken = clientRequestToken
            self.forcesRollback = forcesRollback
        }

        /// An empty output.
        package typealias Output = EmptyOutput
    }

    /// `CancelUpdateStack`: rolls an update back; only in `UPDATE_IN_PROGRESS`. The resource being changed is finished
    /// first.
    package struct CancelUpdateStack: StackOperation {
        /// The stack's name or id.
        package var stack: String
        /// The token that each event of the operation repeats.
        package var clientRequestToken: String?

        enum CodingKeys: String, CodingKey { case stack = "StackName", clientRequestToken = "ClientRequestToken" }

        /// Creates the operation.
        package init(stack: String, clientRequestToken: String? = nil) {
            self.stack = stack
            self.clientRequestToken = clientRequestToken
        }

        /// An empty output.
        package typealias Output = EmptyOutput
    }

    /// `UpdateTerminationProtection`.
    package struct UpdateTerminationProtection: StackOperation {
        /// The stack's name or id.
        package var stack: String
        /// `true` to refuse the stack's deletion.
        package var isProtected: Bool

        enum CodingKeys: String, CodingKey { case stack = "StackName", isProtected = "EnableTerminationProtection" }

        /// Creates the operation.
        package init(stack: String, isProtected: Bool) {
            self.stack = stack
            self.isProtected = isProtected
        }

        /// The stack.
        package struct Output: Sendable, Hashable, Codable {
            /// The stack's id.
            package var stackID: String?

            enum CodingKeys: String, CodingKey { case stackID = "StackId" }

            /// Creates the output.
            package init(stackID: String? = nil) {
                self.stackID = stackID
            }
        }
    }
}
