public import CloudFormation

extension PostgresDatabase {
    /// A reference to a database, built here, shared by another stack, or existing.
    public struct Reference: Connectable, MetricSource, Shareable {
        /// The names of the database's metrics.
        public typealias Name = PostgresMetric

        /// The instance's identifier.
        public let identifier: ResourceID<AWS.RDS.DBInstance>
        /// The host name to connect to.
        public let address: HostName
        /// The secret with user name and password; after attachment also with host and port.
        public let secret: LoginSecret.Reference
        /// The security group that guards the database.
        public let securityGroup: SecurityGroup.Reference

        /// An existing database.
        public init(
            identifier: ResourceID<AWS.RDS.DBInstance>, address: HostName, secret: LoginSecret.Reference,
            securityGroup: SecurityGroup.Reference
        ) {
            self.identifier = identifier
            self.address = address
            self.secret = secret
            self.securityGroup = securityGroup
        }

        /// The database's connections; clients use PostgreSQL's port.
        public var connections: Connections { securityGroup.connections }

        /// The dimension that selects the instance.
        public var metricDimensions: [String: TemplateValue<String>] { ["DBInstanceIdentifier": identifier.value] }

        /// Allows the grantee to read the user name and password. The network connection is allowed by `connections`.
        public func grantConnect(to grantee: some Grantee) {
            secret.grantRead(to: grantee)
        }

        /// Passes the values through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(
                identifier: transfer.text("Identifier", identifier, "The database instance's identifier"),
                address: transfer.text("Address", address, "The database's host name"),
                secret: LoginSecret.Reference(
                    arn: transfer.text("SecretArn", secret.arn, "The database's user name and password")),
                securityGroup: SecurityGroup.Reference(
                    id: transfer.text("SecurityGroupId", securityGroup.id, "The group that guards the database"),
                    defaultPort: PostgresDatabase.port, name: transfer.id, scope: transfer.scope))
        }

        /// A database without an address.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(
                identifier: "", address: "", secret: .placeholder(in: scope), securityGroup: .placeholder(in: scope))
        }
    }
}

/// The metrics of a database instance ("Amazon CloudWatch instance-level metrics for Amazon RDS").
public enum PostgresMetric: String, MetricName, Sendable {
    /// The share of the CPU in use, in percent.
    case cpuUtilization = "CPUUtilization"
    /// The free storage, in bytes.
    case freeStorageSpace = "FreeStorageSpace"
    /// The free memory, in bytes.
    case freeableMemory = "FreeableMemory"
    /// The number of client connections.
    case connections = "DatabaseConnections"
    /// The lag of a read replica, in seconds.
    case replicaLag = "ReplicaLag"

    /// The namespace of RDS.
    public var namespace: String { "AWS/RDS" }
    /// The metric's name.
    public var name: String { rawValue }
    /// The statistic that shows trouble.
    public var statistic: Metric.Statistic {
        switch self {
        case .cpuUtilization: .average
        case .freeStorageSpace, .freeableMemory: .minimum
        case .connections, .replicaLag: .maximum
        }
    }
}
