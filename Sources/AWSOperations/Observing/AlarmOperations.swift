package import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The operations of CloudWatch's alarms, named as in "Amazon CloudWatch API Reference".
package enum AlarmOperations {}

/// An operation of CloudWatch.
package protocol AlarmOperation: JSONOperation, Decodable {}

extension AlarmOperation {
    /// CloudWatch.
    package static var service: AWSService { .cloudWatch }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension AlarmOperations {
    /// `DescribeAlarms`.
    package struct DescribeAlarms: AlarmOperation, PagedOperation {
        /// The names; nil for all.
        package var names: [String]?
        /// The prefix of names; not with names.
        package var prefix: String?
        /// `MetricAlarm`, `CompositeAlarm` or both; nil for metric alarms.
        package var types: [String]?
        /// The state to select; nil for all.
        package var state: AlarmState?
        /// The maximum number of alarms of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case names = "AlarmNames", prefix = "AlarmNamePrefix", types = "AlarmTypes", state = "StateValue"
            case pageSize = "MaxRecords", pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(
            names: [String]? = nil, prefix: String? = nil, types: [String]? = nil, state: AlarmState? = nil,
            pageSize: Int? = nil, pageToken: String? = nil
        ) {
            self.names = names
            self.prefix = prefix
            self.types = types
            self.state = state
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The alarms of metrics.
            package var metricAlarms: [AlarmDescription]
            /// The alarms of other alarms.
            package var compositeAlarms: [AlarmDescription]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey {
                case metricAlarms = "MetricAlarms", compositeAlarms = "CompositeAlarms", nextToken = "NextToken"
            }

            /// Creates the output.
            package init(
                metricAlarms: [AlarmDescription] = [], compositeAlarms: [AlarmDescription] = [],
                nextToken: String? = nil
            ) {
                self.metricAlarms = metricAlarms
                self.compositeAlarms = compositeAlarms
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}

/// An alarm.
package struct AlarmDescription: Sendable, Hashable, Codable {
    /// The name.
    package var name: String
    /// The ARN.
    package var arn: String?
    /// The description.
    package var purpose: String?
    /// The state.
    package var state: AlarmState
    /// The reason for the state.
    package var reason: String?
    /// The time of the state's last update.
    package var stateTime: Date?
    /// `true` if it acts.
    package var enablesActions: Bool?
    /// The metric's name.
    package var metric: String?
    /// The metric's namespace.
    package var namespace: String?
    /// The threshold.
    package var threshold: Double?

    enum CodingKeys: String, CodingKey {
        case name = "AlarmName", arn = "AlarmArn", purpose = "AlarmDescription", state = "StateValue"
        case reason = "StateReason", stateTime = "StateUpdatedTimestamp", enablesActions = "ActionsEnabled"
        case metric = "MetricName", namespace = "Namespace", threshold = "Threshold"
    }

    /// Creates the value.
    package init(
        name: String, arn: String? = nil, purpose: String? = nil, state: AlarmState, reason: String? = nil,
        stateTime: Date? = nil, enablesActions: Bool? = nil, metric: String? = nil, namespace: String? = nil,
        threshold: Double? = nil
    ) {
        self.name = name
        self.arn = arn
        self.purpose = purpose
        self.state = state
        self.reason = reason
        self.stateTime = stateTime
        self.enablesActions = enablesActions
        self.metric = metric
        self.namespace = namespace
        self.threshold = threshold
    }
}

/// The state of an alarm.
package enum AlarmState: OpenEnumeration {
    case ok, alarm, insufficientData
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .ok: "OK", .alarm: "ALARM", .insufficientData: "INSUFFICIENT_DATA",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}
