public import CloudFormation

/// A cache of ElastiCache with Valkey: encrypted at rest and in transit, in isolated subnets, for one user with tokens that
/// clients sign with their AWS credentials.
///
///     let cache = scope.add("Cache", Cache(.serverless), in: network)
///     service.connections.allow(to: cache)
///     cache.grantConnect(to: service)
public struct Cache: PlacedConstruct, Sendable, Hashable {
    /// The port of Valkey.
    public static let port = 6379

    /// The computing power of a cache.
    public enum Capacity: Sendable, Hashable {
        /// A cache that grows with its use (ElastiCache Serverless).
        case serverless
        /// A primary node and its replicas, all of one type. With two or more a replica takes over in another zone.
        case nodes(CacheNodeType, count: Int)
    }

    /// The version of Valkey.
    public enum Version: String, Sendable, Hashable, CaseIterable, TextReadable {
        /// Valkey 7.2.
        case valkey7 = "7"
        /// Valkey 8.0.
        case valkey8 = "8"
    }

    /// The computing power.
    public var capacity: Capacity
    /// The version of Valkey. Defaults to 8, in every release of this library.
    public var version = Version.valkey8
    /// The number of days that daily snapshots are kept, at most 35; 0 disables them. Defaults to 0: a cache holds copies.
    public var snapshotDays = 0
    /// The weekly period of maintenance of nodes; nil leaves the choice to ElastiCache. Defaults to nil.
    public var maintenanceWindow: MaintenanceWindow?
    /// The commands and keys of the user, in the words of Valkey's `ACL SETUSER`. Defaults to all keys and all commands but
    /// dangerous ones.
    public var access = "on ~* +@all -@dangerous"
    /// The customer-managed key that encrypts the data; nil for AWS's own key. Defaults to nil. Another key replaces the cache.
    public var key: ResourceARN<AWS.KMS.Key>?

    /// Describes a cache.
    public init(_ capacity: Capacity) {
        self.capacity = capacity
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<Cache>] {
        [
            PropertyRule("nodeType", { $0.nodes?.type }, CacheNodeType.valid),
            PropertyRule("nodes", { $0.nodes?.count }, .range(1...6)),
            PropertyRule("snapshotDays", { $0.snapshotDays }, .range(0...35, unit: "days")),
            PropertyRule("maintenanceWindow", { $0.maintenanceWindow }, MaintenanceWindow.valid),
            PropertyRule(
                "access", { $0.access },
                ValidValues("the words of ACL SETUSER, \"on\" first") { $0.hasPrefix("on ") && $0.utf8.count <= 512 }),
        ]
    }

    /// The number of nodes; 0 for a serverless cache, which it does not change.
    public var nodeCount: Int {
        get { nodes?.count ?? 0 }
        set { if let nodes { capacity = .nodes(nodes.type, count: newValue) } }
    }

    /// The nodes of a cache that is not serverless.
    var nodes: (type: CacheNodeType, count: Int)? {
        if case .nodes(let type, let count) = capacity { (type, count) } else { nil }
    }

    /// Adds the cache with its security group, user and user group.
    public func build(in scope: Scope, _ network: Network.Reference) -> Reference {
        CacheBuilder(self, in: scope, network).build()
    }

    /// A reference to a cache, built here, shared by another stack, or existing.
    public struct Reference: Connectable, Shareable {
        /// The host name for reading and writing; connections need TLS.
        public let address: HostName
        /// The cache's ARN.
        public let arn: ResourceARN<Cache>
        /// The name of the user that clients log in as.
        public let user: ResourceName<AWS.ElastiCache.User>
        /// The security group that guards the cache.
        public let securityGroup: SecurityGroup.Reference

        /// An existing cache.
        public init(
            address: HostName, arn: ResourceARN<Cache>, user: ResourceName<AWS.ElastiCache.User>,
            securityGroup: SecurityGroup.Reference
        ) {
            self.address = address
            self.arn = arn
            self.user = user
            self.securityGroup = securityGroup
        }

        /// The cache's connections; clients use Valkey's port.
        public var connections: Connections { securityGroup.connections }

        /// Allows the grantee to log in as the cache's user. The network connection is allowed by `connections`.
        public func grantConnect(to grantee: some Grantee) {
            // "Authenticating with IAM" in the ElastiCache user guide.
            let user: TemplateValue<String> =
                "arn:\(AWS.partition):elasticache:\(AWS.region):\(AWS.accountID):user:\(user)"
            grantee.grant(PolicyStatement(actions: ["elasticache:Connect"], resources: [arn.value, user]))
        }

        /// Passes the values through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(
                address: transfer.text("Address", address, "The cache's host name"),
                arn: transfer.text("Arn", arn, "The cache's ARN"),
                user: transfer.text("User", user, "The cache's user"),
                securityGroup: SecurityGroup.Reference(
                    id: transfer.text("SecurityGroupId", securityGroup.id, "The group that guards the cache"),
                    defaultPort: Cache.port, name: transfer.id, scope: transfer.scope))
        }

        /// A cache without an address.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(address: "", arn: "", user: "", securityGroup: .placeholder(in: scope))
        }
    }
}
