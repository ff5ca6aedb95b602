public import CloudFormation

/// A cluster of Aurora PostgreSQL: encrypted, with TLS required, in isolated subnets, with a password that RDS manages.
///
///     var cluster = AuroraCluster(.serverless(minimum: 0.5, maximum: 8))
///     cluster.readers = 1
///     let database = scope.add("Database", cluster, in: network)
///     database.grantConnect(to: service, as: "app")
///
/// The reference is that of a ``PostgresDatabase``, so a stack takes either.
public struct AuroraCluster: PlacedConstruct, PostgresDescription, Sendable, Hashable {
    /// The computing power of each instance.
    public enum Capacity: Sendable, Hashable {
        /// Instances of one class.
        case provisioned(DatabaseInstanceClass)
        /// Instances that grow and shrink with the load (Aurora Serverless v2). A minimum of 0 pauses them.
        case serverless(minimum: CapacityUnits, maximum: CapacityUnits)
    }

    /// The minor version of a cluster that names none: 17.9, in every release of this library
    /// (`Docs/Decisions/0026-database-version.md`).
    public static let standardVersion = PostgresVersion(major: 17, minor: 9)

    /// The computing power of each instance.
    public var capacity: Capacity
    /// The minor version of Aurora PostgreSQL. Defaults to 17.9. A higher one upgrades the cluster in place.
    public var version = AuroraCluster.standardVersion
    /// Installs minor versions in the maintenance window. Defaults to true.
    public var minorUpgrades = true
    /// The number of readers, at most 15, which take over if the writer fails. Defaults to 0.
    public var readers = 0
    /// The retention of automated backups. Defaults to 7 days.
    public var backups = BackupRetention.days(7)
    /// The daily period of automated backups; nil leaves the choice to RDS. Defaults to nil.
    public var backupWindow: BackupWindow?
    /// The weekly period of maintenance; nil leaves the choice to RDS. Defaults to nil.
    public var maintenanceWindow: MaintenanceWindow?
    /// Refuses deletion of the cluster. Defaults to true.
    public var deletionProtection = true
    /// The action on the data when the cluster is removed or replaced. Defaults to a snapshot.
    public var removal = ResourceOptions.Policy.snapshot
    /// Performance Insights for the last 7 days. Defaults to true.
    public var performanceInsights = true
    /// The interval of enhanced monitoring; nil switches it off. Defaults to nil.
    public var monitoring: MonitoringInterval?
    /// The logs that go to CloudWatch Logs; Aurora has the server's log alone. Defaults to it.
    public var logs = [DatabaseLog.postgresql]
    /// The authority of the TLS certificate. Defaults to RSA with 2048 bits.
    public var certificateAuthority = DatabaseCertificateAuthority.rsa2048
    /// Accepts tokens that clients sign with their AWS credentials in place of passwords. Defaults to true.
    public var iamAuthentication = true
    /// The customer-managed key that encrypts storage, Performance Insights and the master user's secret; nil is AWS's own
    /// key. Defaults to nil. Another key replaces the cluster.
    public var key: ResourceARN<AWS.KMS.Key>?
    /// The name of the initial database. Defaults to `app`.
    public var databaseName = "app"
    /// The name of the master user. Defaults to `app`.
    public var username = "app"
    /// The cluster's snapshot to restore; nil creates an empty cluster. Defaults to nil.
    ///
    /// The property stays set afterwards: removing it replaces the cluster by an empty one.
    public var snapshot: String?

    /// Describes a cluster.
    public init(_ capacity: Capacity) {
        self.capacity = capacity
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<AuroraCluster>] {
        [
            PropertyRule("instanceClass", { $0.instanceClass }, DatabaseInstanceClass.validInCluster),
            PropertyRule("minimum", { $0.units?.minimum }) { cluster in
                let maximum = cluster.units?.maximum.units ?? 256
                let valid = CapacityUnits.valid(from: 0)
                return ValidValues("\(valid.expectation), at most the maximum") {
                    valid.contains($0) && $0.units <= maximum
                }
            },
            PropertyRule("maximum", { $0.units?.maximum }, CapacityUnits.valid(from: 1)),
            PropertyRule(
                "version", { $0.version },
                ValidValues("a minor version such as 17.9, as Aurora takes no major version alone") { $0.minor != nil }),
            PropertyRule("readers", { $0.readers }, .range(0...15)),
            PropertyRule(
                "logs", { $0.logs },
                ValidValues("postgresql, the only log that Aurora exports") { $0.allSatisfy { $0 == .postgresql } }),
        ] + commonRules
    }

    /// The least capacity of a serverless cluster; setting it makes the cluster serverless.
    public var minimum: CapacityUnits {
        get { units?.minimum ?? 0.5 }
        set { capacity = .serverless(minimum: newValue, maximum: maximum) }
    }

    /// The greatest capacity of a serverless cluster; setting it makes the cluster serverless.
    public var maximum: CapacityUnits {
        get { units?.maximum ?? 1 }
        set { capacity = .serverless(minimum: minimum, maximum: newValue) }
    }

    /// The instance class; nil for a serverless cluster.
    private var instanceClass: DatabaseInstanceClass? {
        if case .provisioned(let name) = capacity { name } else { nil }
    }

    /// The limits of a serverless cluster.
    private var units: (minimum: CapacityUnits, maximum: CapacityUnits)? {
        if case .serverless(let minimum, let maximum) = capacity { (minimum, maximum) } else { nil }
    }

    /// Adds the cluster with its instances, security group, subnet group and parameter group.
    public func build(in scope: Scope, _ network: Network.Reference) -> PostgresDatabase.Reference {
        AuroraBuilder(self, in: scope, network).build()
    }
}
