import Deployment
import Infra
import InfraTesting
import Testing

@Suite("MigrationStack")
struct MigrationStackTests {
    private func stacks(
        _ change: (inout DeploymentEnvironment) -> Void = { _ in }
    ) throws -> (migration: StackTemplate, service: StackTemplate) {
        var environment = DeploymentEnvironment(
            name: "staging", region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        change(&environment)
        let stacks = try ProductApp(environment).synthesize()
        return (try #require(stacks.dropLast().last), try #require(stacks.last))
    }

    private func variables(_ template: Template, _ task: String) -> [String: TemplateExpression] {
        guard case .list(let list)? = template.property(task, "ContainerDefinitions/0/Environment") else { return [:] }
        var variables: [String: TemplateExpression] = [:]
        for entry in list {
            if case .string(let name)? = entry["Name"] { variables[name] = entry["Value"] }
        }
        return variables
    }

    @Test("The migration runs the service's image with the command migrate, and the service's tasks never migrate")
    func images() throws {
        let (migration, service) = try stacks { $0.service.size = .small }
        #expect(
            migration.template.property("MigrationTask", "ContainerDefinitions/0/Image")
                == service.template.property("ApiTask", "ContainerDefinitions/0/Image"))
        #expect(migration.template.property("MigrationTask", "ContainerDefinitions/0/Command") == ["migrate"])
        #expect(service.template.property("ApiTask", "ContainerDefinitions/0/Command") == nil)
        #expect(variables(service.template, "ApiTask")["MIGRATE"] == "never")
        #expect(variables(migration.template, "MigrationTask")["MIGRATE"] == nil)
        #expect(migration.template.property("MigrationTask", "Cpu") == "512")
    }

    @Test("The migration is in a stack before the service's, which uses its cluster")
    func order() throws {
        let (migration, service) = try stacks()
        #expect(migration.name == "weir-staging-migration")
        #expect(service.dependencies.contains("weir-staging-migration"))
        #expect(migration.template.count(of: "AWS::ECS::Cluster") == 1)
        #expect(service.template.count(of: "AWS::ECS::Cluster") == 0)
        #expect(migration.template.count(of: "AWS::ECS::Service") == 0)
    }

    @Test("The outputs name all that running the task takes")
    func outputs() throws {
        let template = try stacks().migration.template
        #expect(template.output("MigrationTaskDefinition") == ["Ref": "MigrationTask"])
        #expect(template.output("ClusterName") == ["Ref": "Cluster"])
        #expect(template.output("MigrationSecurityGroupId") == ["Fn::GetAtt": ["MigrationSecurityGroup", "GroupId"]])
        #expect(
            template.output("MigrationSubnetIds") == ["Fn::Join": [",", ["Ref": "NetworkPrivateSubnetIds"]]])
        #expect(template.output("MigrationLogGroupName") == ["Ref": "MigrationLogs"])
    }

    @Test("The migration reads the master user's secret, which the service's role cannot")
    func roles() throws {
        let (migration, service) = try stacks()
        let secret: TemplateExpression = ["Ref": "DatabaseSecretArn"]
        #expect(
            migration.template.statements(ofRole: "MigrationTaskRole").contains { $0.resources.contains(secret) })
        #expect(!service.template.statements(ofRole: "ApiTaskRole").contains { $0.resources.contains(secret) })
        let rules = migration.template.trafficRules
        #expect(
            rules.contains(
                .init(
                    isEgress: true, group: "MigrationSecurityGroup", peer: "DatabaseSecurityGroupId",
                    ports: 5432...5432)))
        #expect(!rules.contains { $0.group == "MigrationSecurityGroup" && !$0.isEgress })
    }
}
