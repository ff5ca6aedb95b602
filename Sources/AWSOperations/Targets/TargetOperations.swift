package import AWSClient

/// The operations of Elastic Load Balancing, named as in "Elastic Load Balancing API Reference version 2015-12-01".
package enum TargetOperations {}

/// An operation of Elastic Load Balancing.
package protocol TargetOperation: CodedQueryOperation, Decodable {}

extension TargetOperation {
    /// Elastic Load Balancing.
    package static var service: AWSService { .loadBalancing }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension TargetOperations {
    /// `DescribeTargetHealth`: the targets of a group with their health.
    package struct DescribeTargetHealth: TargetOperation {
        /// The target group's ARN.
        package var group: String
        /// The targets; nil for all.
        package var targets: [TargetIdentifier]?

        enum CodingKeys: String, CodingKey { case group = "TargetGroupArn", targets = "Targets" }

        /// Creates the operation.
        package init(group: String, targets: [TargetIdentifier]? = nil) {
            self.group = group
            self.targets = targets
        }

        /// The targets.
        package struct Output: Sendable, Hashable, Codable {
            /// The targets.
            package var targets: [TargetHealth]

            enum CodingKeys: String, CodingKey { case targets = "TargetHealthDescriptions" }

            /// Creates the output.
            package init(targets: [TargetHealth] = []) {
                self.targets = targets
            }
        }
    }

    /// `DescribeTargetGroups`.
    package struct DescribeTargetGroups: TargetOperation, PagedOperation {
        /// The ARN of the load balancer; nil for any.
        package var loadBalancer: String?
        /// The ARNs; nil for all.
        package var arns: [String]?
        /// The names; nil for all.
        package var names: [String]?
        /// The token of the page; nil for the first page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case loadBalancer = "LoadBalancerArn", arns = "TargetGroupArns", names = "Names", pageToken = "Marker"
        }

        /// Creates the operation.
        package init(
            loadBalancer: String? = nil, arns: [String]? = nil, names: [String]? = nil, pageToken: String? = nil
        ) {
            self.loadBalancer = loadBalancer
            self.arns = arns
            self.names = names
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The target groups.
            package var groups: [TargetGroupDescription]
            /// The token of the next page; nil on the last one.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case groups = "TargetGroups", nextToken = "NextMarker" }

            /// Creates the output.
            package init(groups: [TargetGroupDescription] = [], nextToken: String? = nil) {
                self.groups = groups
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeListeners`.
    package struct DescribeListeners: TargetOperation, PagedOperation {
        /// The ARN of the load balancer; nil if ``arns`` are given.
        package var loadBalancer: String?
        /// The ARNs; nil for all of a load balancer.
        package var arns: [String]?
        /// The token of the page; nil for the first page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case loadBalancer = "LoadBalancerArn", arns = "ListenerArns", pageToken = "Marker"
        }

        /// Creates the operation.
        package init(loadBalancer: String? = nil, arns: [String]? = nil, pageToken: String? = nil) {
            self.loadBalancer = loadBalancer
            self.arns = arns
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The listeners.
            package var listeners: [ListenerDescription]
            /// The token of the next page; nil on the last one.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case listeners = "Listeners", nextToken = "NextMarker" }

            /// Creates the output.
            package init(listeners: [ListenerDescription] = [], nextToken: String? = nil) {
                self.listeners = listeners
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeRules`.
    package struct DescribeRules: TargetOperation, PagedOperation {
        /// The ARN of the listener; nil if ``arns`` are given.
        package var listener: String?
        /// The ARNs; nil for all of a listener.
        package var arns: [String]?
        /// The token of the page; nil for the first page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey { case listener = "ListenerArn", arns = "RuleArns", pageToken = "Marker" }

        /// Creates the operation.
        package init(listener: String? = nil, arns: [String]? = nil, pageToken: String? = nil) {
            self.listener = listener
            self.arns = arns
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The rules.
            package var rules: [ListenerRule]
            /// The token of the next page; nil on the last one.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case rules = "Rules", nextToken = "NextMarker" }

            /// Creates the output.
            package init(rules: [ListenerRule] = [], nextToken: String? = nil) {
                self.rules = rules
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeLoadBalancers`.
    package struct DescribeLoadBalancers: TargetOperation, PagedOperation {
        /// The ARNs; nil for all.
        package var arns: [String]?
        /// The names; nil for all.
        package var names: [String]?
        /// The token of the page; nil for the first page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey { case arns = "LoadBalancerArns", names = "Names", pageToken = "Marker" }

        /// Creates the operation.
        package init(arns: [String]? = nil, names: [String]? = nil, pageToken: String? = nil) {
            self.arns = arns
            self.names = names
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The load balancers.
            package var loadBalancers: [LoadBalancerDescription]
            /// The token of the next page; nil on the last one.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case loadBalancers = "LoadBalancers", nextToken = "NextMarker" }

            /// Creates the output.
            package init(loadBalancers: [LoadBalancerDescription] = [], nextToken: String? = nil) {
                self.loadBalancers = loadBalancers
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}
