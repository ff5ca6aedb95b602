internal import CloudFormation

/// The construction of a cluster's resources, part by part.
struct AuroraBuilder {
    private let description: AuroraCluster
    private let scope: Scope
    private let surroundings: DatabaseSurroundings

    /// Adds what the instances share.
    init(_ description: AuroraCluster, in scope: Scope, _ network: Network.Reference) {
        self.description = description
        self.scope = scope
        surroundings = DatabaseSurroundings(description, in: scope, network)
    }

    /// Adds the cluster and its instances.
    func build() -> PostgresDatabase.Reference {
        let family = "aurora-postgresql\(description.version.major)"
        // As for instances: one group per major version, under an id of its own.
        let parameters = scope.add(
            "Parameters\(description.version.major)",
            AWS.RDS.DBClusterParameterGroup(
                description: .literal("Aurora PostgreSQL \(description.version.major) with TLS required"),
                family: .literal(family), parameters: ["rds.force_ssl": "1"]))
        let cluster = scope.add("Cluster", cluster(parameters.ref), .kept(description.removal))
        scope.add("Writer", instance(of: cluster), .kept(.delete))
        let readers = (0..<min(max(0, description.readers), 15)).map { number in
            scope.add("Reader\(number + 1)", instance(of: cluster), .kept(.delete))
        }
        return PostgresDatabase.Reference(
            kind: .cluster, identifier: ResourceName(cluster.ref), address: HostName(cluster.endpointAddress),
            resourceID: ResourceID(cluster.dbClusterResourceId),
            // One address leads to all readers, and the cluster's id admits to them.
            readers: readers.first.map { reader in
                [
                    PostgresDatabase.Reader(
                        identifier: ResourceName(reader.ref), address: HostName(cluster.readEndpointAddress))
                ]
            } ?? [],
            secret: LoginSecret.Reference(
                arn: ResourceARN(cluster.masterUserSecretSecretArn), key: description.key),
            securityGroup: surroundings.group.listening(
                on: PostgresDatabase.port, name: scope.path.last ?? "", in: scope))
    }

    private func cluster(_ parameters: TemplateValue<String>) -> AWS.RDS.DBCluster {
        var cluster = AWS.RDS.DBCluster(
            backupRetentionPeriod: .literal(description.backups.days),
            copyTagsToSnapshot: true,
            dbClusterParameterGroupName: parameters,
            dbSubnetGroupName: surroundings.subnets,
            databaseName: .literal(description.databaseName),
            deletionProtection: .literal(description.deletionProtection),
            enableCloudwatchLogsExports: surroundings.logs,
            enableIAMDatabaseAuthentication: .literal(description.iamAuthentication),
            engine: "aurora-postgresql",
            engineVersion: .literal(description.version.description),
            kmsKeyId: description.key?.value,
            manageMasterUserPassword: true,
            masterUserSecret: description.key.map { .init(kmsKeyId: $0.value) },
            masterUsername: .literal(description.username),
            port: .literal(PostgresDatabase.port),
            preferredBackupWindow: description.backupWindow.map { .literal($0.text) },
            preferredMaintenanceWindow: description.maintenanceWindow.map { .literal($0.text) },
            storageEncrypted: true,
            vpcSecurityGroupIds: [surroundings.group.id.value])
        if case .serverless(let minimum, let maximum) = description.capacity {
            cluster.serverlessV2ScalingConfiguration = .init(
                maxCapacity: .literal(maximum.units), minCapacity: .literal(minimum.units))
        }
        if let snapshot = description.snapshot {
            cluster.snapshotIdentifier = .literal(snapshot)
            // These come from the snapshot (AWS::RDS::DBCluster, SnapshotIdentifier). CloudFormation's handler sets the
            // password after the restore.
            cluster.databaseName = nil
            cluster.kmsKeyId = nil
            cluster.masterUsername = nil
            cluster.storageEncrypted = nil
        }
        return cluster
    }

    private func instance(of cluster: ResourceHandle<AWS.RDS.DBCluster>) -> AWS.RDS.DBInstance {
        var instance = AWS.RDS.DBInstance(
            autoMinorVersionUpgrade: .literal(description.minorUpgrades),
            caCertificateIdentifier: .literal(description.certificateAuthority.rawValue),
            dbClusterIdentifier: cluster.ref,
            dbInstanceClass: "db.serverless",
            enablePerformanceInsights: .literal(description.performanceInsights),
            engine: "aurora-postgresql",
            monitoringInterval: description.monitoring.map { .literal($0.seconds) },
            monitoringRoleArn: surroundings.monitoringRole?.arn.value,
            performanceInsightsKMSKeyId: description.performanceInsights ? description.key?.value : nil,
            performanceInsightsRetentionPeriod: description.performanceInsights ? 7 : nil,
            preferredMaintenanceWindow: description.maintenanceWindow.map { .literal($0.text) },
            publiclyAccessible: false)
        if case .provisioned(let name) = description.capacity { instance.dbInstanceClass = .literal(name.name) }
        return instance
    }
}
