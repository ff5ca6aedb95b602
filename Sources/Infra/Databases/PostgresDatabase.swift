public import CloudFormation

/// A PostgreSQL instance of RDS: encrypted, with TLS required, in isolated subnets, with a generated password.
///
///     var database = PostgresDatabase(instanceClass: .t4gMicro)
///     database.backups = .days(14)
///     let reference = scope.add("Database", database, in: network)
public struct PostgresDatabase: PlacedConstruct, Sendable, Hashable {
    /// The port of PostgreSQL.
    public static let port = 5432

    /// The instance class.
    public var instanceClass: DatabaseInstanceClass
    /// The version of PostgreSQL. Defaults to the newest major version.
    public var version = PostgresVersion.newest
    /// The initial size of the storage. Defaults to 20 GiB, the least of gp3.
    public var storage = StorageSize.gibibytes(20)
    /// The size that the storage may grow to, at least a tenth above `storage`; nil keeps the initial size. Defaults to nil.
    public var maximumStorage: StorageSize?
    /// A standby in another zone. Defaults to false.
    public var multiZone = false
    /// The retention of automated backups. Defaults to 7 days.
    public var backups = BackupRetention.days(7)
    /// Refuses deletion of the instance. Defaults to true.
    public var deletionProtection = true
    /// The action on the data when the instance is removed or replaced. Defaults to a snapshot.
    public var removal = ResourceOptions.Policy.snapshot
    /// Performance Insights for the last 7 days. Defaults to true.
    public var performanceInsights = true
    /// The name of the initial database. Defaults to `app`.
    public var databaseName = "app"
    /// The name of the master user. Defaults to `app`.
    public var username = "app"
    /// The snapshot to restore; nil creates an empty database. Defaults to nil.
    ///
    /// A new snapshot replaces the instance. The property stays set afterwards: removing it replaces the instance by an empty
    /// one. The restored instance keeps the snapshot's database name, user and password, so the secret stays valid for a
    /// snapshot of the same database.
    public var snapshot: String?

    /// Describes a database.
    public init(instanceClass: DatabaseInstanceClass) {
        self.instanceClass = instanceClass
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<PostgresDatabase>] {
        [
            PropertyRule("instanceClass", { $0.instanceClass }, DatabaseInstanceClass.valid),
            PropertyRule("storage", { $0.storage }, StorageSize.valid(20...StorageSize.greatest)),
            PropertyRule("maximumStorage", { $0.maximumStorage }) { database in
                StorageSize.valid(database.leastMaximum...max(database.leastMaximum, StorageSize.greatest))
            },
            PropertyRule("backups", { $0.backups }, BackupRetention.valid),
            PropertyRule("databaseName", { $0.databaseName }, PostgresDatabase.validNames),
            PropertyRule(
                "username", { $0.username },
                ValidValues("letters, digits and underscores, a letter first, at most 63 characters") {
                    PostgresDatabase.isIdentifier($0)
                }),
            PropertyRule(
                "snapshot", { $0.snapshot },
                ValidValues("the identifier or ARN of a snapshot") { text in
                    (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
                }),
        ]
    }

    /// The least valid `maximumStorage` in GiB ("Managing capacity automatically with Amazon RDS storage autoscaling").
    package var leastMaximum: Int {
        let size = min(max(0, storage.gibibytes), StorageSize.greatest)
        return (size * 11 + 9) / 10
    }

    /// The names that RDS accepts for `DBName` with PostgreSQL, without the engine's reserved words.
    private static var validNames: ValidValues<String> {
        ValidValues("letters, digits and underscores, a letter first, at most 63 characters, and no reserved name") {
            let reserved = ["database", "db", "postgres", "rdsadmin", "template0", "template1"]
            return isIdentifier($0) && !reserved.contains($0.lowercased())
        }
    }

    private static func isIdentifier(_ text: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (65...90).contains(byte) }
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 63 else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 95 }
    }

    /// Adds the database with its secret, security group, subnet group and parameter group.
    public func build(in scope: Scope, _ network: Network.Reference) -> Reference {
        let group = scope.add(
            "SecurityGroup", SecurityGroup("The database, reached by the service only"), in: network.vpc)
        let secret = scope.add("Secret", LoginSecret(username: username, description: "The database's master user"))
        let subnets = scope.add(
            "Subnets",
            AWS.RDS.DBSubnetGroup(
                dbSubnetGroupDescription: "Isolated subnets of the database", subnetIds: network.isolatedSubnets.ids))
        let parameters = scope.add(
            "Parameters",
            AWS.RDS.DBParameterGroup(
                description: .literal("PostgreSQL \(version.major) with TLS required"),
                family: .literal("postgres\(version.major)"),
                // "Requiring an SSL connection to a PostgreSQL DB instance" in the RDS user guide.
                parameters: ["rds.force_ssl": "1"]))
        let instance = scope.add(
            "Instance", instance(subnets.ref, parameters.ref, secret: secret, group: group), .kept(removal))
        // Adds host, port and engine to the secret, which rotation needs.
        scope.add(
            "SecretAttachment",
            AWS.SecretsManager.SecretTargetAttachment(
                secretId: secret.arn.value, targetId: instance.ref, targetType: "AWS::RDS::DBInstance"))
        return Reference(
            identifier: ResourceID(instance.ref), address: HostName(instance.endpointAddress), secret: secret,
            securityGroup: group.listening(on: PostgresDatabase.port, name: scope.path.last ?? "", in: scope))
    }

    private func instance(
        _ subnetGroup: TemplateValue<String>, _ parameterGroup: TemplateValue<String>, secret: LoginSecret.Reference,
        group: SecurityGroup.Reference
    ) -> AWS.RDS.DBInstance {
        var instance = AWS.RDS.DBInstance(
            allocatedStorage: .literal(String(storage.gibibytes)),
            autoMinorVersionUpgrade: true,
            backupRetentionPeriod: .literal(backups.days),
            copyTagsToSnapshot: true,
            dbInstanceClass: .literal(instanceClass.name),
            dbName: .literal(databaseName),
            dbParameterGroupName: parameterGroup,
            dbSubnetGroupName: subnetGroup,
            deletionProtection: .literal(deletionProtection),
            enablePerformanceInsights: .literal(performanceInsights),
            engine: "postgres",
            engineVersion: .literal(version.description),
            masterUserPassword: secret.field("password"),
            // A literal, not a field of the secret: a change replaces the instance and has to show in a diff.
            masterUsername: .literal(username),
            maxAllocatedStorage: maximumStorage.map { .literal($0.gibibytes) },
            multiAZ: .literal(multiZone),
            performanceInsightsRetentionPeriod: performanceInsights ? 7 : nil,
            port: .literal(String(PostgresDatabase.port)),
            publiclyAccessible: false,
            storageEncrypted: true,
            storageType: "gp3",
            vpcSecurityGroups: [group.id.value])
        if let snapshot {
            instance.dbSnapshotIdentifier = .literal(snapshot)
            // These come from the snapshot; a restore refuses them (AWS::RDS::DBInstance, DBSnapshotIdentifier).
            instance.dbName = nil
            instance.masterUsername = nil
            instance.masterUserPassword = nil
            instance.storageEncrypted = nil
            instance.enablePerformanceInsights = nil
            instance.performanceInsightsRetentionPeriod = nil
        }
        return instance
    }
}
