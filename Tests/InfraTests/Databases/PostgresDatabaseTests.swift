import Infra
import InfraTesting
import Testing

@Suite("PostgresDatabase")
struct PostgresDatabaseTests {
    private func template(_ change: (inout PostgresDatabase) -> Void = { _ in }) throws -> Template {
        var database = PostgresDatabase(instanceClass: .t4gMicro)
        change(&database)
        return try TestStack.template { $0.add("Database", database, in: TestStack.network) }
    }

    @Test(
        "A database is encrypted, private, protected, on TLS, backed up and without a password of the stack's by default"
    )
    func defaults() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "DatabaseInstance", type: "AWS::RDS::DBInstance",
                with: [
                    "AllocatedStorage": "20", "AutoMinorVersionUpgrade": true, "BackupRetentionPeriod": 7,
                    "CACertificateIdentifier": "rds-ca-rsa2048-g1", "DBInstanceClass": "db.t4g.micro", "DBName": "app",
                    "DeletionProtection": true, "EnableCloudwatchLogsExports": ["postgresql", "upgrade"],
                    "EnableIAMDatabaseAuthentication": true, "EnablePerformanceInsights": true,
                    "ManageMasterUserPassword": true, "MasterUsername": "app", "MultiAZ": false,
                    "PubliclyAccessible": false, "StorageEncrypted": true,
                    "VPCSecurityGroups": [["Fn::GetAtt": ["DatabaseSecurityGroup", "GroupId"]]],
                ]) == nil)
        for absent in [
            "MasterUserPassword", "MaxAllocatedStorage", "KmsKeyId", "MonitoringInterval", "PreferredBackupWindow",
            "PreferredMaintenanceWindow",
        ] {
            #expect(template.property("DatabaseInstance", absent) == nil, "\(absent)")
        }
        #expect(template.count(of: "AWS::SecretsManager::Secret") == 0)
        #expect(template.property("DatabaseParameters18", "Parameters") == ["rds.force_ssl": "1"])
        #expect(template.property("DatabaseSubnets", "SubnetIds") == ["subnet-00000005", "subnet-00000006"])
        #expect(template.resource("DatabaseInstance")?.options.deletionPolicy == .snapshot)
    }

    @Test("A database that names no version gets 18 in every release of the library")
    func pinnedVersion() throws {
        // Another number here is a major upgrade of databases whose descriptions did not change.
        #expect(PostgresVersion.standard.description == "18")
        #expect(try template().property("DatabaseInstance", "EngineVersion") == "18")
    }

    @Test("A major upgrade is allowed, and moves the instance to a parameter group of the new family in place")
    func majorUpgrade() throws {
        let before = try template { $0.version = PostgresVersion("17") ?? .standard }
        let after = try template { $0.version = PostgresVersion("18") ?? .standard }
        #expect(after.property("DatabaseInstance", "AllowMajorVersionUpgrade") == true)
        #expect(before.property("DatabaseParameters17", "Family") == "postgres17")
        #expect(after.property("DatabaseParameters18", "Family") == "postgres18")
        #expect(after.resource("DatabaseParameters17") == nil)
        #expect(after.property("DatabaseInstance", "DBParameterGroupName") == ["Ref": "DatabaseParameters18"])
        // Nothing that replaces the instance changes.
        for name in AWS.RDS.DBInstance.facts.createOnly {
            #expect(
                before.property("DatabaseInstance", name) == after.property("DatabaseInstance", name), "\(name)")
        }
    }

    @Test("Each property of a database changes its instance")
    func properties() throws {
        let template = try template {
            $0.instanceClass = "db.m7g.large"
            $0.version = PostgresVersion("17.9") ?? .standard
            $0.minorUpgrades = false
            $0.storage = .gibibytes(100)
            $0.maximumStorage = .gibibytes(110)
            $0.multiZone = true
            $0.backups = .days(35)
            $0.backupWindow = "23:30-00:30"
            $0.maintenanceWindow = "sun:03:00-sun:04:00"
            $0.deletionProtection = false
            $0.removal = .retain
            $0.performanceInsights = false
            $0.logs = [.upgrade]
            $0.certificateAuthority = .ecc384
            $0.iamAuthentication = false
            $0.databaseName = "orders"
            $0.username = "owner"
        }
        #expect(
            template.mismatch(
                "DatabaseInstance",
                with: [
                    "AllocatedStorage": "100", "AutoMinorVersionUpgrade": false, "BackupRetentionPeriod": 35,
                    "CACertificateIdentifier": "rds-ca-ecc384-g1", "DBInstanceClass": "db.m7g.large",
                    "DBName": "orders",
                    "DeletionProtection": false, "EnableCloudwatchLogsExports": ["upgrade"],
                    "EnableIAMDatabaseAuthentication": false, "EnablePerformanceInsights": false,
                    "EngineVersion": "17.9", "MasterUsername": "owner", "MaxAllocatedStorage": 110, "MultiAZ": true,
                    "PreferredBackupWindow": "23:30-00:30", "PreferredMaintenanceWindow": "sun:03:00-sun:04:00",
                ]) == nil)
        #expect(template.resource("DatabaseInstance")?.options.updateReplacePolicy == .retain)
        #expect(try self.template { $0.logs = [] }.property("DatabaseInstance", "EnableCloudwatchLogsExports") == nil)
    }

    @Test("Enhanced monitoring has a role that RDS alone assumes and that writes its own log group")
    func monitoring() throws {
        let template = try template { $0.monitoring = .seconds(30) }
        #expect(template.property("DatabaseInstance", "MonitoringInterval") == 30)
        #expect(
            template.property("DatabaseInstance", "MonitoringRoleArn") == [
                "Fn::GetAtt": ["DatabaseMonitoringRole", "Arn"]
            ])
        #expect(
            template.trust(ofRole: "DatabaseMonitoringRole").map(\.principal) == [
                ["Service": "monitoring.rds.amazonaws.com"]
            ])
        #expect(
            template.statements(ofRole: "DatabaseMonitoringRole").allSatisfy { statement in
                statement.resources.allSatisfy { $0.compactJSON.contains(":log-group:RDSOSMetrics") }
            })
    }

    @Test("A key encrypts storage, Performance Insights and the managed secret")
    func key() throws {
        let arn = "arn:aws:kms:eu-central-1:123456789012:key/1"
        let template = try template { $0.key = ResourceARN(.literal(arn)) }
        #expect(
            template.mismatch(
                "DatabaseInstance",
                with: [
                    "KmsKeyId": .string(arn), "PerformanceInsightsKMSKeyId": .string(arn),
                    "MasterUserSecret": ["KmsKeyId": .string(arn)],
                ]) == nil)
    }

    @Test(
        "A generated password is a reference that CloudFormation resolves, and its secret gets the database's address")
    func generatedPassword() throws {
        let template = try template { $0.masterPassword = .generated }
        #expect(template.property("DatabaseInstance", "ManageMasterUserPassword") == false)
        #expect(
            template.property("DatabaseInstance", "MasterUserPassword") == [
                "Fn::Sub": "{{resolve:secretsmanager:${DatabaseSecret}:SecretString:password}}"
            ])
        #expect(
            template.mismatch(
                "DatabaseSecretAttachment",
                with: ["SecretId": ["Ref": "DatabaseSecret"], "TargetId": ["Ref": "DatabaseInstance"]]) == nil)
    }

    @Test("Replicas follow the instance, and need a generated password")
    func replicas() throws {
        let template = try template {
            $0.masterPassword = .generated
            $0.replicas = 2
        }
        #expect(template.count(of: "AWS::RDS::DBInstance") == 3)
        #expect(
            template.mismatch(
                "DatabaseReplica2",
                with: [
                    "SourceDBInstanceIdentifier": ["Ref": "DatabaseInstance"], "PubliclyAccessible": false,
                    "DBParameterGroupName": ["Ref": "DatabaseParameters18"], "EnableIAMDatabaseAuthentication": true,
                ]) == nil)
        // These come from the source; RDS refuses them for a replica.
        for name in ["MasterUsername", "DBName", "EngineVersion", "StorageEncrypted", "ManageMasterUserPassword"] {
            #expect(template.property("DatabaseReplica1", name) == nil, "\(name)")
        }
        var managed = PostgresDatabase(instanceClass: .t4gMicro)
        managed.replicas = 1
        let problems = TestStack.problems { $0.add("Database", managed, in: TestStack.network) }
        #expect(problems.count == 1 && problems[0].contains("replicas is 1; expected 0: RDS makes no read replica"))
    }

    @Test("A database restored from a snapshot takes name and user from it, and gets a new managed password")
    func snapshot() throws {
        let template = try template { $0.snapshot = "before" }
        #expect(template.property("DatabaseInstance", "DBSnapshotIdentifier") == "before")
        for name in ["DBName", "MasterUsername", "MasterUserPassword", "StorageEncrypted", "EnablePerformanceInsights"]
        {
            #expect(template.property("DatabaseInstance", name) == nil, "\(name)")
        }
        #expect(template.property("DatabaseInstance", "ManageMasterUserPassword") == true)
        #expect(template.property("DatabaseInstance", "MultiAZ") == false)
    }

    @Test("A restored database with a generated password gets the secret's, whatever the snapshot's was")
    func snapshotWithGeneratedPassword() throws {
        let template = try template {
            $0.snapshot = "before"
            $0.masterPassword = .generated
        }
        #expect(template.property("DatabaseInstance", "ManageMasterUserPassword") == false)
        #expect(
            template.property("DatabaseInstance", "MasterUserPassword") == [
                "Fn::Sub": "{{resolve:secretsmanager:${DatabaseSecret}:SecretString:password}}"
            ])
    }

    @Test("Values that RDS refuses are reported with the database's path")
    func rules() {
        var database = PostgresDatabase(instanceClass: "t4g.micro")
        database.backups = .days(40)
        database.storage = .gibibytes(100)
        database.maximumStorage = .gibibytes(105)
        database.monitoring = .seconds(20)
        database.databaseName = "postgres"
        database.username = "1st"
        database.snapshot = ""
        let problems = TestStack.problems { $0.add("Database", database, in: TestStack.network) }
        #expect(problems.count == 7, "\(problems)")
        #expect(problems.contains("test/Database: backups is 40 days; expected a whole number from 1 to 35 (days)"))
        #expect(
            problems.contains(
                "test/Database: maximumStorage is 105 GiB; expected a whole number from 110 to 65536 (GiB)"))
        #expect(problems.contains { $0.hasSuffix("the nearest is 15") || $0.hasSuffix("the nearest is 30") })
    }

    @Test(
        "Windows have RDS's form and length and do not overlap",
        arguments: [
            ("02:00-03:00", "sun:03:00-sun:04:00", 0), ("02:00-03:00", "sun:02:59-sun:03:30", 1),
            ("23:30-00:30", "mon:00:00-mon:00:30", 1), ("23:30-00:30", "sun:23:00-sun:23:30", 0),
            ("23:30-00:30", "sun:23:45-mon:00:15", 1), ("02:00-02:29", nil, 1), ("2:00-3:00", nil, 1),
            ("02:00", nil, 1), ("24:00-01:00", nil, 1), (nil, "sun:03:00-sun:03:29", 1),
            (nil, "sun:03:00-mon:03:01", 1),
            (nil, "sun:03:00-mon:03:00", 0), (nil, "Sun:03:00-Sun:04:00", 1), (nil, "sunday", 1),
            (nil, "sun:23:00-mon:01:00", 0),
        ] as [(String?, String?, Int)])
    func windows(backup: String?, maintenance: String?, faults: Int) {
        var database = PostgresDatabase(instanceClass: .t4gMicro)
        database.backupWindow = backup.map { BackupWindow(stringLiteral: $0) }
        database.maintenanceWindow = maintenance.map { MaintenanceWindow(stringLiteral: $0) }
        #expect(database.faults.count == faults, "\(database.faults)")
    }

    /// A change of a description, with the properties that stand in its way.
    struct Change: Sendable, CustomTestStringConvertible {
        let properties: [String]
        let make: @Sendable (inout PostgresDatabase) -> Void
        var testDescription: String { properties.isEmpty ? "none" : properties.joined(separator: ", ") }

        init(_ properties: [String], _ make: @escaping @Sendable (inout PostgresDatabase) -> Void) {
            self.properties = properties
            self.make = make
        }
    }

    static let changes: [Change] = [
        .init(["key", "databaseName", "username"]) {
            $0.key = "arn:aws:kms:eu-central-1:123456789012:key/1"
            $0.databaseName = "other"
            $0.username = "other"
        },
        .init([]) { _ in },
        .init([]) { $0.version = PostgresVersion("18") ?? .standard },
        .init([]) { $0.version = PostgresVersion("17") ?? .standard },
        .init(["version"]) { $0.version = PostgresVersion("17.8") ?? .standard },
        .init(["version"]) { $0.version = PostgresVersion("16.9") ?? .standard },
        .init([]) { $0.storage = .gibibytes(60) },
        .init(["storage"]) { $0.storage = .gibibytes(40) },
        .init([]) { $0.replicas = 0 },
        .init(["masterPassword"]) {
            $0.replicas = 0
            $0.masterPassword = .managed
        },
        .init([]) {
            $0.storage = .gibibytes(40)
            $0.snapshot = "old"
        },
    ]

    @Test("The changes of a database that RDS cannot make are named", arguments: changes)
    func obstacles(change: Change) {
        var database = PostgresDatabase(instanceClass: .t4gMicro)
        database.version = PostgresVersion("17.9") ?? .standard
        database.storage = .gibibytes(50)
        database.masterPassword = .generated
        database.replicas = 1
        var next = database
        change.make(&next)
        #expect(database.obstacles(to: next).map(\.property) == change.properties)
    }

    @Test("A client connects on port 5432 and reads the master user's secret alone")
    func connections() throws {
        let template = try TestStack.template { scope in
            let database = scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: TestStack.network)
            let workers = scope.add("Workers", SecurityGroup("Workers"), in: TestStack.network.vpc)
            workers.connections.allow(to: database)
            database.grantConnect(to: scope.add("Role", Role(service: .lambda, description: "Reads")))
        }
        #expect(template.property("WorkersToDatabaseEgress", "ToPort") == 5432)
        #expect(
            template.statements(ofRole: "Role").map(\.resources) == [
                [["Fn::GetAtt": ["DatabaseInstance", "MasterUserSecret.SecretArn"]]]
            ])
    }

    @Test("A client may connect as one user, to the instance and its replicas")
    func connectAsUser() throws {
        let template = try TestStack.template { scope in
            var description = PostgresDatabase(instanceClass: .t4gMicro)
            description.masterPassword = .generated
            description.replicas = 1
            let database = scope.add("Database", description, in: TestStack.network)
            database.grantConnect(to: scope.add("Role", Role(service: .lambda, description: "Reads")), as: "reader")
        }
        let statement = try #require(template.statements(ofRole: "Role").first)
        #expect(statement.actions == ["rds-db:connect"])
        let prefix = "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:"
        #expect(
            statement.resources == [
                ["Fn::Sub": .string(prefix + "${DatabaseInstance.DbiResourceId}/reader")],
                ["Fn::Sub": .string(prefix + "${DatabaseReplica1.DbiResourceId}/reader")],
            ])
    }

    @Test("Readers have their own metrics, and one text names all of their hosts")
    func readers() throws {
        let scope = TestStack().scope
        var description = PostgresDatabase(instanceClass: .t4gMicro)
        #expect(
            scope.add("Single", description, in: TestStack.network).readerAddress.value.expression.compactJSON
                == #"{"Fn::GetAtt":["SingleInstance","Endpoint.Address"]}"#)
        description.masterPassword = .generated
        description.replicas = 2
        let database = scope.add("Database", description, in: TestStack.network)
        #expect(database.readerAddress.value.expression.compactJSON.contains(#""Fn::Join":[",","#))
        let lag = try #require(database.readers.last).metric(.replicaLag)
        #expect(lag.dimensions["DBInstanceIdentifier"]?.expression.compactJSON == #"{"Ref":"DatabaseReplica2"}"#)
    }

    @Test("A database's metrics select its instance")
    func metrics() throws {
        let scope = TestStack().scope
        let database = scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: TestStack.network)
        let metric = database.metric(.cpuUtilization)
        #expect(metric.namespace == "AWS/RDS" && metric.name == "CPUUtilization" && metric.statistic == .average)
        #expect(metric.dimensions["DBInstanceIdentifier"]?.expression.compactJSON == #"{"Ref":"DatabaseInstance"}"#)
    }

    @Test("Another stack uses the database's values, those of its replicas too")
    func shared() throws {
        let app = App()
        let owner = Stack(app, "owner", description: "A database").scope
        let user = Stack(app, "user", description: "A user").scope
        var description = PostgresDatabase(instanceClass: .t4gMicro)
        description.masterPassword = .generated
        description.replicas = 1
        let remote = user.use(owner.share("Database", owner.add("Database", description, in: TestStack.network)))
        let role = user.add("Role", Role(service: .lambda, description: "Reads"))
        remote.grantConnect(to: role, as: "reader")
        remote.grantConnect(to: role)
        let templates = try app.synthesize().map(\.template)
        #expect(
            templates[1].parameters.map(\.name) == [
                "DatabaseReader1ResourceId", "DatabaseResourceId", "DatabaseSecretArn",
            ])
        let paths = templates[0].resources(ofType: "AWS::SSM::Parameter").compactMap { $0.properties["Name"] }
        #expect(Set(templates[1].parameters.compactMap { $0.value["Default"] }).isSubset(of: paths))
    }

    @Test("An existing database offers the same connections, grants and metrics")
    func existing() throws {
        func orders(_ resourceID: ResourceID<PostgresDatabase>?) throws -> Template {
            try TestStack.template { scope in
                let database = PostgresDatabase.Reference(
                    identifier: "orders", address: "orders.example.com", resourceID: resourceID,
                    secret: .init(arn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf"),
                    securityGroup: .init(
                        existing: "sg-00000001", name: "Orders", defaultPort: PostgresDatabase.port,
                        in: scope.child("Orders")))
                let workers = scope.add("Workers", SecurityGroup("Workers"), in: TestStack.network.vpc)
                workers.connections.allow(to: database)
                database.grantConnect(to: scope.add("Role", Role(service: .lambda, description: "Reads")), as: "reader")
                scope.add("Busy", Alarm(database.metric(.cpuUtilization), above: 80))
            }
        }
        let template = try orders("db-ABC")
        #expect(template.property("WorkersToOrdersIngress", "GroupId") == "sg-00000001")
        #expect(template.property("Busy", "Dimensions/0/Value") == "orders")
        let error = #expect(throws: SynthesisError.self) { _ = try orders(nil) }
        #expect(error?.description.contains("resource id is not known; pass resourceID") == true)
    }
}
