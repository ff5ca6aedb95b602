package import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The operations of RDS, named as in "Amazon RDS API Reference".
package enum DatabaseOperations {}

/// An operation of RDS.
package protocol DatabaseOperation: CodedQueryOperation, Decodable {}

extension DatabaseOperation {
    /// RDS.
    package static var service: AWSService { .rds }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension DatabaseOperations {
    /// `DescribeDBInstances`. A missing one is the error `DBInstanceNotFound`.
    package struct DescribeDBInstances: DatabaseOperation, PagedOperation {
        /// The instance's identifier; nil for all.
        package var id: String?
        /// The maximum number of instances of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case id = "DBInstanceIdentifier", pageSize = "MaxRecords", pageToken = "Marker"
        }

        /// Creates the operation.
        package init(id: String? = nil, pageSize: Int? = nil, pageToken: String? = nil) {
            self.id = id
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The instances.
            package var instances: [DatabaseInstance]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case instances = "DBInstances", nextToken = "Marker" }

            /// Creates the output.
            package init(instances: [DatabaseInstance] = [], nextToken: String? = nil) {
                self.instances = instances
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeDBSnapshots`.
    package struct DescribeDBSnapshots: DatabaseOperation, PagedOperation {
        /// The instance's identifier; nil for all.
        package var instance: String?
        /// The snapshot's identifier; nil for all.
        package var id: String?
        /// `manual` or `automated`; nil for both.
        package var kind: String?
        /// The maximum number of snapshots of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case instance = "DBInstanceIdentifier", id = "DBSnapshotIdentifier", kind = "SnapshotType"
            case pageSize = "MaxRecords", pageToken = "Marker"
        }

        /// Creates the operation.
        package init(
            instance: String? = nil, id: String? = nil, kind: String? = nil, pageSize: Int? = nil,
            pageToken: String? = nil
        ) {
            self.instance = instance
            self.id = id
            self.kind = kind
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The snapshots.
            package var snapshots: [DatabaseSnapshot]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case snapshots = "DBSnapshots", nextToken = "Marker" }

            /// Creates the output.
            package init(snapshots: [DatabaseSnapshot] = [], nextToken: String? = nil) {
                self.snapshots = snapshots
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `CreateDBSnapshot`.
    package struct CreateDBSnapshot: DatabaseOperation {
        /// The snapshot's identifier.
        package var id: String
        /// The instance's identifier.
        package var instance: String

        enum CodingKeys: String, CodingKey { case id = "DBSnapshotIdentifier", instance = "DBInstanceIdentifier" }

        /// Creates the operation.
        package init(id: String, instance: String) {
            self.id = id
            self.instance = instance
        }

        /// The snapshot.
        package struct Output: Sendable, Hashable, Codable {
            /// The snapshot.
            package var snapshot: DatabaseSnapshot?

            enum CodingKeys: String, CodingKey { case snapshot = "DBSnapshot" }

            /// Creates the output.
            package init(snapshot: DatabaseSnapshot? = nil) {
                self.snapshot = snapshot
            }
        }
    }
}

/// A database instance.
package struct DatabaseInstance: Sendable, Hashable, Codable {
    /// The identifier.
    package var id: String
    /// The ARN.
    package var arn: String?
    /// The instance class.
    package var kind: String?
    /// The engine.
    package var engine: String?
    /// The engine's version.
    package var engineVersion: String?
    /// The status, such as `available`.
    package var status: String?
    /// The address; nil until it exists.
    package var endpoint: DatabaseEndpoint?
    /// `true` with a standby in another zone.
    package var isMultiZone: Bool
    /// `true` if AWS upgrades minor versions.
    package var upgradesMinorVersion: Bool
    /// `true` if a deletion is refused.
    package var isProtected: Bool
    /// The days that backups are kept.
    package var retentionDays: Int
    /// The latest time that a restore can reach.
    package var latestRestorableTime: Date?

    enum CodingKeys: String, CodingKey {
        case id = "DBInstanceIdentifier", arn = "DBInstanceArn", kind = "DBInstanceClass", engine = "Engine"
        case engineVersion = "EngineVersion", status = "DBInstanceStatus", endpoint = "Endpoint"
        case isMultiZone = "MultiAZ", upgradesMinorVersion = "AutoMinorVersionUpgrade"
        case isProtected = "DeletionProtection", retentionDays = "BackupRetentionPeriod"
        case latestRestorableTime = "LatestRestorableTime"
    }

    /// Creates the value.
    package init(
        id: String, arn: String? = nil, kind: String? = nil, engine: String? = nil, engineVersion: String? = nil,
        status: String? = nil, endpoint: DatabaseEndpoint? = nil, isMultiZone: Bool = false,
        upgradesMinorVersion: Bool = false, isProtected: Bool = false, retentionDays: Int = 0,
        latestRestorableTime: Date? = nil
    ) {
        self.id = id
        self.arn = arn
        self.kind = kind
        self.engine = engine
        self.engineVersion = engineVersion
        self.status = status
        self.endpoint = endpoint
        self.isMultiZone = isMultiZone
        self.upgradesMinorVersion = upgradesMinorVersion
        self.isProtected = isProtected
        self.retentionDays = retentionDays
        self.latestRestorableTime = latestRestorableTime
    }
}

/// The address of a database instance.
package struct DatabaseEndpoint: Sendable, Hashable, Codable {
    /// The host name.
    package var address: String?
    /// The port.
    package var port: Int?

    enum CodingKeys: String, CodingKey { case address = "Address", port = "Port" }

    /// Creates the value.
    package init(address: String? = nil, port: Int? = nil) {
        self.address = address
        self.port = port
    }
}

/// A snapshot of a database instance.
package struct DatabaseSnapshot: Sendable, Hashable, Codable {
    /// The identifier.
    package var id: String
    /// The ARN.
    package var arn: String?
    /// The instance's identifier.
    package var instance: String?
    /// The status, such as `available`.
    package var status: String?
    /// The progress in percent.
    package var percent: Int
    /// `manual` or `automated`.
    package var kind: String?
    /// The engine's version.
    package var engineVersion: String?
    /// The time of the creation.
    package var createdAt: Date?

    enum CodingKeys: String, CodingKey {
        case id = "DBSnapshotIdentifier", arn = "DBSnapshotArn", instance = "DBInstanceIdentifier", status = "Status"
        case percent = "PercentProgress", kind = "SnapshotType", engineVersion = "EngineVersion"
        case createdAt = "SnapshotCreateTime"
    }

    /// Creates the value.
    package init(
        id: String, arn: String? = nil, instance: String? = nil, status: String? = nil, percent: Int = 0,
        kind: String? = nil, engineVersion: String? = nil, createdAt: Date? = nil
    ) {
        self.id = id
        self.arn = arn
        self.instance = instance
        self.status = status
        self.percent = percent
        self.kind = kind
        self.engineVersion = engineVersion
        self.createdAt = createdAt
    }
}
