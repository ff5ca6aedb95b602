public import CloudFormation

extension PostgresDatabase {
    /// A reference to a database of PostgreSQL, built here, shared by another stack, or existing: an instance with its
    /// replicas, or a cluster of Aurora. Both offer the same connections and grants.
    public struct Reference: Connectable, MetricSource, Shareable {
        /// The names of the database's metrics.
        public typealias Name = PostgresMetric

        /// The kinds of databases, which differ in the dimension of their metrics.
        public enum Kind: Sendable, Hashable {
            /// An instance of RDS.
            case instance
            /// A cluster of Aurora.
            case cluster
        }

        /// The kind of the database.
        public let kind: Kind
        /// The identifier of the instance or cluster.
        public let identifier: ResourceName<PostgresDatabase>
        /// The host name for reading and writing.
        public let address: HostName
        /// The id that policies name, such as `db-ABCDEFGHIJKL`; nil if it is not known.
        public let resourceID: ResourceID<PostgresDatabase>?
        /// The hosts for reading alone.
        public let readers: [Reader]
        /// The secret with the master user's name and password.
        public let secret: LoginSecret.Reference
        /// The security group that guards the database.
        public let securityGroup: SecurityGroup.Reference

        /// An existing database.
        public init(
            kind: Kind = .instance, identifier: ResourceName<PostgresDatabase>, address: HostName,
            resourceID: ResourceID<PostgresDatabase>? = nil, readers: [Reader] = [], secret: LoginSecret.Reference,
            securityGroup: SecurityGroup.Reference
        ) {
            self.kind = kind
            self.identifier = identifier
            self.address = address
            self.resourceID = resourceID
            self.readers = readers
            self.secret = secret
            self.securityGroup = securityGroup
        }

        /// The host name for reading: the readers' names, separated by commas as libpq takes them, or the writer's name
        /// without readers.
        public var readerAddress: HostName {
            switch readers.count {
            case 0: address
            case 1: readers[0].address
            default: HostName(.join(readers.map(\.address.value), by: ","))
            }
        }

        /// The database's connections; clients use PostgreSQL's port.
        public var connections: Connections { securityGroup.connections }

        /// The dimension that selects the instance or cluster.
        public var metricDimensions: [String: TemplateValue<String>] {
            [kind == .cluster ? "DBClusterIdentifier" : "DBInstanceIdentifier": identifier.value]
        }

        /// Allows the grantee to read the master user's name and password. The network connection is allowed by `connections`.
        public func grantConnect(to grantee: some Grantee) {
            secret.grantRead(to: grantee)
        }

        /// Allows the grantee to connect as a user with a token that it signs with its AWS credentials, to the readers too.
        /// The user has the role `rds_iam` in the database. The network connection is allowed by `connections`.
        /// - Parameters:
        ///   - grantee: The holder of the permission.
        ///   - user: The user's name in the database.
        public func grantConnect(to grantee: some Grantee, as user: String) {
            guard let resourceID else {
                return securityGroup.report(
                    "the connection as \(user) is not granted: the database's resource id is not known; pass resourceID"
                )
            }
            // "Creating and using an IAM policy for IAM database access" in the RDS user guide.
            var resources: [TemplateValue<String>] = []
            for id in [resourceID] + readers.compactMap(\.resourceID) {
                let arn: TemplateValue<String> =
                    "arn:\(AWS.partition):rds-db:\(AWS.region):\(AWS.accountID):dbuser:\(id)/\(user)"
                if !resources.contains(arn) { resources.append(arn) }
            }
            grantee.grant(PolicyStatement(actions: ["rds-db:connect"], resources: resources))
        }

        /// Writes engine, host, port and database into a login's secret, which rotation needs, and keeps them up to date.
        /// - Parameters:
        ///   - secret: A secret of a user of this database, in the same stack.
        ///   - scope: The scope that the attachment is added to, as `Attachment`.
        /// - Returns: The same secret, for resources that need the attachment first.
        @discardableResult
        public func attach(_ secret: LoginSecret.Reference, in scope: Scope) -> LoginSecret.Reference {
            let attachment = scope.add(
                "Attachment",
                AWS.SecretsManager.SecretTargetAttachment(
                    secretId: secret.arn.value, targetId: identifier.value,
                    targetType: kind == .cluster ? "AWS::RDS::DBCluster" : "AWS::RDS::DBInstance"))
            // `Ref` of an attachment is the secret's ARN ("AWS::SecretsManager::SecretTargetAttachment").
            return LoginSecret.Reference(arn: ResourceARN(attachment.ref), key: secret.key)
        }

        /// Passes the values through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(
                kind: kind,
                identifier: transfer.text("Identifier", identifier, "The database's identifier"),
                address: transfer.text("Address", address, "The database's host name"),
                resourceID: resourceID.map { transfer.text("ResourceId", $0, "The database's id in policies") },
                readers: readers.enumerated().map { index, reader in
                    reader.transferred(by: &transfer, name: "Reader\(index + 1)")
                },
                secret: LoginSecret.Reference(
                    arn: transfer.text("SecretArn", secret.arn, "The database's master user and password"),
                    key: secret.key.map { transfer.text("SecretKeyArn", $0, "The key of the master user's secret") }),
                securityGroup: SecurityGroup.Reference(
                    id: transfer.text("SecurityGroupId", securityGroup.id, "The group that guards the database"),
                    defaultPort: PostgresDatabase.port, name: transfer.id, scope: transfer.scope))
        }

        /// A database without an address and without readers.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(
                identifier: "", address: "", resourceID: "", secret: .placeholder(in: scope),
                securityGroup: .placeholder(in: scope))
        }
    }

    /// A host of a database for reading alone: a replica, or the reader endpoint of a cluster.
    public struct Reader: MetricSource, Sendable, Hashable {
        /// The names of the replica's metrics.
        public typealias Name = PostgresMetric

        /// The identifier of the replica, or of the cluster.
        public let identifier: ResourceName<PostgresDatabase>
        /// The host name.
        public let address: HostName
        /// The id that policies name; nil if it is not known.
        public let resourceID: ResourceID<PostgresDatabase>?

        /// An existing reader.
        public init(
            identifier: ResourceName<PostgresDatabase>, address: HostName,
            resourceID: ResourceID<PostgresDatabase>? = nil
        ) {
            self.identifier = identifier
            self.address = address
            self.resourceID = resourceID
        }

        /// The dimension that selects the replica.
        public var metricDimensions: [String: TemplateValue<String>] { ["DBInstanceIdentifier": identifier.value] }

        fileprivate func transferred(by transfer: inout ValueTransfer, name: String) -> Reader {
            Reader(
                identifier: transfer.text("\(name)Identifier", identifier, "The identifier of the database's reader"),
                address: transfer.text("\(name)Address", address, "The host name of the database's reader"),
                resourceID: resourceID.map {
                    transfer.text("\(name)ResourceId", $0, "The id of the database's reader in policies")
                })
        }
    }
}
