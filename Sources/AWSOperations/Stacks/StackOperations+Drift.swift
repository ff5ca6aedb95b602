package import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension StackOperations {
    /// `DetectStackDrift`: starts the comparison of a stack's resources with its template.
    package struct DetectStackDrift: StackOperation {
        /// The stack's name or id.
        package var stack: String
        /// The logical ids to compare; nil for all.
        package var logicalIDs: [String]?

        enum CodingKeys: String, CodingKey { case stack = "StackName", logicalIDs = "LogicalResourceIds" }

        /// Creates the operation.
        package init(stack: String, logicalIDs: [String]? = nil) {
            self.stack = stack
            self.logicalIDs = logicalIDs
        }

        /// The detection.
        package struct Output: Sendable, Hashable, Codable {
            /// The detection's id.
            package var id: String

            enum CodingKeys: String, CodingKey { case id = "StackDriftDetectionId" }

            /// Creates the output.
            package init(id: String) {
                self.id = id
            }
        }
    }

    /// `DescribeStackDriftDetectionStatus`.
    package struct DescribeStackDriftDetectionStatus: StackOperation {
        /// The detection's id.
        package var id: String

        enum CodingKeys: String, CodingKey { case id = "StackDriftDetectionId" }

        /// Creates the operation.
        package init(id: String) {
            self.id = id
        }

        /// The detection's progress and result.
        package struct Output: Sendable, Hashable, Codable {
            /// The stack's id.
            package var stackID: String
            /// The progress.
            package var status: DriftDetectionStatus
            /// The reason for a failure.
            package var statusReason: String?
            /// The result: `DRIFTED`, `IN_SYNC`, `UNKNOWN` or `NOT_CHECKED`.
            package var driftStatus: String?
            /// The number of drifted resources.
            package var driftedCount: Int
            /// The time of the detection's start.
            package var time: Date?

            enum CodingKeys: String, CodingKey {
                case stackID = "StackId", status = "DetectionStatus", statusReason = "DetectionStatusReason"
                case driftStatus = "StackDriftStatus", driftedCount = "DriftedStackResourceCount", time = "Timestamp"
            }

            /// Creates the output.
            package init(
                stackID: String, status: DriftDetectionStatus, statusReason: String? = nil, driftStatus: String? = nil,
                driftedCount: Int = 0, time: Date? = nil
            ) {
                self.stackID = stackID
                self.status = status
                self.statusReason = statusReason
                self.driftStatus = driftStatus
                self.driftedCount = driftedCount
                self.time = time
            }
        }
    }

    /// `DescribeStackResourceDrifts`: the results of the last detection.
    package struct DescribeStackResourceDrifts: StackOperation, PagedOperation {
        /// The stack's name or id.
        package var stack: String
        /// The statuses to select; nil for all.
        package var statuses: [DriftStatus]?
        /// The maximum number of results of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case stack = "StackName", statuses = "StackResourceDriftStatusFilters", pageSize = "MaxResults"
            case pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(stack: String, statuses: [DriftStatus]? = nil, pageSize: Int? = nil, pageToken: String? = nil) {
            self.stack = stack
            self.statuses = statuses
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The results.
            package var drifts: [ResourceDrift]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case drifts = "StackResourceDrifts", nextToken = "NextToken" }

            /// Creates the output.
            package init(drifts: [ResourceDrift] = [], nextToken: String? = nil) {
                self.drifts = drifts
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `CreateStackRefactor`: prepares the move of resources between stacks or of their logical ids.
    package struct CreateStackRefactor: StackOperation {
        /// The purpose.
        package var description: String?
        /// `true` to create stacks that do not exist.
        package var createsStacks: Bool?
        /// The moves; nil to have them detected.
        package var mappings: [ResourceMapping]?
        /// The stacks with their templates after the move.
        package var stacks: [RefactoredStack]

        enum CodingKeys: String, CodingKey {
            case description = "Description", createsStacks = "EnableStackCreation", mappings = "ResourceMappings"
            case stacks = "StackDefinitions"
        }

        /// Creates the operation.
        package init(
            description: String? = nil, createsStacks: Bool? = nil, mappings: [ResourceMapping]? = nil,
            stacks: [RefactoredStack]
        ) {
            self.description = description
            self.createsStacks = createsStacks
            self.mappings = mappings
            self.stacks = stacks
        }

        /// The refactor.
        package struct Output: Sendable, Hashable, Codable {
            /// The refactor's id.
            package var id: String

            enum CodingKeys: String, CodingKey { case id = "StackRefactorId" }

            /// Creates the output.
            package init(id: String) {
                self.id = id
            }
        }
    }

    /// `DescribeStackRefactor`.
    package struct DescribeStackRefactor: StackOperation {
        /// The refactor's id.
        package var id: String

        enum CodingKeys: String, CodingKey { case id = "StackRefactorId" }

        /// Creates the operation.
        package init(id: String) {
            self.id = id
        }

        /// The refactor's status.
        package struct Output: Sendable, Hashable, Codable {
            /// The refactor's id.
            package var id: String?
            /// The purpose.
            package var description: String?
            /// The stacks' ids.
            package var stackIDs: [String]
            /// The status of its preparation.
            package var status: RefactorStatus?
            /// The reason for a failure.
            package var statusReason: String?
            /// The status of its execution.
            package var executionStatus: RefactorExecutionStatus?
            /// The reason for a failure.
            package var executionStatusReason: String?

            enum CodingKeys: String, CodingKey {
                case id = "StackRefactorId", description = "Description", stackIDs = "StackIds", status = "Status"
                case statusReason = "StatusReason", executionStatus = "ExecutionStatus"
                case executionStatusReason = "ExecutionStatusReason"
            }

            /// Creates the output.
            package init(
                id: String? = nil, description: String? = nil, stackIDs: [String] = [], status: RefactorStatus? = nil,
                statusReason: String? = nil, executionStatus: RefactorExecutionStatus? = nil,
                executionStatusReason: String? = nil
            ) {
                self.id = id
                self.description = description
                self.stackIDs = stackIDs
                self.status = status
                self.statusReason = statusReason
                self.executionStatus = executionStatus
                self.executionStatusReason = executionStatusReason
            }
        }
    }

    /// `ListStackRefactorActions`: the moves of a refactor.
    package struct ListStackRefactorActions: StackOperation, PagedOperation {
        /// The refactor's id.
        package var id: String
        /// The maximum number of actions of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case id = "StackRefactorId", pageSize = "MaxResults", pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(id: String, pageSize: Int? = nil, pageToken: String? = nil) {
            self.id = id
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The moves.
            package var actions: [RefactorAction]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case actions = "StackRefactorActions", nextToken = "NextToken" }

            /// Creates the output.
            package init(actions: [RefactorAction] = [], nextToken: String? = nil) {
                self.actions = actions
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `ExecuteStackRefactor`.
    package struct ExecuteStackRefactor: StackOperation {
        /// The refactor's id.
        package var id: String

        enum CodingKeys: String, CodingKey { case id = "StackRefactorId" }

        /// Creates the operation.
        package init(id: String) {
            self.id = id
        }

        /// An empty output.
        package typealias Output = EmptyOutput
    }
}
