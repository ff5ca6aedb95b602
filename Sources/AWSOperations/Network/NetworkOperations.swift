package import AWSClient

/// The operations of EC2, named as in "Amazon EC2 API Reference".
package enum NetworkOperations {}

/// An operation of EC2.
package protocol NetworkOperation: CodedQueryOperation, Decodable {}

extension NetworkOperation {
    /// EC2.
    package static var service: AWSService { .ec2 }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension NetworkOperations {
    /// `DescribeSubnets`.
    package struct DescribeSubnets: NetworkOperation, PagedOperation {
        /// The ids; nil for all.
        package var ids: [String]?
        /// The selection.
        package var filters: [NetworkFilter]?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey { case ids = "SubnetId", filters = "Filter", pageToken = "NextToken" }

        /// Creates the operation.
        package init(ids: [String]? = nil, filters: [NetworkFilter]? = nil, pageToken: String? = nil) {
            self.ids = ids
            self.filters = filters
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The subnets.
            package var subnets: [SubnetDescription]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case subnets = "subnetSet", nextToken }

            /// Creates the output.
            package init(subnets: [SubnetDescription] = [], nextToken: String? = nil) {
                self.subnets = subnets
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeRouteTables`.
    package struct DescribeRouteTables: NetworkOperation, PagedOperation {
        /// The ids; nil for all.
        package var ids: [String]?
        /// The selection.
        package var filters: [NetworkFilter]?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey { case ids = "RouteTableId", filters = "Filter", pageToken = "NextToken" }

        /// Creates the operation.
        package init(ids: [String]? = nil, filters: [NetworkFilter]? = nil, pageToken: String? = nil) {
            self.ids = ids
            self.filters = filters
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The route tables.
            package var tables: [RouteTable]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case tables = "routeTableSet", nextToken }

            /// Creates the output.
            package init(tables: [RouteTable] = [], nextToken: String? = nil) {
                self.tables = tables
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeVpcEndpoints`.
    package struct DescribeVPCEndpoints: NetworkOperation, PagedOperation {
        /// `DescribeVpcEndpoints`.
        package static let name = "DescribeVpcEndpoints"

        /// The ids; nil for all.
        package var ids: [String]?
        /// The selection.
        package var filters: [NetworkFilter]?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey { case ids = "VpcEndpointId", filters = "Filter", pageToken = "NextToken" }

        /// Creates the operation.
        package init(ids: [String]? = nil, filters: [NetworkFilter]? = nil, pageToken: String? = nil) {
            self.ids = ids
            self.filters = filters
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The endpoints.
            package var endpoints: [NetworkEndpoint]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case endpoints = "vpcEndpointSet", nextToken }

            /// Creates the output.
            package init(endpoints: [NetworkEndpoint] = [], nextToken: String? = nil) {
                self.endpoints = endpoints
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeNetworkInterfaces`.
    package struct DescribeNetworkInterfaces: NetworkOperation, PagedOperation {
        /// The ids; nil for all.
        package var ids: [String]?
        /// The selection.
        package var filters: [NetworkFilter]?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case ids = "NetworkInterfaceId", filters = "Filter", pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(ids: [String]? = nil, filters: [NetworkFilter]? = nil, pageToken: String? = nil) {
            self.ids = ids
            self.filters = filters
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The network interfaces.
            package var interfaces: [NetworkInterface]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case interfaces = "networkInterfaceSet", nextToken }

            /// Creates the output.
            package init(interfaces: [NetworkInterface] = [], nextToken: String? = nil) {
                self.interfaces = interfaces
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeSecurityGroups`.
    package struct DescribeSecurityGroups: NetworkOperation, PagedOperation {
        /// The ids; nil for all.
        package var ids: [String]?
        /// The selection.
        package var filters: [NetworkFilter]?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey { case ids = "GroupId", filters = "Filter", pageToken = "NextToken" }

        /// Creates the operation.
        package init(ids: [String]? = nil, filters: [NetworkFilter]? = nil, pageToken: String? = nil) {
            self.ids = ids
            self.filters = filters
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The security groups.
            package var groups: [SecurityGroup]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case groups = "securityGroupInfo", nextToken }

            /// Creates the output.
            package init(groups: [SecurityGroup] = [], nextToken: String? = nil) {
                self.groups = groups
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}
