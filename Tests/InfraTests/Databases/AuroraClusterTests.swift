import Infra
import InfraTesting
import Testing

@Suite("AuroraCluster")
struct AuroraClusterTests {
    private func template(
        _ capacity: AuroraCluster.Capacity = .serverless(minimum: 0.5, maximum: 8),
        _ change: (inout AuroraCluster) -> Void = { _ in }
    ) throws -> Template {
        var cluster = AuroraCluster(capacity)
        change(&cluster)
        return try TestStack.template { $0.add("Database", cluster, in: TestStack.network) }
    }

    @Test(
        "A cluster is encrypted, private, protected, on TLS, backed up and has a password that RDS manages by default")
    func defaults() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "DatabaseCluster", type: "AWS::RDS::DBCluster",
                with: [
                    "BackupRetentionPeriod": 7, "CopyTagsToSnapshot": true, "DatabaseName": "app",
                    "DeletionProtection": true, "EnableCloudwatchLogsExports": ["postgresql"],
                    "EnableIAMDatabaseAuthentication": true, "Engine": "aurora-postgresql", "EngineVersion": "17.9",
                    "ManageMasterUserPassword": true, "MasterUsername": "app", "StorageEncrypted": true,
                    "ServerlessV2ScalingConfiguration": ["MinCapacity": 0.5, "MaxCapacity": 8.0],
                    "VpcSecurityGroupIds": [["Fn::GetAtt": ["DatabaseSecurityGroup", "GroupId"]]],
                ]) == nil)
        #expect(template.property("DatabaseParameters17", "Family") == "aurora-postgresql17")
        #expect(template.property("DatabaseParameters17", "Parameters") == ["rds.force_ssl": "1"])
        #expect(template.resource("DatabaseCluster")?.options.deletionPolicy == .snapshot)
        #expect(
            template.mismatch(
                "DatabaseWriter", type: "AWS::RDS::DBInstance",
                with: [
                    "DBClusterIdentifier": ["Ref": "DatabaseCluster"], "DBInstanceClass": "db.serverless",
                    "EnablePerformanceInsights": true, "PubliclyAccessible": false,
                ]) == nil)
        #expect(template.count(of: "AWS::RDS::DBInstance") == 1)
    }

    @Test("Each property of a cluster changes its resources")
    func properties() throws {
        let key = "arn:aws:kms:eu-central-1:123456789012:key/1"
        let template = try template(.provisioned("db.r7g.large")) {
            $0.version = PostgresVersion("16.9") ?? AuroraCluster.standardVersion
            $0.minorUpgrades = false
            $0.readers = 2
            $0.backups = .days(35)
            $0.backupWindow = "02:00-03:00"
            $0.maintenanceWindow = "sun:03:00-sun:04:00"
            $0.deletionProtection = false
            $0.removal = .retain
            $0.performanceInsights = false
            $0.monitoring = .seconds(15)
            $0.logs = []
            $0.certificateAuthority = .rsa4096
            $0.iamAuthentication = false
            $0.key = ResourceARN(.literal(key))
            $0.databaseName = "orders"
            $0.username = "owner"
        }
        #expect(
            template.mismatch(
                "DatabaseCluster",
                with: [
                    "BackupRetentionPeriod": 35, "DatabaseName": "orders", "DeletionProtection": false,
                    "EnableIAMDatabaseAuthentication": false, "EngineVersion": "16.9", "KmsKeyId": .string(key),
                    "MasterUserSecret": ["KmsKeyId": .string(key)], "MasterUsername": "owner",
                    "PreferredBackupWindow": "02:00-03:00", "PreferredMaintenanceWindow": "sun:03:00-sun:04:00",
                ]) == nil)
        #expect(template.property("DatabaseCluster", "EnableCloudwatchLogsExports") == nil)
        #expect(template.property("DatabaseCluster", "ServerlessV2ScalingConfiguration") == nil)
        #expect(template.property("DatabaseParameters16", "Family") == "aurora-postgresql16")
        #expect(template.resource("DatabaseCluster")?.options.updateReplacePolicy == .retain)
        for id in ["DatabaseWriter", "DatabaseReader1", "DatabaseReader2"] {
            #expect(
                template.mismatch(
                    id,
                    with: [
                        "AutoMinorVersionUpgrade": false, "CACertificateIdentifier": "rds-ca-rsa4096-g1",
                        "DBInstanceClass": "db.r7g.large", "EnablePerformanceInsights": false, "MonitoringInterval": 15,
                        "MonitoringRoleArn": ["Fn::GetAtt": ["DatabaseMonitoringRole", "Arn"]],
                    ]) == nil)
        }
    }

    @Test("A cluster restored from a snapshot takes name and user from it, and gets a new managed password")
    func snapshot() throws {
        let template = try template { $0.snapshot = "before" }
        #expect(template.property("DatabaseCluster", "SnapshotIdentifier") == "before")
        for name in ["DatabaseName", "MasterUsername", "StorageEncrypted"] {
            #expect(template.property("DatabaseCluster", name) == nil, "\(name)")
        }
        #expect(template.property("DatabaseCluster", "ManageMasterUserPassword") == true)
    }

    @Test("Values that Aurora refuses are reported with the cluster's path")
    func rules() {
        var cluster = AuroraCluster(.serverless(minimum: 4, maximum: 2.2))
        cluster.version = .standard
        cluster.readers = 16
        cluster.logs = DatabaseLog.allCases
        cluster.backups = .days(0)
        let problems = TestStack.problems { $0.add("Database", cluster, in: TestStack.network) }
        #expect(problems.count == 6, "\(problems)")
        #expect(
            problems.contains(
                "test/Database: minimum is 4.0 capacity units; expected 0 to 256 capacity units in steps of 0.5, at most the "
                    + "maximum"))
        #expect(problems.contains { $0.contains("version is 18; expected a minor version such as 17.9") })
        #expect(AuroraCluster(.provisioned("r7g.large")).faults.map(\.property) == ["instanceClass"])
    }

    @Test("Clients connect, read the secret or sign tokens as for an instance")
    func access() throws {
        let template = try TestStack.template { scope in
            var description = AuroraCluster(.serverless(minimum: 0.5, maximum: 8))
            description.readers = 2
            let database = scope.add("Database", description, in: TestStack.network)
            let workers = scope.add("Workers", SecurityGroup("Workers"), in: TestStack.network.vpc)
            workers.connections.allow(to: database)
            let role = scope.add("Role", Role(service: .lambda, description: "Reads"))
            database.grantConnect(to: role)
            database.grantConnect(to: role, as: "reader")
        }
        #expect(template.property("WorkersToDatabaseEgress", "ToPort") == 5432)
        let user =
            "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:${DatabaseCluster.DBClusterResourceId}/reader"
        #expect(
            template.statements(ofRole: "Role").map(\.resources) == [
                [["Fn::GetAtt": ["DatabaseCluster", "MasterUserSecret.SecretArn"]]], [["Fn::Sub": .string(user)]],
            ])
    }

    @Test("A cluster has an address for writing and one for reading, and metrics of its own dimension")
    func reference() throws {
        let scope = TestStack().scope
        var description = AuroraCluster(.provisioned("db.r7g.large"))
        let single = scope.add("Single", description, in: TestStack.network)
        #expect(single.readerAddress == single.address)
        description.readers = 2
        let database = scope.add("Database", description, in: TestStack.network)
        #expect(
            database.readerAddress.value.expression.compactJSON
                == #"{"Fn::GetAtt":["DatabaseCluster","ReadEndpoint.Address"]}"#)
        #expect(
            database.metric(.connections).dimensions["DBClusterIdentifier"]?.expression.compactJSON
                == #"{"Ref":"DatabaseCluster"}"#)
    }
}
