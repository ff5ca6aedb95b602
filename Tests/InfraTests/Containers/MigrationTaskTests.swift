import Infra
import InfraTesting
import Testing

@Suite("MigrationTask")
struct MigrationTaskTests {
    private func build(
        in scope: Scope, command: [String] = ["migrate"], _ change: (inout ContainerTask) -> Void = { _ in }
    ) throws -> MigrationTask.Reference {
        var task = ContainerTask(image: try ContainerImage("orders:1"))
        task.healthCommand = ["CMD", "orders", "health"]
        change(&task)
        return scope.add(
            "Migration", MigrationTask(task, command: command),
            in: .init(cluster: .init(name: "shared"), network: TestStack.network))
    }

    @Test("A migration is a hardened task definition with its command, without a port, a health check or a service")
    func defaults() throws {
        let template = try TestStack.template { _ = try build(in: $0) }
        #expect(
            template.mismatch(
                "MigrationTask", type: "AWS::ECS::TaskDefinition",
                with: [
                    "Family": "test-Migration", "NetworkMode": "awsvpc",
                    "ContainerDefinitions": [
                        [
                            "Command": ["migrate"], "ReadonlyRootFilesystem": true, "User": "10001:10001",
                            "LinuxParameters": ["Capabilities": ["Drop": ["ALL"]]],
                        ]
                    ],
                ]) == nil)
        for property in ["PortMappings", "HealthCheck"] {
            #expect(template.property("MigrationTask", "ContainerDefinitions/0/\(property)") == nil)
        }
        #expect(template.count(of: "AWS::ECS::Service") == 0)
        #expect(template.resource("MigrationTask")?.options.updateReplacePolicy == .retain)
        #expect(template.property("MigrationLogs", "RetentionInDays") == 30)
        #expect(template.statements(ofRole: "MigrationTaskRole").isEmpty)
    }

    @Test("A migration connects to a database, which grants it more than the service")
    func connections() throws {
        let template = try TestStack.template { scope in
            let database = scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: TestStack.network)
            let migration = try build(in: scope)
            migration.connections.allow(to: database)
            database.grantConnect(to: migration)
        }
        #expect(!template.statements(ofRole: "MigrationTaskRole").isEmpty)
        #expect(
            template.trafficRules.contains(
                .init(
                    isEgress: true, group: "MigrationSecurityGroup", peer: "DatabaseSecurityGroup", ports: 5432...5432))
        )
    }

    @Test("A deployment may run the task in its cluster alone, with its two roles alone")
    func run() throws {
        let template = try TestStack.template { scope in
            let migration = try build(in: scope)
            migration.grantRun(to: scope.add("Deployer", Role(service: .lambda, description: "Deploys")))
        }
        let statements = template.statements(ofRole: "Deployer")
        #expect(
            statements.map(\.actions) == [
                ["ecs:RunTask"], ["iam:PassRole"], ["ecs:TagResource"], ["ecs:DescribeTasks", "ecs:StopTask"],
            ])
        #expect(statements[0].resources == [["Ref": "MigrationTask"]])
        #expect(
            statements[1].resources == [
                ["Fn::GetAtt": ["MigrationExecutionRole", "Arn"]], ["Fn::GetAtt": ["MigrationTaskRole", "Arn"]],
            ])
        #expect(statements.allSatisfy { !$0.hasWildcard })
    }

    @Test("A migration without a command and invalid values of its container are reported")
    func rules() throws {
        let problems = try TestStack.problems { scope in
            _ = try build(in: scope, command: []) { $0.user = "0" }
        }
        #expect(problems.count == 2 && problems.allSatisfy { $0.hasPrefix("test/Migration: ") }, "\(problems)")
    }
}
