package import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The operations of Application Auto Scaling, named as in "Application Auto Scaling API Reference".
package enum ScalingOperations {}

/// An operation of Application Auto Scaling.
package protocol ScalingOperation: JSONOperation, Decodable {}

extension ScalingOperation {
    /// Application Auto Scaling.
    package static var service: AWSService { .applicationAutoScaling }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension ScalingOperations {
    /// `DescribeScalableTargets`.
    package struct DescribeScalableTargets: ScalingOperation, PagedOperation {
        /// The service, such as `ecs`.
        package var namespace: String
        /// The resources, such as `service/CLUSTER/SERVICE`; nil for all.
        package var resources: [String]?
        /// The dimension, such as `ecs:service:DesiredCount`; nil for all.
        package var dimension: String?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case namespace = "ServiceNamespace", resources = "ResourceIds", dimension = "ScalableDimension"
            case pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(
            namespace: String, resources: [String]? = nil, dimension: String? = nil, pageToken: String? = nil
        ) {
            self.namespace = namespace
            self.resources = resources
            self.dimension = dimension
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The scalable targets.
            package var targets: [ScalableTarget]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case targets = "ScalableTargets", nextToken = "NextToken" }

            /// Creates the output.
            package init(targets: [ScalableTarget] = [], nextToken: String? = nil) {
                self.targets = targets
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `RegisterScalableTarget`: creates or changes a scalable target.
    package struct RegisterScalableTarget: ScalingOperation {
        /// The service, such as `ecs`.
        package var namespace: String
        /// The resource, such as `service/CLUSTER/SERVICE`.
        package var resource: String
        /// The dimension, such as `ecs:service:DesiredCount`.
        package var dimension: String
        /// The minimum; nil keeps it.
        package var minimum: Int?
        /// The maximum; nil keeps it.
        package var maximum: Int?
        /// The suspended kinds of scaling; nil keeps them.
        package var suspended: SuspendedScaling?

        enum CodingKeys: String, CodingKey {
            case namespace = "ServiceNamespace", resource = "ResourceId", dimension = "ScalableDimension"
            case minimum = "MinCapacity", maximum = "MaxCapacity", suspended = "SuspendedState"
        }

        /// Creates the operation.
        package init(
            namespace: String, resource: String, dimension: String, minimum: Int? = nil, maximum: Int? = nil,
            suspended: SuspendedScaling? = nil
        ) {
            self.namespace = namespace
            self.resource = resource
            self.dimension = dimension
            self.minimum = minimum
            self.maximum = maximum
            self.suspended = suspended
        }

        /// The target.
        package struct Output: Sendable, Hashable, Codable {
            /// The target's ARN.
            package var arn: String?

            enum CodingKeys: String, CodingKey { case arn = "ScalableTargetARN" }

            /// Creates the output.
            package init(arn: String? = nil) {
                self.arn = arn
            }
        }
    }

    /// `DescribeScalingActivities`: the activities of six weeks, newest first.
    package struct DescribeScalingActivities: ScalingOperation, PagedOperation {
        /// The service, such as `ecs`.
        package var namespace: String
        /// The resource; nil for all.
        package var resource: String?
        /// The maximum number of activities of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case namespace = "ServiceNamespace", resource = "ResourceId", pageSize = "MaxResults"
            case pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(namespace: String, resource: String? = nil, pageSize: Int? = nil, pageToken: String? = nil) {
            self.namespace = namespace
            self.resource = resource
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The activities.
            package var activities: [ScalingActivity]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case activities = "ScalingActivities", nextToken = "NextToken" }

            /// Creates the output.
            package init(activities: [ScalingActivity] = [], nextToken: String? = nil) {
                self.activities = activities
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}

/// A scalable target.
package struct ScalableTarget: Sendable, Hashable, Codable {
    /// The resource.
    package var resource: String
    /// The dimension.
    package var dimension: String?
    /// The minimum.
    package var minimum: Int
    /// The maximum.
    package var maximum: Int
    /// The suspended kinds of scaling.
    package var suspended: SuspendedScaling?

    enum CodingKeys: String, CodingKey {
        case resource = "ResourceId", dimension = "ScalableDimension", minimum = "MinCapacity"
        case maximum = "MaxCapacity", suspended = "SuspendedState"
    }

    /// Creates the value.
    package init(
        resource: String, dimension: String? = nil, minimum: Int = 0, maximum: Int = 0,
        suspended: SuspendedScaling? = nil
    ) {
        self.resource = resource
        self.dimension = dimension
        self.minimum = minimum
        self.maximum = maximum
        self.suspended = suspended
    }
}

/// The suspended kinds of scaling.
package struct SuspendedScaling: Sendable, Hashable, Codable {
    /// `true` if a policy may not lower the count.
    package var suspendsScaleIn: Bool
    /// `true` if a policy may not raise the count.
    package var suspendsScaleOut: Bool
    /// `true` if a schedule may not change the count.
    package var suspendsSchedule: Bool

    enum CodingKeys: String, CodingKey {
        case suspendsScaleIn = "DynamicScalingInSuspended", suspendsScaleOut = "DynamicScalingOutSuspended"
        case suspendsSchedule = "ScheduledScalingSuspended"
    }

    /// Creates the value.
    package init(suspendsScaleIn: Bool = false, suspendsScaleOut: Bool = false, suspendsSchedule: Bool = false) {
        self.suspendsScaleIn = suspendsScaleIn
        self.suspendsScaleOut = suspendsScaleOut
        self.suspendsSchedule = suspendsSchedule
    }
}

/// An activity of scaling.
package struct ScalingActivity: Sendable, Hashable, Codable {
    /// The id.
    package var id: String
    /// The resource.
    package var resource: String?
    /// The change.
    package var description: String?
    /// The cause.
    package var cause: String?
    /// The status, such as `Successful`.
    package var status: String?
    /// The message of the status.
    package var message: String?
    /// The time of the start.
    package var startTime: Date?
    /// The time of the end.
    package var endTime: Date?

    enum CodingKeys: String, CodingKey {
        case id = "ActivityId", resource = "ResourceId", description = "Description", cause = "Cause"
        case status = "StatusCode", message = "StatusMessage", startTime = "StartTime", endTime = "EndTime"
    }

    /// Creates the value.
    package init(
        id: String, resource: String? = nil, description: String? = nil, cause: String? = nil, status: String? = nil,
        message: String? = nil, startTime: Date? = nil, endTime: Date? = nil
    ) {
        self.id = id
        self.resource = resource
        self.description = description
        self.cause = cause
        self.status = status
        self.message = message
        self.startTime = startTime
        self.endTime = endTime
    }
}
