internal import CloudFormation

/// The construction of a database's resources, part by part.
struct PostgresBuilder {
    private let database: PostgresDatabase
    private let scope: Scope
    private let network: Network.Reference
    private let surroundings: DatabaseSurroundings
    private let parameters: TemplateValue<String>

    /// Adds what the instances share.
    init(_ database: PostgresDatabase, in scope: Scope, _ network: Network.Reference) {
        self.database = database
        self.scope = scope
        self.network = network
        surroundings = DatabaseSurroundings(database, in: scope, network)
        // A family belongs to one major version. An upgrade switches the instance from one group to the other, so both exist
        // for a while, under ids of their own.
        parameters =
            scope.add(
                "Parameters\(database.version.major)",
                AWS.RDS.DBParameterGroup(
                    description: .literal("PostgreSQL \(database.version.major) with TLS required"),
                    family: .literal("postgres\(database.version.major)"),
                    // "Requiring an SSL connection to a PostgreSQL DB instance" in the RDS user guide.
                    parameters: ["rds.force_ssl": "1"])
            ).ref
    }

    /// Adds the instances.
    func build() -> PostgresDatabase.Reference {
        let generated =
            database.masterPassword == .generated
            ? scope.add("Secret", login)
            : nil
        let instance = scope.add("Instance", instance(generated), .kept(database.removal))
        let secret =
            generated
            ?? LoginSecret.Reference(arn: ResourceARN(instance.masterUserSecretSecretArn), key: database.key)
        let readers = (0..<min(max(0, database.replicas), 15)).map { number in
            let replica = scope.add("Replica\(number + 1)", replica(of: instance), .kept(.delete))
            return PostgresDatabase.Reader(
                identifier: ResourceName(replica.ref), address: HostName(replica.endpointAddress),
                resourceID: ResourceID(replica.dbiResourceId))
        }
        let reference = PostgresDatabase.Reference(
            kind: .instance, identifier: ResourceName(instance.ref), address: HostName(instance.endpointAddress),
            resourceID: ResourceID(instance.dbiResourceId), readers: readers, secret: secret,
            securityGroup: surroundings.group.listening(
                on: PostgresDatabase.port, name: scope.path.last ?? "", in: scope))
        if let generated {
            let attached = reference.attach(generated, in: scope.child("Secret"))
            if let rotation = database.rotation {
                scope.add("Rotation", rotation, in: .init(secret: attached, database: reference, network: network))
            }
        }
        return reference
    }

    private var login: LoginSecret {
        var login = LoginSecret(username: database.username, description: "The database's master user")
        login.key = database.key
        return login
    }

    private func instance(_ generated: LoginSecret.Reference?) -> AWS.RDS.DBInstance {
        var instance = common
        instance.allocatedStorage = .literal(String(database.storage.gibibytes))
        // The file names the version, so an upgrade is always meant.
        instance.allowMajorVersionUpgrade = true
        instance.backupRetentionPeriod = .literal(database.backups.days)
        instance.dbName = .literal(database.databaseName)
        instance.dbSubnetGroupName = surroundings.subnets
        instance.deletionProtection = .literal(database.deletionProtection)
        instance.engine = "postgres"
        instance.engineVersion = .literal(database.version.description)
        instance.kmsKeyId = database.key?.value
        // The word is written out, so that a change from one keeper to the other reaches RDS.
        instance.manageMasterUserPassword = .literal(generated == nil)
        instance.masterUserPassword = generated?.field("password")
        if generated == nil, let key = database.key { instance.masterUserSecret = .init(kmsKeyId: key.value) }
        // A literal, not a field of the secret: a change replaces the instance and has to show in a diff.
        instance.masterUsername = .literal(database.username)
        instance.maxAllocatedStorage = database.maximumStorage.map { .literal($0.gibibytes) }
        instance.multiAZ = .literal(database.multiZone)
        instance.port = .literal(String(PostgresDatabase.port))
        instance.preferredBackupWindow = database.backupWindow.map { .literal($0.text) }
        instance.storageEncrypted = true
        if let snapshot = database.snapshot {
            instance.dbSnapshotIdentifier = .literal(snapshot)
            // These come from the snapshot; a restore refuses them (AWS::RDS::DBInstance, DBSnapshotIdentifier).
            // CloudFormation's handler sets the password after the restore.
            instance.dbName = nil
            instance.masterUsername = nil
            instance.kmsKeyId = nil
            instance.storageEncrypted = nil
            instance.enablePerformanceInsights = nil
            instance.performanceInsightsKMSKeyId = nil
            instance.performanceInsightsRetentionPeriod = nil
        }
        return instance
    }

    /// A replica takes engine, version, storage and users from its source; RDS upgrades it together with the source.
    private func replica(of source: ResourceHandle<AWS.RDS.DBInstance>) -> AWS.RDS.DBInstance {
        var replica = common
        // RDS reads a source in the same region by its identifier and puts the replica into the source's subnet group.
        replica.sourceDBInstanceIdentifier = source.ref
        return replica
    }

    /// The properties of the instance and of its replicas.
    private var common: AWS.RDS.DBInstance {
        AWS.RDS.DBInstance(
            autoMinorVersionUpgrade: .literal(database.minorUpgrades),
            caCertificateIdentifier: .literal(database.certificateAuthority.rawValue),
            copyTagsToSnapshot: true,
            dbInstanceClass: .literal(database.instanceClass.name),
            dbParameterGroupName: parameters,
            enableCloudwatchLogsExports: surroundings.logs,
            enableIAMDatabaseAuthentication: .literal(database.iamAuthentication),
            enablePerformanceInsights: .literal(database.performanceInsights),
            monitoringInterval: database.monitoring.map { .literal($0.seconds) },
            monitoringRoleArn: surroundings.monitoringRole?.arn.value,
            performanceInsightsKMSKeyId: database.performanceInsights ? database.key?.value : nil,
            performanceInsightsRetentionPeriod: database.performanceInsights ? 7 : nil,
            preferredMaintenanceWindow: database.maintenanceWindow.map { .literal($0.text) },
            publiclyAccessible: false,
            storageType: "gp3",
            vpcSecurityGroups: [surroundings.group.id.value])
    }
}
