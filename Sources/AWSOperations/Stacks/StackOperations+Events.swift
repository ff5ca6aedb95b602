import AWSClient

extension StackOperations {
    /// `DescribeStackEvents`: the events of all operations of a stack, newest first.
    package struct DescribeStackEvents: StackOperation, PagedOperation {
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
            /// The events, newest first.
            package var events: [StackEvent]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case events = "StackEvents", nextToken = "NextToken" }

            /// Creates the output.
            package init(events: [StackEvent] = [], nextToken: String? = nil) {
                self.events = events
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeEvents`: the events of one operation, stack or change set, with errors of validation that appear only
    /// here.
    package struct DescribeEvents: StackOperation, PagedOperation {
        /// The stack's name or id.
        package var stack: String?
        /// The change set's ARN.
        package var changeSet: String?
        /// The operation's id.
        package var operationID: String?
        /// The selection.
        package var filters: EventFilter?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case stack = "StackName", changeSet = "ChangeSetName", operationID = "OperationId", filters = "Filters"
            case pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(
            stack: String? = nil, changeSet: String? = nil, operationID: String? = nil, filters: EventFilter? = nil,
            pageToken: String? = nil
        ) {
            self.stack = stack
            self.changeSet = changeSet
            self.operationID = operationID
            self.filters = filters
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The events, newest first.
            package var events: [OperationEvent]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case events = "OperationEvents", nextToken = "NextToken" }

            /// Creates the output.
            package init(events: [OperationEvent] = [], nextToken: String? = nil) {
                self.events = events
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeStackResources`: up to 100 resources of a stack, or the stack of a resource.
    package struct DescribeStackResources: StackOperation {
        /// The stack's name or id.
        package var stack: String?
        /// A resource's logical id; nil for all.
        package var logicalID: String?
        /// A resource's physical id, instead of a stack.
        package var physicalID: String?

        enum CodingKeys: String, CodingKey {
            case stack = "StackName", logicalID = "LogicalResourceId", physicalID = "PhysicalResourceId"
        }

        /// Creates the operation.
        package init(stack: String? = nil, logicalID: String? = nil, physicalID: String? = nil) {
            self.stack = stack
            self.logicalID = logicalID
            self.physicalID = physicalID
        }

        /// The resources.
        package struct Output: Sendable, Hashable, Codable {
            /// The resources.
            package var resources: [StackResourceDescription]

            enum CodingKeys: String, CodingKey { case resources = "StackResources" }

            /// Creates the output.
            package init(resources: [StackResourceDescription] = []) {
                self.resources = resources
            }
        }
    }

    /// `ListStackResources`: all resources of a stack.
    package struct ListStackResources: StackOperation, PagedOperation {
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
            /// The resources.
            package var resources: [StackResourceSummary]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case resources = "StackResourceSummaries", nextToken = "NextToken" }

            /// Creates the output.
            package init(resources: [StackResourceSummary] = [], nextToken: String? = nil) {
                self.resources = resources
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `ListHookResults`: the results of hooks for a target, or those of a hook.
    package struct ListHookResults: StackOperation, PagedOperation {
        /// The kind of target: `CHANGE_SET`, `STACK`, `RESOURCE` or `CLOUD_CONTROL`.
        package var targetType: String?
        /// The target's id.
        package var targetID: String?
        /// The hook's ARN.
        package var typeARN: String?
        /// The status; nil for all.
        package var status: HookStatus?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case targetType = "TargetType", targetID = "TargetId", typeARN = "TypeArn", status = "Status"
            case pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(
            targetType: String? = nil, targetID: String? = nil, typeARN: String? = nil, status: HookStatus? = nil,
            pageToken: String? = nil
        ) {
            self.targetType = targetType
            self.targetID = targetID
            self.typeARN = typeARN
            self.status = status
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The results.
            package var results: [HookResultSummary]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case results = "HookResults", nextToken = "NextToken" }

            /// Creates the output.
            package init(results: [HookResultSummary] = [], nextToken: String? = nil) {
                self.results = results
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `GetHookResult`: a hook's result with its annotations.
    package struct GetHookResult: StackOperation {
        /// The result's id.
        package var id: String

        enum CodingKeys: String, CodingKey { case id = "HookResultId" }

        /// Creates the operation.
        package init(id: String) {
            self.id = id
        }

        /// The result.
        package typealias Output = HookResult
    }
}
