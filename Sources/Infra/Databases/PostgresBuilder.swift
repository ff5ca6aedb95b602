internal import CloudFormation

/// The construction of a database's resources, part by part.
struct PostgresBuilder {
    private let database: PostgresDatabase
    private let scope: Scope
    private let group: SecurityGroup.Reference
    private let subnets: TemplateValue<String>
    private let parameters: TemplateValue<String>
    private let monitoringRole: Role.Reference?

    /// Adds what the instances share: security group, subnet group, parameter group and the role of enhanced monitoring.
    init(_ database: PostgresDatabase, in scope: Scope, _ network: Network.Reference) {
        self.database = database
        self.scope = scope
        group = scope.add(
            "SecurityGroup", SecurityGroup("The database, reached by the service only"), in: network.vpc)
        subnets =
            scope.add(
                "Subnets",
                AWS.RDS.DBSubnetGroup(
                    dbSubnetGroupDescription: "Isolated subnets of the database",
                    subnetIds: network.isolatedSubnets.ids)
            ).ref
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
        monitoringRole = database.monitoring.map { _ in DatabaseMonitoringRole.add(in: scope) }
    }

    /// Adds the instances.
    func build() -> PostgresDatabase.Reference {
        let generated =
            database.masterPassword == .generated
            ? scope.add("Secret", LoginSecret(username: database.username, description: "The database's master user"))
            : nil
        let instance = scope.add("Instance", instance(generated), .kept(database.removal))
        let secret = generated ?? LoginSecret.Reference(arn: ResourceARN(instance.masterUserSecretSecretArn))
        let readers = (0..<min(max(0, database.replicas), 15)).map { number in
            let replica = scope.add("Replica\(number + 1)", replica(of: instance), .kept(.delete))
            return PostgresDatabase.Reader(
                identifier: ResourceName(replica.ref), address: HostName(replica.endpointAddress),
                resourceID: ResourceID(replica.dbiResourceId))
        }
        let reference = PostgresDatabase.Reference(
            kind: .instance, identifier: ResourceName(instance.ref), address: HostName(instance.endpointAddress),
            resourceID: ResourceID(instance.dbiResourceId), readers: readers, secret: secret,
            securityGroup: group.listening(on: PostgresDatabase.port, name: scope.path.last ?? "", in: scope))
        if let generated { reference.attach(generated, in: scope.child("Secret")) }
        return reference
    }

    private func instance(_ generated: LoginSecret.Reference?) -> AWS.RDS.DBInstance {
        var instance = common
        instance.allocatedStorage = .literal(String(database.storage.gibibytes))
        // The file names the version, so an upgrade is always meant.
        instance.allowMajorVersionUpgrade = true
        instance.backupRetentionPeriod = .literal(database.backups.days)
        instance.dbName = .literal(database.databaseName)
        instance.dbSubnetGroupName = subnets
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
            enableCloudwatchLogsExports: database.logs.isEmpty ? nil : .literal(logNames),
            enableIAMDatabaseAuthentication: .literal(database.iamAuthentication),
            enablePerformanceInsights: .literal(database.performanceInsights),
            monitoringInterval: database.monitoring.map { .literal($0.seconds) },
            monitoringRoleArn: monitoringRole?.arn.value,
            performanceInsightsKMSKeyId: database.performanceInsights ? database.key?.value : nil,
            performanceInsightsRetentionPeriod: database.performanceInsights ? 7 : nil,
            preferredMaintenanceWindow: database.maintenanceWindow.map { .literal($0.text) },
            publiclyAccessible: false,
            storageType: "gp3",
            vpcSecurityGroups: [group.id.value])
    }

    /// The exported logs in the order of the words, each once.
    private var logNames: [String] {
        DatabaseLog.allCases.filter(database.logs.contains).map(\.rawValue)
    }
}

/// The role with which RDS writes the data of enhanced monitoring.
enum DatabaseMonitoringRole {
    static func add(in scope: Scope) -> Role.Reference {
        let role = scope.add(
            "MonitoringRole",
            Role(service: .databaseMonitoring, description: "Writes the database's enhanced monitoring"))
        // The permissions of AWS's policy AmazonRDSEnhancedMonitoringRole, on the one log group that RDS writes.
        let group: TemplateValue<String> =
            "arn:\(AWS.partition):logs:\(AWS.region):\(AWS.accountID):log-group:RDSOSMetrics"
        role.grant(
            PolicyStatement(
                actions: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"], resources: [group]))
        role.grant(
            PolicyStatement(
                actions: [
                    "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents",
                ], resources: ["\(group):log-stream:*"]))
        return role
    }
}
