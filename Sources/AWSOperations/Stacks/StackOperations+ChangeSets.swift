package import AWSClient

extension StackOperations {
    /// `CreateChangeSet`: has CloudFormation compute and validate the changes of a template.
    package struct CreateChangeSet: StackOperation {
        /// The stack's name or id.
        package var stack: String
        /// The change set's name. A name in use, even by a failed change set, is an error.
        package var name: String
        /// The kind of operation.
        package var kind: ChangeSetKind
        /// The template, up to 51,200 bytes; nil with a URL or the previous template.
        package var template: String?
        /// The template's URL in S3, up to 1 MB.
        package var templateURL: String?
        /// `true` to keep the stack's template.
        package var usesPreviousTemplate: Bool?
        /// The parameters.
        package var parameters: [StackParameter]
        /// The capabilities, such as `CAPABILITY_NAMED_IAM`.
        package var capabilities: [String]
        /// The stack's tags; empty keeps those of the stack.
        @Listed<TagNames> package var tags: [String: String]
        /// The role of this and all later operations of the stack; nil keeps the stack's.
        package var roleARN: String?
        /// The idempotency token.
        package var clientToken: String?
        /// The purpose.
        package var description: String?
        /// `true` for change sets of the nested stacks too.
        package var includesNestedStacks: Bool?
        /// The consequence of a failure: `DO_NOTHING`, `ROLLBACK` or, for a new stack, `DELETE`.
        package var onStackFailure: String?
        /// `true` to import named resources that exist.
        package var importsExistingResources: Bool?
        /// The resources of an import.
        package var resourcesToImport: [ResourceToImport]?
        /// `REVERT_DRIFT` for a comparison with the resources' actual state.
        package var deploymentMode: String?
        /// The mode of the deployment and its rollback.
        package var deploymentConfig: StackDeploymentConfig?
        /// The alarms that roll an operation back.
        package var rollbackConfiguration: RollbackConfiguration?

        enum CodingKeys: String, CodingKey {
            case stack = "StackName", name = "ChangeSetName", kind = "ChangeSetType", template = "TemplateBody"
            case templateURL = "TemplateURL", usesPreviousTemplate = "UsePreviousTemplate", parameters = "Parameters"
            case capabilities = "Capabilities", tags = "Tags", roleARN = "RoleARN", clientToken = "ClientToken"
            case description = "Description", includesNestedStacks = "IncludeNestedStacks"
            case onStackFailure = "OnStackFailure", importsExistingResources = "ImportExistingResources"
            case resourcesToImport = "ResourcesToImport", deploymentMode = "DeploymentMode"
            case deploymentConfig = "DeploymentConfig", rollbackConfiguration = "RollbackConfiguration"
        }

        /// Creates the operation.
        package init(
            stack: String, name: String, kind: ChangeSetKind, template: String? = nil, templateURL: String? = nil,
            usesPreviousTemplate: Bool? = nil, parameters: [StackParameter], capabilities: [String],
            tags: [String: String] = [:], roleARN: String? = nil, clientToken: String? = nil,
            description: String? = nil, includesNestedStacks: Bool? = nil, onStackFailure: String? = nil,
            importsExistingResources: Bool? = nil, resourcesToImport: [ResourceToImport]? = nil,
            deploymentMode: String? = nil, deploymentConfig: StackDeploymentConfig? = nil,
            rollbackConfiguration: RollbackConfiguration? = nil
        ) {
            self.stack = stack
            self.name = name
            self.kind = kind
            self.template = template
            self.templateURL = templateURL
            self.usesPreviousTemplate = usesPreviousTemplate
            self.parameters = parameters
            self.capabilities = capabilities
            self.tags = tags
            self.roleARN = roleARN
            self.clientToken = clientToken
            self.description = description
            self.includesNestedStacks = includesNestedStacks
            self.onStackFailure = onStackFailure
            self.importsExistingResources = importsExistingResources
            self.resourcesToImport = resourcesToImport
            self.deploymentMode = deploymentMode
            self.deploymentConfig = deploymentConfig
            self.rollbackConfiguration = rollbackConfiguration
        }

        /// The change set, whose computation goes on.
        package struct Output: Sendable, Hashable, Codable {
            /// The change set's ARN.
            package var id: String
            /// The stack's id.
            package var stackID: String

            enum CodingKeys: String, CodingKey { case id = "Id", stackID = "StackId" }

            /// Creates the output.
            package init(id: String, stackID: String) {
                self.id = id
                self.stackID = stackID
            }
        }
    }

    /// `DescribeChangeSet`: a change set's status and changes.
    package struct DescribeChangeSet: StackOperation, PagedOperation {
        /// The change set's name or ARN.
        package var name: String
        /// The stack's name or id; nil with an ARN.
        package var stack: String?
        /// `true` for the values before and after.
        package var includesPropertyValues: Bool?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case name = "ChangeSetName", stack = "StackName", includesPropertyValues = "IncludePropertyValues"
            case pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(
            name: String, stack: String? = nil, includesPropertyValues: Bool? = nil, pageToken: String? = nil
        ) {
            self.name = name
            self.stack = stack
            self.includesPropertyValues = includesPropertyValues
            self.pageToken = pageToken
        }

        /// The change set.
        package typealias Output = ChangeSetDescription

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `ExecuteChangeSet`: starts the operation and deletes the stack's other change sets.
    package struct ExecuteChangeSet: StackOperation {
        /// The change set's name or ARN.
        package var changeSet: String
        /// The stack's name or id; nil with an ARN.
        package var stack: String?
        /// The token that each event of the operation repeats.
        package var clientRequestToken: String?
        /// `true` to leave a failed stack as it is.
        package var disablesRollback: Bool?
        /// `true` to delete, on a rollback, resources that the operation created and would retain.
        package var retainsExceptOnCreate: Bool?

        enum CodingKeys: String, CodingKey {
            case changeSet = "ChangeSetName", stack = "StackName", clientRequestToken = "ClientRequestToken"
            case disablesRollback = "DisableRollback", retainsExceptOnCreate = "RetainExceptOnCreate"
        }

        /// Creates the operation.
        package init(
            changeSet: String, stack: String? = nil, clientRequestToken: String? = nil, disablesRollback: Bool? = nil,
            retainsExceptOnCreate: Bool? = nil
        ) {
            self.changeSet = changeSet
            self.stack = stack
            self.clientRequestToken = clientRequestToken
            self.disablesRollback = disablesRollback
            self.retainsExceptOnCreate = retainsExceptOnCreate
        }

        /// An empty output.
        package typealias Output = EmptyOutput
    }

    /// `DeleteChangeSet`.
    package struct DeleteChangeSet: StackOperation {
        /// The change set's name or ARN.
        package var changeSet: String
        /// The stack's name or id; nil with an ARN.
        package var stack: String?

        enum CodingKeys: String, CodingKey { case changeSet = "ChangeSetName", stack = "StackName" }

        /// Creates the operation.
        package init(changeSet: String, stack: String? = nil) {
            self.changeSet = changeSet
            self.stack = stack
        }

        /// An empty output.
        package typealias Output = EmptyOutput
    }

    /// `ListChangeSets`: the change sets of a stack, with the one that was executed last.
    package struct ListChangeSets: StackOperation, PagedOperation {
        /// The stack's name or id.
        package var stack: String
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey { case stack = "StackName", pageToken = "NextToken" }

        /// Creates the operation.
        package init(stack: String, pageToken: String? = nil) {
            self.stack = stack
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The change sets.
            package var changeSets: [ChangeSetSummary]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case changeSets = "Summaries", nextToken = "NextToken" }

            /// Creates the output.
            package init(changeSets: [ChangeSetSummary] = [], nextToken: String? = nil) {
                self.changeSets = changeSets
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}
