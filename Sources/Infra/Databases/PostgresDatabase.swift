public import CloudFormation

/// A PostgreSQL instance of RDS: encrypted, with TLS required, in isolated subnets, with a password that RDS manages.
///
///     var database = PostgresDatabase(instanceClass: .t4gMicro)
///     database.backups = .days(14)
///     let reference = scope.add("Database", database, in: network)
///     reference.grantConnect(to: service, as: "app")
public struct PostgresDatabase: PlacedConstruct, PostgresDescription, Sendable, Hashable {
    /// The port of PostgreSQL.
    public static let port = 5432

    /// The instance class.
    public var instanceClass: DatabaseInstanceClass
    /// The version of PostgreSQL. Defaults to 18. A higher major version upgrades the instance in place; RDS has no way back.
    public var version = PostgresVersion.standard
    /// Installs minor versions in the maintenance window. Defaults to true.
    public var minorUpgrades = true
    /// The initial size of the storage. Defaults to 20 GiB, the least of gp3.
    public var storage = StorageSize.gibibytes(20)
    /// The size that the storage may grow to, at least a tenth above `storage`; nil keeps the initial size. Defaults to nil.
    public var maximumStorage: StorageSize?
    /// A standby in another zone. Defaults to false.
    public var multiZone = false
    /// The number of read replicas, at most 15. They need a `generated` master password. Defaults to 0.
    public var replicas = 0
    /// The retention of automated backups. Defaults to 7 days.
    public var backups = BackupRetention.days(7)
    /// The daily period of automated backups; nil leaves the choice to RDS. Defaults to nil.
    public var backupWindow: BackupWindow?
    /// The weekly period of maintenance; nil leaves the choice to RDS. Defaults to nil.
    public var maintenanceWindow: MaintenanceWindow?
    /// Refuses deletion of the instance. Defaults to true.
    public var deletionProtection = true
    /// The action on the data when the instance is removed or replaced. Defaults to a snapshot.
    public var removal = ResourceOptions.Policy.snapshot
    /// Performance Insights for the last 7 days. Defaults to true.
    public var performanceInsights = true
    /// The interval of enhanced monitoring; nil switches it off. Defaults to nil.
    public var monitoring: MonitoringInterval?
    /// The logs that go to CloudWatch Logs, in groups that RDS makes and that keep events until a retention is set by hand.
    /// Defaults to all.
    public var logs = DatabaseLog.allCases
    /// The authority of the TLS certificate. Defaults to RSA with 2048 bits.
    public var certificateAuthority = DatabaseCertificateAuthority.rsa2048
    /// Accepts tokens that clients sign with their AWS credentials in place of passwords. Defaults to true.
    public var iamAuthentication = true
    /// The customer-managed key that encrypts storage, Performance Insights and the master user's secret; nil is AWS's own
    /// key. Defaults to nil. Another key replaces the instance.
    public var key: ResourceARN<AWS.KMS.Key>?
    /// The name of the initial database. Defaults to `app`.
    public var databaseName = "app"
    /// The name of the master user. Defaults to `app`.
    public var username = "app"
    /// The keeper of the master user's password. Defaults to RDS.
    public var masterPassword = MasterPassword.managed
    /// The rotation of a generated password; nil never changes it. RDS rotates a managed one. Defaults to every 30 days.
    public var rotation: SecretRotation? = SecretRotation()
    /// The snapshot to restore; nil creates an empty database. Defaults to nil.
    ///
    /// A new snapshot replaces the instance. The property stays set afterwards: removing it replaces the instance by an empty
    /// one. The restored instance has the snapshot's database and users. RDS gives the master user a new password, in a new
    /// secret if it manages the password. `version` has the snapshot's major version, as a restore does not upgrade.
    public var snapshot: String?

    /// Describes a database.
    public init(instanceClass: DatabaseInstanceClass) {
        self.instanceClass = instanceClass
    }

    /// Adds the database with its security group, subnet group, parameter group and what its properties ask for.
    public func build(in scope: Scope, _ network: Network.Reference) -> Reference {
        PostgresBuilder(self, in: scope, network).build()
    }
}
