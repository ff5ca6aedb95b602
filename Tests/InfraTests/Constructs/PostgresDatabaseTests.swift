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

    @Test("A database is encrypted, private, protected, on TLS and backed up by default")
    func defaults() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "DatabaseInstance", type: "AWS::RDS::DBInstance",
                with: [
                    "AllocatedStorage": "20", "BackupRetentionPeriod": 7, "DBInstanceClass": "db.t4g.micro",
                    "DBName": "app", "DeletionProtection": true, "EnablePerformanceInsights": true,
                    "EngineVersion": "18", "MasterUsername": "app", "MultiAZ": false, "PubliclyAccessible": false,
                    "StorageEncrypted": true,
                    "VPCSecurityGroups": [["Fn::GetAtt": ["DatabaseSecurityGroup", "GroupId"]]],
                ]) == nil)
        #expect(template.property("DatabaseInstance", "MaxAllocatedStorage") == nil)
        #expect(template.property("DatabaseParameters", "Parameters") == ["rds.force_ssl": "1"])
        #expect(template.property("DatabaseSubnets", "SubnetIds") == ["subnet-00000005", "subnet-00000006"])
        #expect(template.resource("DatabaseInstance")?.options.deletionPolicy == .snapshot)
    }

    @Test("Each property of a database changes its instance")
    func properties() throws {
        let template = try template {
            $0.instanceClass = "db.m7g.large"
            $0.version = PostgresVersion("17.9") ?? .newest
            $0.storage = .gibibytes(100)
            $0.maximumStorage = .gibibytes(110)
            $0.multiZone = true
            $0.backups = .days(35)
            $0.deletionProtection = false
            $0.removal = .retain
            $0.performanceInsights = false
            $0.databaseName = "orders"
            $0.username = "owner"
        }
        #expect(
            template.mismatch(
                "DatabaseInstance",
                with: [
                    "AllocatedStorage": "100", "BackupRetentionPeriod": 35, "DBInstanceClass": "db.m7g.large",
                    "DBName": "orders", "DeletionProtection": false, "EnablePerformanceInsights": false,
                    "EngineVersion": "17.9", "MasterUsername": "owner", "MaxAllocatedStorage": 110, "MultiAZ": true,
                ]) == nil)
        #expect(template.property("DatabaseParameters", "Family") == "postgres17")
        #expect(template.resource("DatabaseInstance")?.options.updateReplacePolicy == .retain)
    }

    @Test("A database restored from a snapshot takes name, user and password from it")
    func snapshot() throws {
        let template = try template { $0.snapshot = "before" }
        #expect(template.property("DatabaseInstance", "DBSnapshotIdentifier") == "before")
        for name in ["DBName", "MasterUsername", "MasterUserPassword", "StorageEncrypted", "EnablePerformanceInsights"]
        {
            #expect(template.property("DatabaseInstance", name) == nil, "\(name)")
        }
        #expect(template.property("DatabaseInstance", "MultiAZ") == false)
    }

    @Test("Values that RDS refuses are reported with the database's path")
    func rules() {
        var database = PostgresDatabase(instanceClass: "t4g.micro")
        database.backups = .days(40)
        database.storage = .gibibytes(100)
        database.maximumStorage = .gibibytes(105)
        database.databaseName = "postgres"
        database.username = "1st"
        database.snapshot = ""
        let problems = TestStack.problems { $0.add("Database", database, in: TestStack.network) }
        #expect(problems.count == 6, "\(problems)")
        #expect(problems.contains("test/Database: backups is 40 days; expected a whole number from 1 to 35 (days)"))
        #expect(
            problems.contains(
                "test/Database: maximumStorage is 105 GiB; expected a whole number from 110 to 65536 (GiB)"))
    }

    @Test("A client connects on port 5432 and reads the secret alone")
    func connections() throws {
        let template = try TestStack.template { scope in
            let database = scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: TestStack.network)
            let workers = scope.add("Workers", SecurityGroup("Workers"), in: TestStack.network.vpc)
            workers.connections.allow(to: database)
            database.grantConnect(to: scope.add("Role", Role(service: .lambda, description: "Reads")))
        }
        #expect(template.property("WorkersToDatabaseEgress", "ToPort") == 5432)
        #expect(template.statements(ofRole: "Role").map(\.resources) == [[["Ref": "DatabaseSecret"]]])
    }

    @Test("A database's metrics select its instance")
    func metrics() throws {
        let scope = TestStack().scope
        let database = scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: TestStack.network)
        let metric = database.metric(.cpuUtilization)
        #expect(metric.namespace == "AWS/RDS" && metric.name == "CPUUtilization" && metric.statistic == .average)
        #expect(metric.dimensions["DBInstanceIdentifier"]?.expression.compactJSON == #"{"Ref":"DatabaseInstance"}"#)
    }

    @Test("An existing database offers the same connections, grants and metrics")
    func existing() throws {
        let template = try TestStack.template { scope in
            let database = PostgresDatabase.Reference(
                identifier: "orders", address: "orders.example.com",
                secret: .init(arn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf"),
                securityGroup: .init(
                    existing: "sg-00000001", name: "Orders", defaultPort: PostgresDatabase.port,
                    in: scope.child("Orders")))
            let workers = scope.add("Workers", SecurityGroup("Workers"), in: TestStack.network.vpc)
            workers.connections.allow(to: database)
            database.grantConnect(to: scope.add("Role", Role(service: .lambda, description: "Reads")))
            scope.add("Busy", Alarm(database.metric(.cpuUtilization), above: 80))
        }
        #expect(template.property("WorkersToOrdersIngress", "GroupId") == "sg-00000001")
        #expect(template.property("Busy", "Dimensions/0/Value") == "orders")
    }
}
